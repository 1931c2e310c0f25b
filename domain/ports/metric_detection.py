"""Detectors of anomalies and of changes in metrics."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from domain.forecasting.model import FloatArray
from domain.insights.model import HourAnomaly, MetricAnomaly, MetricChange
from domain.metrics.model import MetricType


class MetricDetector(Protocol):
    """Finds days on which a campaign's metrics were not as usual, and days from which on they were different."""

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

    @property
    def compared_days(self) -> int:
        """Return how many days before the first judged one it makes use of where changes are concerned."""
        ...

    def changes(self, series: Mapping[MetricType, FloatArray], last: date, since: date) -> tuple[MetricChange, ...]:
        """Return the changes of level that began from ``since`` on and have lasted a week or more, by day and metric.

        Of what is found in one call, only a small part is expected to be false.

        Args:
            series: Daily values by metric, all ending on ``last``, ``nan`` where unobserved.
            last: Last day of the series.
            since: First day on which a change may have begun.
        """
        ...

    @property
    def learnt_hours(self) -> int:
        """Return how many hours before the first judged one it makes use of."""
        ...

    def unusual_hours(
        self, series: Mapping[MetricType, FloatArray], last: datetime, since: datetime
    ) -> tuple[HourAnomaly, ...]:
        """Return the unusual hours from ``since`` on, by hour and metric. Each is judged by earlier ones alone.

        An incident is told at its first hour, and again when it becomes clearly worse; what happens often is none.

        Args:
            series: Values by the hour and metric, all ending on ``last``, ``nan`` where unobserved.
            last: Last hour of the series.
            since: First hour to be judged.
        """
        ...
