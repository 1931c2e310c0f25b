"""The ensemble over all data sets: ratios to what a forecaster would otherwise use."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

from ml.evaluate.accuracy import Accuracy
from ml.evaluate.harness import ENSEMBLE, STRATEGIES
from ml.evaluate.reference import REFERENCE

SEASONAL_NAIVE, WEEKDAY_MEAN, THETA = "seasonal_naive", "window_average", "auto_theta"


@dataclass(frozen=True, slots=True)
class Standing:
    """The ensemble beside others on one value column of a data set; below 1 it is better.

    Attributes:
        data: Data set and value column.
        naive: MASE over that of the seasonal naive.
        weekday: ... over that of the mean of the last four weekdays.
        ets: ... over that of the library's AutoETS.
        theta: ... over that of AutoTheta.
        best: ... over that of the single member which turned out best, its name known only afterwards.
        best_name: That member.
        msis: Scaled interval score of the 95 % band over that of AutoETS's own.
        coverage80: Share held by the 80 % band.
        coverage95: Share held by the 95 % band.
        forecasts: Windows judged.
    """

    data: str
    naive: float
    weekday: float
    ets: float
    theta: float
    best: float
    best_name: str
    msis: float
    coverage80: float
    coverage95: float
    forecasts: int


RATIOS = ("naive", "weekday", "ets", "theta", "best", "msis")


def standings(rows: Sequence[Accuracy]) -> tuple[Standing, ...]:
    """Return one standing for each value column of a data set, in order of the rows."""
    columns: dict[tuple[str, str], dict[str, Accuracy]] = {}
    for row in rows:
        columns.setdefault((row.data, row.group), {})[row.model] = row
    return tuple(
        _standing(f"{data} · {group}", models) for (data, group), models in columns.items() if ENSEMBLE in models
    )


def overall(found: Sequence[Standing]) -> dict[str, float]:
    """Return the geometric mean of each ratio over the standings that have it; ``nan`` when none has."""
    return {name: _geometric([getattr(one, name) for one in found]) for name in RATIOS}


def _standing(name: str, models: dict[str, Accuracy]) -> Standing:
    own = models[ENSEMBLE]
    apart = {REFERENCE.info.name, *STRATEGIES.values()}
    members = [row for model, row in models.items() if model not in apart and isfinite(row.mase)]
    best = min(members, key=lambda row: row.mase, default=own)

    def ratio(model: str, measure: str = "mase") -> float:
        other = getattr(models[model], measure) if model in models else float("nan")
        return float(getattr(own, measure)) / other if other > 0 else float("nan")

    return Standing(
        data=name,
        naive=ratio(SEASONAL_NAIVE),
        weekday=ratio(WEEKDAY_MEAN),
        ets=ratio(REFERENCE.info.name),
        theta=ratio(THETA),
        best=ratio(best.model),
        best_name=best.model,
        msis=ratio(REFERENCE.info.name, "msis"),
        coverage80=own.coverage80,
        coverage95=own.coverage95,
        forecasts=own.windows,
    )


def _geometric(values: Sequence[float]) -> float:
    known = [log(value) for value in values if isfinite(value) and value > 0]
    return exp(sum(known) / len(known)) if known else float("nan")
