"""What the past of some series says about the models, for all campaigns of a batch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.ensemble.calibration import Calibration, learn_calibration
from domain.ensemble.weights import EnsembleWeights, learn_weights
from domain.forecasting.model import Backtest, Panel, Series
from domain.outlook.subject import Subject, joined

SAMPLE = 100
"""Series that are held against their past. Each series has up to six origins of thirty days, so that a group (such as
CTR) rests on thousands of forecast days; one campaign alone has hundreds."""

SAMPLED_CAMPAIGNS = 40
"""Campaigns that the sample is drawn from."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Weights and calibration by group, which hold for every series of the batch."""

    weights: EnsembleWeights
    calibration: Calibration


def spread(campaigns: Sequence[Subject], most: int = SAMPLE) -> Panel:
    """Return a sample of the series of campaigns, evenly over groups and campaigns, as one panel.

    Each group gives a series in turn, of the campaign that gave the fewest yet; the same campaigns give the same
    sample.
    """
    waiting: dict[str, list[Series]] = {}
    for series in joined(_to_one_day(campaigns)).series:
        waiting.setdefault(series.group, []).append(series)
    taken: Counter[str] = Counter()
    chosen: list[Series] = []
    while len(chosen) < most and any(waiting.values()):
        for group in sorted(group for group, left in waiting.items() if left):
            shares = [taken[_campaign(one)] for one in waiting[group]]
            chosen.append(waiting[group].pop(shares.index(min(shares))))
            taken[_campaign(chosen[-1])] += 1
    return Panel(tuple(chosen[:most]))


def learn(backtest: Backtest, panel: Panel) -> Lessons:
    """Learn from a backtest of the sample.

    Series that were not sampled are known by their group alone: factors of a group stand under its own name.
    """
    groups = {series.key: series.group for series in panel.series}
    weights = learn_weights(backtest, groups)
    return Lessons(weights, learn_calibration(backtest, weights, groups | {name: name for name in groups.values()}))


def _to_one_day(campaigns: Sequence[Subject]) -> list[Subject]:
    """Cut campaigns at the day that most of them were observed to; those that end before it are left out."""
    ends = Counter(one.end for one in campaigns)
    end = max(ends, key=lambda day: (ends[day], day))
    found = []
    for one in campaigns:
        days = (one.end - end).days
        kept = [series.until(len(series.values) - days) for series in one.plan.panel.series]
        whole = Panel(tuple(series for series in kept if not np.isnan(series.values).all()))
        if days >= 0 and whole.series:
            found.append(replace(one, plan=replace(one.plan, panel=whole)))
    return found


def _campaign(series: Series) -> str:
    return series.key.partition("/")[0]
