"""What the forecaster of campaigns learns from: the series of every campaign of a workspace."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign, Channel
from domain.campaigns.reading import every_campaign
from domain.ensemble.drivers import build_panel
from domain.ensemble.known import known_of, plan_of
from domain.forecasting.model import Known, Panel, Series, SeriesKind
from domain.metrics.history import history_of
from domain.metrics.model import MetricPoint
from domain.metrics.recent import recent_points
from domain.metrics.weekly import without_weeks
from domain.models.training import Column, TrainingSet, Untrainable
from domain.ports.models import TrainingSource
from domain.ports.unit_of_work import Transaction

LONGEST = 731
"""Days of a series that are learnt from: two turns of the calendar."""

LEAST_DAYS = 14
"""Observed days below which a series teaches nothing."""

AT_ONCE = 20
"""Campaigns read together: their points take some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class PanelSource(TrainingSource):
    """Reads the series that simulations forecast, of all campaigns, each up to its own last observed day.

    Columns of the training set, one entry for each series but for the first:

    - ``values``: all series behind each other, ``nan`` where nothing was observed;
    - ``lengths``: days of each series;
    - ``ends``: ordinal of the last day of each;
    - ``keys``: campaign and series;
    - ``groups``, ``kinds``, ``campaigns``: what they are;
    - ``channels``, ``objectives``, ``industries``, ``begins``, ``finishes``, ``budgets``: what is known beforehand,
      days as ordinals with 0 for none, a budget that is not known as ``nan``.
    """

    async def collect(self, tx: Transaction, workspace_id: UUID) -> TrainingSet | Untrainable:
        """Return the series of all campaigns, those of the oldest campaign first."""
        found: list[tuple[Campaign, Series]] = []
        campaigns = await every_campaign(tx, workspace_id)
        for first in range(0, len(campaigns), AT_ONCE):
            part = campaigns[first : first + AT_ONCE]
            ids = [campaign.id for campaign in part]
            points = await recent_points(tx, workspace_id, ids)
            planned = await tx.spend_plans.read_many(workspace_id, ids)
            for campaign in part:
                known = known_of(campaign, plan_of(planned.get(campaign.id, ())))
                rows = points.get(campaign.id, ())
                # In a thread: to arrange a hundred thousand points takes a while.
                found += [(campaign, one) for one in await asyncio.to_thread(_series, rows, known)]
        if not found:
            return Untrainable(f"No campaign has {LEAST_DAYS} days of metrics to learn from.")
        return training_set(found)


def training_set(found: Sequence[tuple[Campaign, Series]]) -> TrainingSet:
    """Lay series out in columns."""
    series = [one for _, one in found]
    values = np.concatenate([one.values for one in series])
    return TrainingSet(
        {
            "values": values,
            "lengths": np.asarray([len(one.values) for one in series], dtype=np.int64),
            "ends": np.asarray([one.end.toordinal() for one in series], dtype=np.int64),
            "keys": np.asarray([f"{campaign.id}/{one.key}" for campaign, one in found]),
            "groups": np.asarray([one.group for one in series]),
            "kinds": np.asarray([one.kind.value for one in series]),
            "campaigns": np.asarray([str(campaign.id) for campaign, _ in found]),
            "channels": np.asarray([one.known.channel for one in series]),
            "objectives": np.asarray([one.known.objective for one in series]),
            "industries": np.asarray([one.known.industry for one in series]),
            "begins": np.asarray([_ordinal(one.known.begins) for one in series], dtype=np.int64),
            "finishes": np.asarray([_ordinal(one.known.ends) for one in series], dtype=np.int64),
            "budgets": np.asarray([one.known.budget or np.nan for one in series], dtype=np.float64),
        },
        observations=int((~np.isnan(values)).sum()),
        series=len(series),
        until=max(one.end for one in series),
    )


def panel_of(training: TrainingSet) -> Panel:
    """Return the series of a training set as one panel; those that ended before its last day end with ``nan``."""
    columns = training.columns
    stops = np.cumsum(columns["lengths"])
    found = []
    for row, stop in enumerate(stops):
        end = date.fromordinal(int(columns["ends"][row]))
        missing = (training.until - end).days
        length = int(columns["lengths"][row])
        values = np.concatenate([columns["values"][stop - length : stop], np.full(missing, np.nan)])
        start = end - timedelta(days=length - 1)
        kind = SeriesKind(str(columns["kinds"][row]))
        found.append(
            Series(str(columns["keys"][row]), str(columns["groups"][row]), kind, start, values, _known(columns, row))
        )
    return Panel(tuple(found))


def _known(columns: Mapping[str, Column], row: int) -> Known:
    budget = float(columns["budgets"][row])
    return Known(
        channel=str(columns["channels"][row]),
        objective=str(columns["objectives"][row]),
        industry=str(columns["industries"][row]),
        begins=_day(columns["begins"][row]),
        ends=_day(columns["finishes"][row]),
        budget=None if np.isnan(budget) else budget,
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _day(ordinal: int) -> date | None:
    return date.fromordinal(int(ordinal)) if ordinal else None


def _series(points: Sequence[MetricPoint], known: Mapping[Channel, Known]) -> list[Series]:
    history = history_of(without_weeks(points))
    if history is None:
        return []
    recent = [_recent(one) for one in build_panel(history, known).panel.series]
    return [one for one in recent if int((~np.isnan(one.values)).sum()) >= LEAST_DAYS]


def _recent(series: Series) -> Series:
    cut = max(0, len(series.values) - LONGEST)
    return replace(series, start=series.start + timedelta(days=cut), values=series.values[cut:])
