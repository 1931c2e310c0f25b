"""How far off each model was in the backtest of a run: what its forecast promises to be no worse than."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from domain.ensemble.combine import combine
from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import MEDIAN, Backtest, BacktestWindow, FloatArray, block_of
from domain.forecasting.scores import wape
from domain.performance.model import ENSEMBLE, Expected

Pair = tuple[FloatArray, FloatArray]


def expectations(
    backtest: Backtest, weights: EnsembleWeights, groups: Mapping[str, str]
) -> dict[str, dict[str, tuple[Expected, ...]]]:
    """Return the backtested error by series key, model and horizon block.

    That of the ensemble is measured with the weights that the run used, which were learnt from the same windows; a
    weighted mean of a few models has little room to profit from that.
    """
    pairs: dict[tuple[str, str, int], list[Pair]] = defaultdict(list)
    for window in backtest.windows:
        blocks = np.array([block_of(day + 1) for day in range(len(window.actual))])
        for model, median in _medians(window, weights, groups).items():
            for block in sorted(set(blocks.tolist())):
                chosen = blocks == block
                pairs[window.key, model, block].append((window.actual[chosen], median[chosen]))
    found: dict[str, dict[str, tuple[Expected, ...]]] = {}
    for (key, model, block), parts in pairs.items():
        models = found.setdefault(key, {})
        models[model] = (*models.get(model, ()), _expected(block, parts))
    return found


def mape(actual: FloatArray, median: FloatArray) -> float:
    """Return the mean absolute percentage error as a ratio.

    It is ``nan`` when an actual is zero, for it has no meaning there, and when there is none.
    """
    seen = ~np.isnan(actual)
    if not seen.any() or not actual[seen].all():
        return float("nan")
    return float((np.abs(actual - median)[seen] / np.abs(actual[seen])).mean())


def _medians(window: BacktestWindow, weights: EnsembleWeights, groups: Mapping[str, str]) -> dict[str, FloatArray]:
    usable = {name: values for name, values in window.forecasts.items() if np.isfinite(values).all()}
    medians = {name: values[:, MEDIAN] for name, values in usable.items()}
    if usable:
        medians[ENSEMBLE] = combine(usable, weights, groups.get(window.key, window.key))[:, MEDIAN]
    return medians


def _expected(block: int, parts: Sequence[Pair]) -> Expected:
    actual, median = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Expected(block, mape(actual, median), wape(actual, median))
