"""Scalars: strict on the way in, one spelling on the way out, and messages that say what is expected."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType

from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

__all__ = ["JSON", "Date", "DateTime", "Decimal", "Long", "scalar_map"]

DateTime = datetime
"""A field of this type is a moment; see ``scalar_map``."""

Date = date
"""A field of this type is a calendar day."""

Long = NewType("Long", int)
"""A whole number that a JSON reader with 64-bit floats keeps exact: from -2^53 to 2^53."""

_LONG_BOUND = 2**53
_JSON_DEPTH = 32
_JSON_BOUND = 2**63
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?"
_DATE_TIME = re.compile(rf"({_CLOCK})([Zz]|[+-]\d{{2}}:\d{{2}})", re.ASCII)
_NAIVE_DATE_TIME = re.compile(_CLOCK, re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,12})?", re.ASCII)


def _shown(value: object) -> str:
    """Quote a wrong value, shortened, without revealing how Python would print a structure."""
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "null" if value is None else "a list or object"


def _refused(value: object, expected: str) -> GraphQLError:
    return GraphQLError(f"Expected {expected}, got {_shown(value)}.")


def parse_date_time(value: object) -> datetime:
    """Read an RFC 3339 moment; the result is aware and in UTC.

    Raises:
        GraphQLError: It is no such text, names no real moment, or lacks its offset from UTC.
    """
    expected = 'a moment such as "2026-01-31T09:30:00Z"'
    if not isinstance(value, str):
        raise _refused(value, expected)
    if _NAIVE_DATE_TIME.fullmatch(value):
        raise GraphQLError(f'{_shown(value)} has no offset from UTC; end it with "Z" or an offset such as "+02:00".')
    found = _DATE_TIME.fullmatch(value)
    if found is None:
        raise _refused(value, expected)
    clock, offset = found.group(1).upper(), found.group(2).upper()
    try:
        return datetime.fromisoformat(clock + ("+00:00" if offset == "Z" else offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError(f"{_shown(value)} is not a moment that exists.") from None


def serialize_date_time(value: object) -> str:
    """Write an aware moment in UTC with a final ``Z``.

    Raises:
        TypeError: It is no moment, or one without a time zone.
    """
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("a DateTime field must resolve to an aware datetime")
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def parse_date(value: object) -> date:
    """Read a calendar day, ``YYYY-MM-DD``.

    Raises:
        GraphQLError: It is no such text or no real day.
    """
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise _refused(value, 'a day such as "2026-01-31"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise GraphQLError(f"{_shown(value)} is not a day that exists.") from None


def serialize_date(value: object) -> str:
    """Write a calendar day.

    Raises:
        TypeError: It is no plain date.
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError("a Date field must resolve to a date")
    return value.isoformat()


def parse_decimal(value: object) -> Decimal:
    """Read an exact decimal number from text; JSON numbers are refused because their readers round them.

    Raises:
        GraphQLError: It is no plain decimal number of at most 20 digits before and 12 after the point.
    """
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise _refused(value, 'a decimal number as a string, such as "12.50"')
    return Decimal(value)


def serialize_decimal(value: object) -> str:
    """Write a decimal number in full, never in exponent notation.

    Raises:
        TypeError: It is no finite decimal number.
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        raise TypeError("a Decimal field must resolve to a finite Decimal")
    return format(value, "f")


def parse_long(value: object) -> int:
    """Read a whole number between -2^53 and 2^53.

    Raises:
        GraphQLError: It is no whole number or outside of these bounds.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refused(value, "a whole number")
    if abs(value) > _LONG_BOUND:
        raise GraphQLError("Expected a whole number between -2^53 and 2^53.")
    return value


def serialize_long(value: object) -> int:
    """Write a whole number.

    Raises:
        TypeError: It is none, or outside of -2^53 to 2^53.
    """
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LONG_BOUND:
        raise TypeError("a Long field must resolve to an int between -2^53 and 2^53")
    return value


def parse_json(value: object) -> object:
    """Take any JSON value that is at most 32 levels deep.

    Raises:
        GraphQLError: It is deeper, or holds a number of 2^63 or more, or none at all.
    """
    level = _containers([value])
    for _ in range(_JSON_DEPTH):
        if not level:
            return value
        level = [child for parent in level for child in _containers(parent)]
    if level:
        raise GraphQLError(f"Expected a JSON value of at most {_JSON_DEPTH} levels.")
    return value


def _containers(value: object) -> list[object]:
    """Return the lists and objects directly inside of a list or object."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if any(isinstance(item, int | float) and not abs(item) < _JSON_BOUND for item in items):
        raise GraphQLError("Expected JSON numbers that fit into 64 bits.")
    return [item for item in items if isinstance(item, dict | list)]


def _scalar(
    name: str,
    description: str,
    origin: type,
    serialize: Callable[[object], object],
    parse: Callable[[object], object],
    specified_by: str | None = None,
) -> ScalarDefinition:
    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
        """Read a literal, pointing at it when it is wrong."""
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None
        except ValueError:
            raise GraphQLError("The number has too many digits.", node) from None

    return ScalarDefinition(
        name=name,
        description=description,
        specified_by_url=specified_by,
        serialize=serialize,
        parse_value=parse,
        parse_literal=parse_literal,
        origin=origin,
    )


def scalar_map() -> dict[object, ScalarDefinition]:
    """Return the scalar for each Python type, as Strawberry's configuration wants it."""
    return {
        datetime: _scalar(
            "DateTime",
            'A moment as RFC 3339 text, always in UTC on the way out: "2026-01-31T09:30:00Z". On the way in any '
            "offset is fine, but there must be one.",
            datetime,
            serialize_date_time,
            parse_date_time,
            "https://www.rfc-editor.org/rfc/rfc3339",
        ),
        date: _scalar("Date", 'A calendar day: "2026-01-31".', date, serialize_date, parse_date),
        Decimal: _scalar(
            "Decimal", 'An exact decimal number as a string: "12.50".', Decimal, serialize_decimal, parse_decimal
        ),
        Long: _scalar("Long", "A whole number from -2^53 to 2^53, as a JSON number.", int, serialize_long, parse_long),
        JSON: _scalar(
            "JSON",
            f"Any JSON value, at most {_JSON_DEPTH} levels deep.",
            object,
            lambda value: value,
            parse_json,
            "https://www.rfc-editor.org/rfc/rfc8259",
        ),
    }
