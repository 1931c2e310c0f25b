"""Sampled courses of a campaign: the one form in which a forecast is coherent."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray
from domain.metrics.model import RATIOS, MetricType


@dataclass(frozen=True, slots=True)
class SampledPaths:
    """Equally likely future courses of every observed metric on every channel.

    Identities hold on every path: clicks are impressions times CTR, the campaign is the sum of its channels, CPA is
    spend over conversions. Quantiles of anything are read off the paths.

    Attributes:
        start: First forecast day.
        values: By channel and observed metric. Shape ``(paths, horizon)``, finite and non-negative.
    """

    start: date
    values: dict[tuple[Channel, MetricType], FloatArray]

    @property
    def count(self) -> int:
        """Number of paths."""
        return int(next(iter(self.values.values())).shape[0])

    @property
    def horizon(self) -> int:
        """Days forecast."""
        return int(next(iter(self.values.values())).shape[1])

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels forecast, in the order of the enumeration."""
        present = {channel for channel, _ in self.values}
        return tuple(channel for channel in Channel if channel in present)

    def day(self, index: int) -> date:
        """Return the date of a forecast day; 0 is the first."""
        return self.start + timedelta(days=index)

    def of(self, channel: Channel | None, metric: MetricType) -> FloatArray | None:
        """Return a metric, ratios included, of one channel or (none) of the campaign; none when it cannot be derived.

        Shape ``(paths, horizon)``; a ratio over nothing is ``nan``.
        """
        ratio = RATIOS.get(metric)
        if ratio is None:
            return self._sum(channel, metric)
        top, bottom = self._sum(channel, ratio.numerator), self._sum(channel, ratio.denominator)
        if top is None or bottom is None:
            return None
        return divide(ratio.scale * top, bottom)

    def aggregate(self, channel: Channel | None, metric: MetricType, first: int, last: int) -> FloatArray | None:
        """Return a metric over days ``first`` … ``last`` (0-based, inclusive): sums, or ratios of sums.

        Shape ``(paths,)``.
        """
        ratio = RATIOS.get(metric)
        window = slice(first, last + 1)
        if ratio is None:
            values = self._sum(channel, metric)
            return None if values is None else values[:, window].sum(axis=1)
        top, bottom = self._sum(channel, ratio.numerator), self._sum(channel, ratio.denominator)
        if top is None or bottom is None:
            return None
        return divide(ratio.scale * top[:, window].sum(axis=1), bottom[:, window].sum(axis=1))

    def weeks(self) -> tuple[tuple[int, int], ...]:
        """Return the first and last forecast day (0-based, inclusive) of each ISO week that the horizon touches."""
        firsts = [0, *range(7 - self.start.weekday(), self.horizon, 7)]
        return tuple(zip(firsts, [*(first - 1 for first in firsts[1:]), self.horizon - 1], strict=True))

    def by_week(self, channel: Channel | None, metric: MetricType) -> FloatArray | None:
        """Return a metric over each of the ``weeks``: sums, or ratios of sums, as ``aggregate`` does.

        Shape ``(paths, weeks)``; a ratio over nothing is ``nan``.
        """
        firsts = [first for first, _ in self.weeks()]
        ratio = RATIOS.get(metric)
        if ratio is None:
            values = self._sum(channel, metric)
            return None if values is None else np.add.reduceat(values, firsts, axis=1)
        top, bottom = self._sum(channel, ratio.numerator), self._sum(channel, ratio.denominator)
        if top is None or bottom is None:
            return None
        return divide(ratio.scale * np.add.reduceat(top, firsts, axis=1), np.add.reduceat(bottom, firsts, axis=1))

    def _sum(self, channel: Channel | None, metric: MetricType) -> FloatArray | None:
        parts = [values for (where, what), values in self.values.items() if what is metric and channel in {None, where}]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else np.sum(parts, axis=0)


def divide(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Divide, giving ``nan`` where the divisor is zero or next to nothing."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = top / bottom
    finite: FloatArray = np.where(np.isfinite(quotient), quotient, np.nan)
    return finite
