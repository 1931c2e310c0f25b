"""How far members agree about the future, and how far they err together about the past."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import MEDIAN, Backtest, FloatArray


def consensus_of(
    groups: Mapping[str, str],
    accepted: Mapping[str, Mapping[str, FloatArray]],
    weights: EnsembleWeights,
    forecasts: Mapping[str, FloatArray],
) -> float:
    """Return 1 when all members agree, towards 0 as their medians spread beyond the ensemble's 80 % interval.

    On each day of each series: one over one plus the weighted standard deviation of the medians over the width of the
    interval; then the mean. A series that no member forecast does not count; 1 when there is none.
    """
    found = []
    for key, said in accepted.items():
        if not said:
            continue
        names = sorted(said)
        medians = np.stack([said[name][:, MEDIAN] for name in names])
        daily = [weights.of(groups[key], day + 1, names) for day in range(medians.shape[1])]
        shares = np.array([[row[name] for row in daily] for name in names])
        centre = (shares * medians).sum(axis=0)
        spread = np.sqrt((shares * (medians - centre) ** 2).sum(axis=0))
        width = forecasts[key][:, MEDIAN + 2] - forecasts[key][:, MEDIAN - 2]
        # w / (w + s) is 1 / (1 + s/w) without the division by a width of zero.
        agreement = np.where(spread > 0, width / np.where(spread > 0, width + spread, 1.0), 1.0)
        found.append(float(agreement.mean()))
    return float(np.mean(found)) if found else 1.0


def diversity_of(backtest: Backtest) -> float:
    """Return 1 minus the mean pairwise correlation of the members' errors; 0 when there is no pair to compare.

    Errors are those of the median, scaled by the mean absolute error of all members on the series, so that series of
    any unit count alike.
    """
    errors = _errors(backtest)
    found = []
    for one, other in combinations(sorted(errors), 2):
        both = np.isfinite(errors[one]) & np.isfinite(errors[other])
        if both.sum() >= 3 and errors[one][both].std() > 0 and errors[other][both].std() > 0:
            found.append(float(np.corrcoef(errors[one][both], errors[other][both])[0, 1]))
    return 1.0 - float(np.mean(found)) if found else 0.0


def _errors(backtest: Backtest) -> dict[str, FloatArray]:
    """Return the scaled errors of each member, aligned, ``nan`` where it did not forecast or nothing was observed."""
    names = {name for window in backtest.windows for name in window.forecasts}
    parts: dict[str, list[FloatArray]] = {name: [] for name in names}
    sizes: dict[str, list[FloatArray]] = {}
    for window in backtest.windows:
        for name in names:
            values = window.forecasts.get(name)
            error = np.full(len(window.actual), np.nan) if values is None else window.actual - values[:, MEDIAN]
            parts[name].append(error)
            sizes.setdefault(window.key, []).append(np.abs(error))
    scales = {key: _mean_of_finite(np.concatenate(rows)) for key, rows in sizes.items()}
    usual = [scales[window.key] for window in backtest.windows]
    return {
        name: np.concatenate([error / scale for error, scale in zip(rows, usual, strict=True)])
        for name, rows in parts.items()
    }


def _mean_of_finite(values: FloatArray) -> float:
    finite = values[np.isfinite(values)]
    mean = float(finite.mean()) if len(finite) else 0.0
    return mean if mean > 0 else 1.0
