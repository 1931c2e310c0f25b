"""Lengths of time in words, both ways."""

import re
from datetime import timedelta

from domain.errors import ErrorCode, Fault, Refused

_UNITS = (
    ("week", timedelta(weeks=1)),
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
_KNOWN = {**dict(_UNITS), "month": timedelta(days=30)}
_WRITTEN = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(minute|hour|day|week|month)s?\s*", re.ASCII | re.IGNORECASE)
_LONGEST = timedelta(days=3_660)


def length_text(length: timedelta) -> str:
    """Write a length of time in its largest whole unit, such as ``3 weeks`` or ``90 minutes``, else with a decimal."""
    for name, unit in _UNITS:
        if length >= unit and length % unit == timedelta():
            number = length // unit
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    if not length:
        return "0 minutes"
    name, unit = next((each for each in _UNITS[1:3] if length >= 2 * each[1]), _UNITS[3])
    return f"{length / unit:.1f} {name}s"


def about(length: timedelta) -> str:
    """Write a length of time for people: as ``length_text`` does, but not in hundreds of minutes or hours."""
    whole = length_text(length)
    number, _, unit = whole.partition(" ")
    most = {"minutes": 120, "hours": 72}.get(unit)
    if most is None or "." in number or int(number) <= most:
        return whole
    name, per = next(each for each in _UNITS[1:3] if length >= 2 * each[1])
    return f"{length / per:.1f} {name}s"


def read_length(text: str, *path: str) -> timedelta:
    """Read a length of time such as ``90 minutes``, ``1.5 hours`` or ``2 weeks``; a month has 30 days.

    Raises:
        Refused: It is none, or longer than ten years.
    """
    found = _WRITTEN.fullmatch(text)
    hint = "Write a number and minutes, hours, days, weeks or months, such as `90 minutes`."
    if found is None:
        raise Refused(Fault(ErrorCode.INVALID_INPUT, f"{text[:40]!r} is no length of time.", path, hint))
    length = float(found[1]) * _KNOWN[found[2].lower()]
    if length > _LONGEST:
        raise Refused(Fault(ErrorCode.INVALID_INPUT, f"{text[:40]!r} is longer than ten years.", path, hint))
    return length
