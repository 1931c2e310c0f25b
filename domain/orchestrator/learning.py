"""What a campaign's own past says about the members, found once for a version of its data."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.ensemble.calibration import Calibration, learn_calibration
from domain.ensemble.confidence import measure_confidence
from domain.ensemble.model import Confidence
from domain.ensemble.plan import DriverPlan
from domain.ensemble.strategies import Strategy
from domain.ensemble.weights import EnsembleWeights, learn_weights
from domain.forecasting.model import Backtest, MemberForecast
from domain.forecasting.scores import with_member
from domain.models.lineup import TrainedMember
from domain.orchestrator.backtests import Backtests
from domain.ports.forecasting import ComputeLost

log = logging.getLogger(__name__)

KEPT = 16
"""Campaigns of which a process remembers what it learnt; some megabytes each, for the backtest is part of it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is learnt about.

    Attributes:
        workspace_id: Where the campaign is.
        campaign_id: Which one.
        data_version: Which version of its data.
        trained: Version of the trained member that takes part, none where none does.
    """

    workspace_id: UUID
    campaign_id: UUID
    data_version: int
    trained: str | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights, calibration and confidence, and the backtest that they are from."""

    backtest: Backtest
    weights: EnsembleWeights
    calibration: Calibration
    confidence: Confidence


@dataclass(slots=True)
class Learning:
    """Learns from backtests. It takes as long as all members together, so that the latest campaigns are remembered."""

    backtests: Backtests
    trained: TrainedMember | None = None
    _kept: OrderedDict[tuple[Subject, tuple[tuple[str, str], ...]], Learnt] = field(default_factory=OrderedDict)

    async def of(self, subject: Subject, plan: DriverPlan) -> Learnt:
        """Return what this version of a campaign's data teaches; the plan must be the one of that version."""
        stored = await self._stored(subject, plan)
        known_as = (subject, tuple(sorted(stored.versions.items())))
        kept = self._kept.get(known_as)
        if kept is None:
            kept = await asyncio.to_thread(_learn, await self._with_trained(subject, stored, plan), plan)
        self._kept[known_as] = kept
        self._kept.move_to_end(known_as)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept

    async def by(self, strategy: Strategy, seconds: Mapping[str, float], subject: Subject, plan: DriverPlan) -> Learnt:
        """Return the same with weights of another strategy, which is asked for too seldom to be remembered.

        Args:
            strategy: How members are weighted.
            seconds: By member, how long it took.
            subject: What is learnt about.
            plan: The one of that version of the data.
        """
        backtest = await self._with_trained(subject, await self._stored(subject, plan), plan)
        return await asyncio.to_thread(_learn, backtest, plan, strategy, seconds)

    def trained_in(self, members: Sequence[MemberForecast]) -> str | None:
        """Return the version of the trained member among those that forecast, none where it is not."""
        name = None if self.trained is None else self.trained.name
        return next((member.version for member in members if member.member == name), None)

    async def _stored(self, subject: Subject, plan: DriverPlan) -> Backtest:
        if not plan.panel.series:
            return Backtest((), (), {})
        return await self.backtests.ensure(subject.workspace_id, subject.campaign_id, subject.data_version, plan.panel)

    async def _with_trained(self, subject: Subject, backtest: Backtest, plan: DriverPlan) -> Backtest:
        """Add what the trained member would have forecast; it is cheap, and another one may serve tomorrow."""
        if self.trained is None or subject.trained is None or not backtest.windows:
            return backtest
        try:
            windows = await self.trained.windows(subject.workspace_id, subject.trained, plan.panel)
        except (ValueError, TimeoutError, ComputeLost) as error:
            # It stays unmeasured, so that it counts nothing beside measured members.
            log.warning("the trained member could not be held against the past of a campaign", exc_info=error)
            return backtest
        return with_member(backtest, windows, plan.panel, self.trained.name, subject.trained)


def _learn(
    backtest: Backtest,
    plan: DriverPlan,
    strategy: Strategy = Strategy.STACKED,
    seconds: Mapping[str, float] | None = None,
) -> Learnt:
    weights = learn_weights(backtest, plan.groups, strategy, seconds)
    calibration = learn_calibration(backtest, weights, plan.groups, strategy)
    return Learnt(backtest, weights, calibration, measure_confidence(calibration))
