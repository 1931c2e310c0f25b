"""Are the values those of days?"""

from collections.abc import Iterator

import numpy as np

from domain.metrics.history import CampaignHistory
from domain.metrics.weekly import told, weekly_channels
from domain.quality.model import QualityDimension, QualityIssue
from domain.quality.observed import channel_observed_on, day_at
from domain.severity import Severity

WEEKLY_DATA = "WEEKLY_DATA"


def granularity_issues(history: CampaignHistory) -> Iterator[QualityIssue]:
    """Yield the flaw that channels hold totals of weeks; a forecast would take each for one day."""
    observed = {
        channel: [day_at(history, int(position)) for position in np.flatnonzero(days)]
        for channel, days in channel_observed_on(history).items()
    }
    weekly = weekly_channels(observed)
    if weekly:
        yield QualityIssue(
            QualityDimension.CONSISTENCY,
            Severity.CRITICAL,
            WEEKLY_DATA,
            told(weekly),
            "No simulation is run: each total would count as one day, and the forecast be seven times too high.",
            "Export the figures by day and import them; rows of the same days are replaced. Where the campaign ran on "
            "that weekday alone, import zeros for the other days.",
            history.start,
            history.end,
        )
