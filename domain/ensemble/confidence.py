"""How sure a forecast may be, measured on the campaign's own past."""

from domain.ensemble.calibration import Calibration
from domain.ensemble.model import Confidence
from domain.ensemble.scores import CoverageRecord
from domain.forecasting.model import INTERVAL_LEVELS

FLAG = 0.7
"""Below this, more data should be collected."""

LEVELS: tuple[tuple[float, str], ...] = ((0.90, "very high"), (0.75, "high"), (0.50, "medium"), (0.25, "low"))
"""Least value of each level; ``very low`` below them all."""

ENOUGH_DAYS = 30
"""Past forecast days from which the figures count fully: one whole forecast of the usual length."""

_EIGHTY = INTERVAL_LEVELS.index(0.8)


def measure_confidence(calibration: Calibration, group: str | None = None) -> Confidence:
    """Tell how past forecasts of this campaign held, each judged by what was learnt from the other origins only.

    Args:
        calibration: What was learnt, with its records.
        group: Judge one kind of series only, such as ``"CTR"``; all when none. The error over all is the mean over the
            kinds, for their units differ, each counting 1 at most.

    Returns:
        A value of 0 when nothing was measured: an unmeasured forecast deserves no confidence. With fewer than
        ``ENOUGH_DAYS`` it is lower in proportion.
    """
    records = [record for name, record in calibration.records.items() if group in {None, name}]
    record = CoverageRecord.sum(records)
    if record.coverage is None:
        return _unmeasured()
    coverage = record.coverage[_EIGHTY]
    errors = [min(one.wape, 1.0) for one in records if one.wape is not None]
    wape = sum(errors) / len(errors) if errors else None
    value = coverage * (1.0 - (wape or 0.0)) * min(calibration.days / ENOUGH_DAYS, 1.0)
    return Confidence(
        value=value,
        level=level_of(value),
        statement=_statement(record, wape, calibration.days),
        coverage80=coverage,
        wape=wape,
        sample_size=calibration.days,
        flagged=value < FLAG,
    )


def level_of(value: float) -> str:
    """Return the level of a confidence in words."""
    return next((name for least, name in LEVELS if value >= least), "very low")


def _statement(record: CoverageRecord, wape: float | None, days: int) -> str:
    held = record.held[_EIGHTY]
    off = "" if wape is None else f"; the median was off by {100 * wape:.0f} %"
    few = "" if days >= ENOUGH_DAYS else f" {ENOUGH_DAYS} such days are needed for full confidence."
    return (
        f"{round(10 * held / record.figures)} of 10 such forecasts held: of {record.figures:,} daily figures forecast "
        f"over {days:,} past forecast days, the 80 % band held {held:,}{off}.{few}"
    )


def _unmeasured() -> Confidence:
    statement = (
        "Nothing is known about how such forecasts hold: the history is too short to hold any against it, "
        "so the bands are deliberately wide."
    )
    return Confidence(0.0, level_of(0.0), statement, None, None, 0, flagged=True)
