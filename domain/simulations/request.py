"""Checking what is asked for and naming it canonically."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from domain.campaigns.model import Campaign
from domain.ensemble.strategies import Strategy
from domain.errors import Fault, invalid
from domain.metrics.model import MetricType
from domain.scenarios.model import DEFAULT_SCENARIOS, Adjustment, ScenarioRequest
from domain.simulations.model import SimulationRequest

SHORTEST_HORIZON = 5
LONGEST_HORIZON = 180
USUAL_HORIZON = 90
MANY_METRICS = 10
MOST_SCENARIOS = 10
MULTIPLIERS = (0.1, 10.0)


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request in canonical form with everything to say about it.

    Attributes:
        faults: What makes it impossible.
        warnings: What the reader should know although it is possible.
        score: ``1 - 0.3 * faults - 0.1 * warnings``, at least 0.
    """

    request: SimulationRequest
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]

    @property
    def score(self) -> float:
        """Quality of the request, 0 … 1."""
        return max(0.0, 1.0 - 0.3 * len(self.faults) - 0.1 * len(self.warnings))


def check_request(
    campaign_id: UUID,
    horizon_days: int,
    metrics: Sequence[MetricType] | None,
    scenarios: Sequence[ScenarioRequest] | None,
    strategy: Strategy | None = None,
) -> CheckedRequest:
    """Bring a request into canonical form and find every fault at once. None means the usual choice."""
    faults: list[Fault] = []
    warnings: list[str] = []
    _check_horizon(horizon_days, faults, warnings)
    _check_metrics(metrics, faults, warnings)
    for index, scenario in enumerate(scenarios or ()):
        _check_scenario(scenario, index, horizon_days, faults)
    if scenarios is not None and not scenarios:
        faults.append(invalid("Ask for at least one scenario.", "scenarios", hint="Leave it out for the usual three."))
    if len(scenarios or ()) > MOST_SCENARIOS:
        faults.append(invalid(f"At most {MOST_SCENARIOS} scenarios in one run.", "scenarios"))
    request = SimulationRequest(
        campaign_id,
        horizon_days,
        tuple(metric for metric in MetricType if metric in (metrics or ())),
        tuple(scenarios or DEFAULT_SCENARIOS),
        strategy or Strategy.STACKED,
    )
    return CheckedRequest(request, tuple(faults), tuple(warnings))


def fingerprint(request: SimulationRequest, campaign: Campaign, models: Mapping[str, str]) -> str:
    """Return the SHA-256 of everything that decides a result: request, campaign with its data watermark, models.

    The campaign counts as a whole, with the moment of its last change: risks are about its budget and its dates, and a
    run that waited while those were changed and changed back must not answer for either.
    """
    parts = {"request": asdict(request), "campaign": asdict(campaign), "models": dict(models)}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _check_horizon(days: int, faults: list[Fault], warnings: list[str]) -> None:
    if not SHORTEST_HORIZON <= days <= LONGEST_HORIZON:
        hint = f"Ask for {SHORTEST_HORIZON} to {USUAL_HORIZON} days."
        message = f"The horizon is {SHORTEST_HORIZON} to {LONGEST_HORIZON} days, not {days}."
        faults.append(invalid(message, "horizonDays", hint=hint))
    elif days > USUAL_HORIZON:
        warnings.append(f"Beyond {USUAL_HORIZON} days the bands say little; {days} were asked for.")


def _check_metrics(metrics: Sequence[MetricType] | None, faults: list[Fault], warnings: list[str]) -> None:
    if metrics is None:
        return
    if not metrics:
        faults.append(invalid("Ask for at least one metric.", "metrics", hint="Leave it out for all of them."))
    if len(set(metrics)) != len(metrics):
        faults.append(invalid("A metric is named twice.", "metrics"))
    if len(set(metrics)) > MANY_METRICS:
        warnings.append(f"{len(set(metrics))} metrics were asked for; more than {MANY_METRICS} are hard to read.")


def _check_scenario(scenario: ScenarioRequest, index: int, horizon_days: int, faults: list[Fault]) -> None:
    path = ("scenarios", str(index))
    if scenario.percentile is not None and not 0 <= scenario.percentile <= 100:
        faults.append(invalid("A percentile is 0 to 100.", *path, "percentile"))
    if scenario.name is not None and not 1 <= len(scenario.name.strip()) <= 100:
        faults.append(invalid("A scenario's name has 1 to 100 characters.", *path, "name"))
    for number, adjustment in enumerate(scenario.adjustments):
        _check_adjustment(adjustment, horizon_days, faults, (*path, "adjustments", str(number)))


def _check_adjustment(adjustment: Adjustment, horizon_days: int, faults: list[Fault], path: tuple[str, ...]) -> None:
    low, high = MULTIPLIERS
    if not low <= adjustment.multiplier <= high:
        faults.append(invalid(f"A multiplier is {low} to {high:g}; 1 changes nothing.", *path, "multiplier"))
    first, last = adjustment.first_day, adjustment.last_day
    outside = {
        name: day
        for name, day in (("firstDay", first), ("lastDay", last))
        if day is not None and not 1 <= day <= horizon_days
    }
    for name, day in outside.items():
        faults.append(invalid(f"Forecast days count from 1 to {horizon_days}; {day} is none of them.", *path, name))
    if not outside and first is not None and last is not None and first > last:
        faults.append(invalid("The first day is after the last.", *path, "firstDay"))
