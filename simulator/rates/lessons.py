"""When lessons take place: the law of requested and scheduled times, shared by rates and live events.

A student asks for a lesson between an hour and seven days ahead, at a time of day at which lessons take place, every
such time being equally likely. The tutor confirms that time while it is still at least ``NOTICE`` away; else both agree
on another one by the same law, counted from the confirmation.
"""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.moments import DAY, HOUR, MINUTE

FloatArray = NDArray[np.float64]

FIRST_HOUR, END_HOUR = 8, 22
"""Lessons start at these hours of the day in market time, the last one exclusive."""

SOONEST, LATEST = HOUR, 7 * DAY
NOTICE = 15 * MINUTE
QUARTER = 15 * MINUTE


def lesson_weights() -> FloatArray:
    """Return the relative frequency of lesson starts by hour of the week in market time. Shape ``(168,)``."""
    hours = np.arange(168) % 24
    return np.where((hours >= FIRST_HOUR) & (hours < END_HOUR), 1.0, 0.0)
