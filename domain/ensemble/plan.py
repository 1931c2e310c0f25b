"""What is forecast, and how the campaign is put together again from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray, Panel, SeriesKind
from domain.metrics.model import MetricType


@dataclass(frozen=True, slots=True)
class Driver:
    """How one observed metric of one channel follows from what is forecast.

    Attributes:
        key: Series that is forecast; none where the metric stays at zero.
        kind: What values that series can take.
        per: The metric is the series times this one; the series is the metric itself when none.
        cap: The metric never exceeds this one of the same channel; unbounded when none.
    """

    channel: Channel
    metric: MetricType
    key: str | None
    kind: SeriesKind
    per: MetricType | None = None
    cap: MetricType | None = None


@dataclass(frozen=True, slots=True)
class DriverPlan:
    """The series to forecast for one campaign and the way back from them.

    Attributes:
        panel: Series to forecast; none at all when every channel has stopped.
        groups: Group of each series key.
        drivers: One per channel and observed metric; what another one is multiplied with or capped by stands before.
        start: First forecast day.
        stopped: Channels that have been silent for so long that they are forecast to stay so.
        notes: What a reader should know about the choice, in sentences.
    """

    panel: Panel
    groups: dict[str, str]
    drivers: tuple[Driver, ...]
    start: date
    stopped: tuple[Channel, ...]
    notes: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the series, in the order of the panel."""
        return tuple(series.key for series in self.panel.series)

    def assemble(
        self, series: Mapping[str, FloatArray], zeros: FloatArray
    ) -> dict[tuple[Channel, MetricType], FloatArray]:
        """Put every metric together from sampled series, identities included.

        Args:
            series: By series key, all of ``keys``. Shape ``(paths, horizon)`` each, non-negative.
            zeros: What stays at zero, of the same shape.
        """
        values: dict[tuple[Channel, MetricType], FloatArray] = {}
        for driver in self.drivers:
            value = zeros if driver.key is None else series[driver.key]
            if driver.per is not None:
                value = value * values[driver.channel, driver.per]
            cap = values.get((driver.channel, driver.cap)) if driver.cap is not None else None
            values[driver.channel, driver.metric] = value if cap is None else value.clip(max=cap)
        return values
