"""Is the data of today?"""

from datetime import date

from domain.metrics.history import CampaignHistory
from domain.quality.model import QualityDimension, QualityIssue
from domain.severity import Severity

_STEPS: tuple[tuple[int, float], ...] = ((1, 1.0), (7, 0.9), (30, 0.7), (90, 0.5))
_OLDER = 0.3


def freshness_of(history: CampaignHistory, today: date) -> tuple[float, list[QualityIssue]]:
    """Return the score and the flaws.

    1.0 when the last observed day is at most 1 day old, 0.9 up to 7 days, 0.7 up to 30, 0.5 up to 90, 0.3 beyond.
    """
    age = (today - history.end).days
    score = next((score for days, score in _STEPS if age <= days), _OLDER)
    if age <= _STEPS[1][0]:
        return score, []
    month = _STEPS[2][0]
    issue = QualityIssue(
        QualityDimension.FRESHNESS,
        Severity.LOW if age <= month else Severity.MEDIUM,
        "STALE",
        f"The last observed day is {age:,} days old.",
        "The forecast starts the day after it; what has changed since is unknown to it.",
        "Import the days since then.",
        history.end,
        history.end,
    )
    return score, [issue]
