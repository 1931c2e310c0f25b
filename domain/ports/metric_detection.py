"""Detectors of anomalies in daily metrics."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from domain.forecasting.model import FloatArray
from domain.insights.model import MetricAnomaly
from domain.metrics.model import MetricType


class MetricDetector(Protocol):
    """Finds days on which a campaign's metrics were not as usual."""

    @property
    def learnt_days(self) -> int:
        """Return how many days before the first judged one it makes use of."""
        ...

    def anomalies(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricAnomaly, ...]:
        """Return the anomalies from ``since`` on, by day and metric. Each day is judged by earlier days alone.

        Of what is found in one call, only a small part is expected to be false, however many days and metrics are
        judged.

        Args:
            series: Daily values by metric, all ending on ``last``, ``nan`` where unobserved.
            last: Last day of the series.
            since: First day to be judged.
        """
        ...
