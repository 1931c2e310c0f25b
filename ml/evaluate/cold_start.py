"""Campaigns that have hardly begun: each in turn is hidden behind its first days and predicted from all others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import numpy as np

from domain.ensemble.calibration import learn_calibration
from domain.ensemble.forecast import ensemble_forecasts, last_resort
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.plan import DriverPlan
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import MEDIAN, QUANTILES, Backtest, FloatArray, MemberForecast, Panel, Series
from domain.forecasting.scores import central_interval, coverage, mae, pinball, seasonal_scale, wape
from ml.evaluate.datasets import DataSet
from ml.members import peer_prior, seasonal_naive, window_average
from ml.members.member import Member

SEEN = (0, 3, 7, 13)
"""Days of a campaign that its forecasters see."""

HORIZON = 14

LONGEST = 60
"""Days of a peer that are looked at, as in a run."""

LEAST_DAYS = 14
"""Observed days of a peer, as in a run."""

LEAST_ACTUAL = 7
"""Observed days within the horizon from which a campaign is counted."""

MEMBERS: tuple[Member, ...] = (peer_prior.MEMBER, seasonal_naive.MEMBER, window_average.MEMBER)

ENSEMBLE, LAST_RESORT, PEERS = "ensemble", "last_resort", "peers of that age"


@dataclass(frozen=True, slots=True)
class Case:
    """One series behind its first days, and what was said of the days after them.

    Attributes:
        seen: The series as forecasters saw it.
        actual: Shape ``(HORIZON,)``.
        scale: Mean absolute weekly difference of the whole series: the same divisor for all, known afterwards only.
        said: By model. Shape ``(HORIZON, len(QUANTILES))`` each.
    """

    seen: Series
    actual: FloatArray
    scale: float
    said: dict[str, FloatArray]


@dataclass(frozen=True, slots=True)
class ColdStart:
    """What a model did on campaigns of which so many days were seen.

    Attributes:
        data: Data set.
        group: Value column.
        days: Days seen.
        model: Name.
        wape: Sum of all absolute errors over the sum of all actuals; large campaigns count most.
        mase: Mean over series of the error over the mean absolute weekly difference of the whole series.
        pinball: Mean over series of the pinball loss over the same.
        coverage80: Share of days in the 80 % band.
        coverage95: The same for 95 %.
        series: Series judged.
    """

    data: str
    group: str
    days: int
    model: str
    wape: float
    mase: float
    pinball: float
    coverage80: float
    coverage95: float
    series: int

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values; a figure that could not be measured is none."""
        return {
            name: None if isinstance(value, float) and np.isnan(value) else value
            for name, value in asdict(self).items()
        }


def evaluate_cold_start(data: DataSet, progress: Callable[[int, int], None]) -> tuple[ColdStart, ...]:
    """Measure what is told of each campaign from its first 0, 3, 7 and 13 days and from all other campaigns.

    All models of a column and number of days are judged on the same campaigns. Peers may have run later than the
    campaign that they speak for: what is measured is what campaigns tell of each other, not foresight of a market.

    Args:
        data: Campaigns, or what resembles them.
        progress: Told after each number of days how many of how many are done.

    Returns:
        By value column, days seen and model; a column of fewer than four series long enough gives nothing.
    """
    found: list[ColdStart] = []
    for done, days in enumerate(SEEN, 1):
        cases = list(cases_of(data, days))
        for group in data.groups:
            part = [case for case in cases if case.seen.group == group]
            found += judge(data.name, group, days, part) if part else ()
        progress(done, len(SEEN))
    return tuple(sorted(found, key=lambda row: (row.group, row.days)))


def cases_of(data: DataSet, days: int) -> Iterator[Case]:
    """Hide each series of a data set behind its first days and let the models speak."""
    for series in data.panel.series:
        actual = series.values[days : days + HORIZON]
        if np.isfinite(actual).sum() < LEAST_ACTUAL:
            continue
        actual = np.concatenate([actual, np.full(HORIZON - len(actual), np.nan)])
        own = replace(series, values=series.values[:days])
        others = [one for one in data.panel.series if one.group == series.group and _name(one) != _name(series)]
        peers = tuple(one.until(LONGEST) for one in others)
        peers = tuple(one for one in peers if np.isfinite(one.values).sum() >= LEAST_DAYS)
        panel = Panel((own,), peers)
        made = [member.forecast(panel, HORIZON) for member in MEMBERS]
        said = {one.member: one.forecasts[own.key].values for one in made if own.key in one.forecasts}
        if peer_prior.INFO.name not in said:
            continue
        if days:
            said[ENSEMBLE], said[LAST_RESORT] = _combined(panel, made), last_resort(own, HORIZON)
        said[PEERS] = _peers_at(peers, days)
        yield Case(own, actual, seasonal_scale(series.values), said)


def _combined(panel: Panel, made: Sequence[MemberForecast]) -> FloatArray:
    """Return the ensemble as a run makes it of a campaign without any past forecast."""
    own, nothing = panel.series[0], Backtest((), (), {})
    plan = DriverPlan(panel, {own.key: own.group}, (), own.end + timedelta(days=1), (), ())
    weights = learn_weights(nothing, plan.groups)
    outputs = validate_outputs(made, panel, HORIZON)
    calibration = learn_calibration(nothing, weights, plan.groups)
    return ensemble_forecasts(plan, outputs, weights, calibration, HORIZON)[own.key]


def _peers_at(peers: Sequence[Series], days: int) -> FloatArray:
    """Return the quantiles of all peers at each age, of neighbouring days together."""
    found: list[FloatArray] = []
    for day in range(days, days + HORIZON):
        near = np.concatenate([one.values[max(0, day - 1) : day + 2] for one in peers])
        near = near[np.isfinite(near)]
        found.append(np.quantile(near, QUANTILES) if len(near) else found[-1])
    return np.array(found)


def judge(data: str, group: str, days: int, cases: Sequence[Case]) -> tuple[ColdStart, ...]:
    """Average what each model did that spoke on every case."""
    models = [name for name in cases[0].said if all(name in case.said for case in cases)]
    return tuple(_judged(data, group, days, name, cases) for name in models)


def _judged(data: str, group: str, days: int, model: str, cases: Sequence[Case]) -> ColdStart:
    actual = np.concatenate([case.actual for case in cases])
    values = np.concatenate([case.said[model] for case in cases])
    scaled = [(case, case.scale) for case in cases if case.scale > 0]
    return ColdStart(
        data=data,
        group=group,
        days=days,
        model=model,
        wape=wape(actual, values[:, MEDIAN]),
        mase=_mean([mae(case.actual, case.said[model][:, MEDIAN]) / scale for case, scale in scaled]),
        pinball=_mean([pinball(case.actual, case.said[model]) / scale for case, scale in scaled]),
        coverage80=coverage(actual, *central_interval(values, 0.8)),
        coverage95=coverage(actual, *central_interval(values, 0.95)),
        series=len(cases),
    )


def _name(series: Series) -> str:
    return series.key.rsplit("/", 1)[0]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
