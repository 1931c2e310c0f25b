"""How far each hour of a series is from what earlier weeks and hours let expect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.usual import usual
from domain.marketplace.history.whitening import ORDER, whitening_filter

FloatArray = NDArray[np.float64]

LEARNT_HOURS = 28 * 24
REFIT_HOURS = 72
"""How long what was learnt is used."""
CUT, LEARNT_CUT = 8.0, 4.0
LEAST_RATE = 0.1
_MAD_TO_STD = 1.4826
_LEAST_VARIANCE = 0.005


@dataclass(frozen=True, slots=True)
class Deviations:
    """Standardised deviations of series; the first ``LEARNT_HOURS`` hours are what was learnt from.

    Attributes:
        levels: From what is usual at that hour of the week. Shape ``(series, hours)``.
        surprises: From what the hours before let expect beyond that. Shape ``(series, hours)``.
    """

    levels: FloatArray
    surprises: FloatArray


def deviations(values: FloatArray, names: tuple[str, ...], first_hour: int) -> Deviations:
    """Return deviations of each series, learning anew from the 28 days before every ``REFIT_HOURS``.

    Args:
        values: Counts, or for names with a ``#`` levels, in consecutive hours; NaN where a level has no value. Shape
            ``(series, hours)``, more than ``LEARNT_HOURS`` of them.
        names: Of the series.
        first_hour: The first hour, in hours since 1970.
    """
    levels, surprises = np.zeros(values.shape), np.zeros(values.shape)
    hours = values.shape[1]
    for row, name in enumerate(names):
        series = _filled(values[row])
        if "#" not in name and series[:LEARNT_HOURS].mean() < LEAST_RATE:
            continue
        for begin in range(0, hours - LEARNT_HOURS, REFIT_HOURS):
            part = series[begin : begin + LEARNT_HOURS + REFIT_HOURS]
            level = _level(part) if "#" in name else _count(part, first_hour + begin)
            surprise = _surprise(level)
            new = slice(0 if begin == 0 else LEARNT_HOURS, None)
            place = slice(begin + (new.start or 0), begin + len(part))
            levels[row, place], surprises[row, place] = level[new], surprise[new]
    return Deviations(levels, surprises)


def _filled(series: FloatArray) -> FloatArray:
    known = series[np.isfinite(series)]
    return np.where(np.isfinite(series), series, np.median(known) if len(known) else 0.0)


def _count(part: FloatArray, first_hour: int) -> FloatArray:
    expected = usual(part[:LEARNT_HOURS], first_hour, ahead=len(part) - LEARNT_HOURS)
    past, chance = part[:LEARNT_HOURS] / expected[:LEARNT_HOURS] - 1.0, 1.0 / expected[:LEARNT_HOURS]
    busy = chance <= np.median(chance)
    spread = _MAD_TO_STD * float(np.median(np.abs(past[busy])))
    variance = max(spread**2 - float(np.median(chance[busy])), _LEAST_VARIANCE)
    found: FloatArray = np.clip((part / expected - 1.0) / np.sqrt(1.0 / expected + variance), -CUT, CUT)
    return found


def _level(part: FloatArray) -> FloatArray:
    past = part[:LEARNT_HOURS]
    centre = float(np.median(past))
    spread = _MAD_TO_STD * float(np.median(np.abs(past - centre)))
    found: FloatArray = np.clip((part - centre) / max(spread, 1e-9), -CUT, CUT)
    return found


def _surprise(level: FloatArray) -> FloatArray:
    found = np.convolve(level, whitening_filter(np.clip(level[:LEARNT_HOURS], -LEARNT_CUT, LEARNT_CUT)))[: len(level)]
    past = found[ORDER:LEARNT_HOURS]
    return np.clip(found / max(_MAD_TO_STD * float(np.median(np.abs(past))), 1e-6), -CUT, CUT)
