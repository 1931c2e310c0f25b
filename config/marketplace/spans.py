"""Lengths of time as definitions write them."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_UNIT = r"(minute|hour|day|week|month)s?"
_LENGTH = re.compile(rf"(-?{_NUMBER}) {_UNIT}", re.ASCII)
_RANGE = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))? {_UNIT}", re.ASCII)
_HOW = "a number and minutes, hours, days, weeks or months, such as `90 minutes` or `2 weeks`"


def read_span(text: object) -> timedelta:
    """Read a length of time such as ``2 weeks``; a month has 30 days.

    Raises:
        ValueError: It is none.
    """
    found = _LENGTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{str(text)[:40]!r} is no length of time: write {_HOW}")
    return float(found[1]) * _UNITS[found[2]]


def read_range(text: object) -> tuple[timedelta, timedelta]:
    """Read a least and a greatest length of time such as ``1-6 hours``, or one that is both.

    Raises:
        ValueError: It is none.
    """
    found = _RANGE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{str(text)[:40]!r} is no delay: write `1-6 hours` or `2 hours`")
    unit = _UNITS[found[3]]
    low = float(found[1]) * unit
    return low, low if found[2] is None else float(found[2]) * unit


def write_span(length: timedelta) -> str:
    """Write a length of time in its largest whole unit, so that ``read_span`` gives it again."""
    name = _unit(length)
    amount = _amount(length, name)
    return f"1 {name}" if amount == "1" else f"{amount} {name}s"


def write_range(low: timedelta, high: timedelta) -> str:
    """Write a delay so that ``read_range`` gives it again."""
    name = min((_unit(one) for one in (low, high) if one), key=lambda one: _UNITS[one], default="minute")
    return f"{_amount(low, name)}-{_amount(high, name)} {name}s"


def _unit(length: timedelta) -> str:
    return next((n for n in ("week", "day", "hour") if length and length % _UNITS[n] == timedelta()), "minute")


def _amount(length: timedelta, name: str) -> str:
    return f"{length / _UNITS[name]:.6f}".rstrip("0").rstrip(".")


Span = Annotated[
    timedelta,
    BeforeValidator(read_span),
    PlainSerializer(write_span),
    WithJsonSchema({"type": "string", "pattern": rf"^-?{_NUMBER} {_UNIT}$"}, mode="validation"),
]
"""A length of time, written in words."""

SpanRange = Annotated[
    tuple[timedelta, timedelta],
    BeforeValidator(read_range),
    WithJsonSchema({"type": "string", "pattern": rf"^{_NUMBER}(-{_NUMBER})? {_UNIT}$"}, mode="validation"),
]
"""A least and a greatest length of time, written in words."""
