"""Accuracy of one model over many windows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from domain.forecasting.model import MEDIAN, FloatArray
from domain.forecasting.scores import central_interval, coverage, crps, interval_score, pinball, seasonal_scale, smape


@dataclass(frozen=True, slots=True)
class Judged:
    """One forecast beside what came.

    Attributes:
        key: Series key.
        history: What came before the origin.
        actual: Shape ``(horizon,)``.
        values: Quantiles, shape ``(horizon, len(QUANTILES))``.
    """

    key: str
    history: FloatArray
    actual: FloatArray
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What a model did on one value column of a data set.

    Attributes:
        data: Name of the data set.
        group: Value column.
        model: Name of the model.
        mase: Mean over windows of the error over the in-sample seasonal scale; windows without a scale are left out.
        smape: Mean over windows, a ratio.
        wape: Sum of all absolute errors over the sum of all actuals.
        pinball: Mean over windows of the pinball loss over the in-sample seasonal scale.
        crps: Mean over windows of the continuous ranked probability score over the in-sample seasonal scale.
        msis: Mean over windows of the interval score of the 95 % interval over the in-sample seasonal scale.
        coverage80: Share of actuals in the 80 % interval, over all days.
        coverage95: The same for 95 %.
        series: Series judged.
        windows: Series times origins judged; the same for every model.
        seconds: Time that these forecasts took, summed over processes.
    """

    data: str
    group: str
    model: str
    mase: float
    smape: float
    wape: float
    pinball: float
    crps: float
    msis: float
    coverage80: float
    coverage95: float
    series: int
    windows: int
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values; a figure that could not be measured is none."""
        return {
            name: None if isinstance(value, float) and np.isnan(value) else value
            for name, value in asdict(self).items()
        }


def judge(data: str, group: str, model: str, judged: Sequence[Judged], seconds: float) -> Accuracy:
    """Average what a model did over its windows, at least one."""
    actual = np.concatenate([one.actual for one in judged])
    values = np.concatenate([one.values for one in judged])
    seen = ~np.isnan(actual)
    errors = np.abs(actual - values[:, MEDIAN])[seen].sum()
    size = np.abs(actual[seen]).sum()
    scales = [seasonal_scale(one.history) for one in judged]
    scaled = [(one, scale) for one, scale in zip(judged, scales, strict=True) if scale > 0]
    return Accuracy(
        data=data,
        group=group,
        model=model,
        mase=_mean([float(np.nanmean(np.abs(one.actual - one.values[:, MEDIAN]))) / scale for one, scale in scaled]),
        smape=_mean([smape(one.actual, one.values[:, MEDIAN]) for one in judged]),
        wape=float(errors / size) if size > 0 else float("nan"),
        pinball=_mean([pinball(one.actual, one.values) / scale for one, scale in scaled]),
        crps=_mean([crps(one.actual, one.values) / scale for one, scale in scaled]),
        msis=_mean(
            [interval_score(one.actual, *central_interval(one.values, 0.95), 0.95) / scale for one, scale in scaled]
        ),
        coverage80=coverage(actual, *central_interval(values, 0.8)),
        coverage95=coverage(actual, *central_interval(values, 0.95)),
        series=len({one.key for one in judged}),
        windows=len(judged),
        seconds=seconds,
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
