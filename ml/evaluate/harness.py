"""Every member and the ensemble over a data set, by rolling origins, each seeing only what came before."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from domain.ensemble.calibration import calibrate, learn_calibration
from domain.ensemble.combine import combine
from domain.ensemble.strategies import Strategy
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, BacktestWindow, FloatArray, MemberForecast, Panel, Series
from domain.ports.forecasting import Compute
from ml.backtest import SPACING, Origin, cut, windows_at
from ml.engine import pieces
from ml.evaluate.accuracy import Accuracy, Judged, judge
from ml.evaluate.datasets import DataSet
from ml.evaluate.reference import REFERENCE
from ml.members.member import Member
from ml.members.registry import MEMBERS

ENSEMBLE = "ensemble"

STRATEGIES: dict[Strategy, str] = {
    strategy: ENSEMBLE if strategy is Strategy.STACKED else f"{ENSEMBLE}, {strategy.value.lower()}"
    for strategy in Strategy
}
"""Names of the ensemble under each strategy, the default first."""

LEARNING_ORIGINS = 6
"""Origins before the first tested one from which the ensemble learns, as many as a campaign's own backtest has."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to test.

    Attributes:
        horizon: Days ahead.
        origins: Tested origins, a horizon apart, the last one a horizon before the end.
    """

    horizon: int = 14
    origins: int = 2

    @property
    def tested(self) -> tuple[Origin, ...]:
        """Origins whose forecasts count."""
        return tuple(Origin(self.horizon * (index + 1), self.horizon) for index in range(self.origins))

    @property
    def learning(self) -> tuple[Origin, ...]:
        """Earlier origins, a week apart, whose forecasts end before the first tested one begins."""
        first = self.horizon * (self.origins + 1)
        return tuple(Origin(first + SPACING * index, self.horizon) for index in range(LEARNING_ORIGINS))


@dataclass(slots=True)
class _Found:
    """Forecasts that count, by value column and model, and the time they took by model."""

    judged: dict[tuple[str, str], list[Judged]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def took(self, model: str, seconds: float) -> None:
        self.seconds[model] = self.seconds.get(model, 0.0) + seconds


Forecasts = Mapping[str, Sequence[MemberForecast]]


async def evaluate(
    data: DataSet,
    plan: Plan,
    compute: Compute,
    progress: Callable[[int, int], None],
    members: Sequence[Member] = MEMBERS,
) -> tuple[Accuracy, ...]:
    """Measure every member, the ensemble and the reference on one data set.

    The ensemble learns weights and calibration for an origin from forecasts that had ended by then. Only windows that
    every model forecast are counted, so that all are judged on the same days.

    Args:
        data: What to forecast.
        plan: Horizon and origins.
        compute: Where the work runs.
        progress: Told after each piece of work how many of how many are done.
        members: The ensemble.

    Returns:
        By value column and model; empty when no series is long enough.
    """
    forecasts = await _forecast_all(data.panel, plan, compute, progress, members)
    found = _Found()
    _judge_panel(data.panel, plan, forecasts, found)
    return tuple(
        judge(data.name, group, model, judged, found.seconds[model]) for (group, model), judged in found.judged.items()
    )


async def _forecast_all(
    panel: Panel,
    plan: Plan,
    compute: Compute,
    progress: Callable[[int, int], None],
    members: Sequence[Member],
) -> dict[Origin, dict[str, list[MemberForecast]]]:
    """Run every member (and on tested origins the reference) on the panel cut at every origin."""
    jobs: list[tuple[Origin, Member, Panel]] = []
    made: dict[Origin, dict[str, list[MemberForecast]]] = {}
    for origin in (*plan.tested, *plan.learning):
        made[origin] = {}
        past = cut(panel, origin)
        if past is not None:
            models = (*members, REFERENCE) if origin in plan.tested else members
            jobs += [(origin, model, piece) for model in models for piece in pieces(past, model.chunk)]
    done = 0

    async def run(origin: Origin, model: Member, piece: Panel) -> None:
        nonlocal done
        part = await compute.run(model.forecast, piece, plan.horizon)
        made[origin].setdefault(model.info.name, []).append(part)
        done += 1
        progress(done, len(jobs))

    await asyncio.gather(*(run(*job) for job in jobs))
    return made


def _judge_panel(panel: Panel, plan: Plan, forecasts: Mapping[Origin, Forecasts], found: _Found) -> None:
    by_key = {series.key: series for series in panel.series}
    windows = {origin: windows_at(panel, origin, made) for origin, made in forecasts.items()}
    for origin in plan.tested:
        for model, parts in forecasts[origin].items():
            found.took(model, sum(part.seconds for part in parts))
        earlier = [w for other, made in windows.items() if other.offset >= origin.offset + plan.horizon for w in made]
        tested = [_without_reference(window) for window in windows[origin]]
        past = [_without_reference(window) for window in earlier]
        combined: dict[str, dict[str, FloatArray]] = {}
        for strategy, name in STRATEGIES.items():
            started = perf_counter()
            combined[name] = ensemble_of(tested, past, by_key, strategy)
            found.took(name, perf_counter() - started)
        _collect(windows[origin], combined, by_key, forecasts[origin], found)


def ensemble_of(
    tested: Sequence[BacktestWindow],
    earlier: Sequence[BacktestWindow],
    by_key: Mapping[str, Series],
    strategy: Strategy = Strategy.STACKED,
) -> dict[str, FloatArray]:
    """Combine and calibrate the members' forecasts with what earlier windows taught.

    Returns:
        By series key. Shape ``(horizon, len(QUANTILES))`` each.
    """
    groups = {key: series.group for key, series in by_key.items()}
    past = Backtest(tuple(earlier), (), {})
    weights = learn_weights(past, groups, strategy)
    calibration = learn_calibration(past, weights, groups, strategy)
    return {
        window.key: calibrate(
            combine(window.forecasts, weights, groups[window.key]), calibration, window.key, by_key[window.key].kind
        )
        for window in tested
    }


def _without_reference(window: BacktestWindow) -> BacktestWindow:
    own = {name: values for name, values in window.forecasts.items() if name != REFERENCE.info.name}
    return BacktestWindow(window.key, window.origin, window.actual, own)


def _collect(
    windows: Sequence[BacktestWindow],
    combined: Mapping[str, Mapping[str, FloatArray]],
    by_key: Mapping[str, Series],
    forecasts: Forecasts,
    found: _Found,
) -> None:
    for window in windows:
        if len(window.forecasts) < len(forecasts):
            continue
        series = by_key[window.key]
        history = series.values[: window.origin]
        made = {name: values[window.key] for name, values in combined.items()}
        for model, values in {**window.forecasts, **made}.items():
            judged = found.judged.setdefault((series.group, model), [])
            judged.append(Judged(window.key, history, window.actual, values))
