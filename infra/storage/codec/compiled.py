"""Compiles a type hint into a pair of functions, once per type.

Known are dataclasses, enums, ``UUID``, ``Decimal``, ``date``, aware ``datetime``, ``timedelta``, ``bool``, ``int``,
``float``, ``str``, numpy arrays of floats, tuples, dictionaries with text-like keys, and any of these or none. A
dataclass becomes an object with its field names; a field that a document lacks takes its default, and one that the
class no longer has is ignored, so that documents outlive changes of the model.
"""

import math
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import numpy as np

from infra.storage.codec.arrays import decode_array, encode_array

_MICROSECOND = timedelta(microseconds=1)

Convert = Callable[[Any], Any]


class Pair(NamedTuple):
    """Both directions of one type."""

    encode: Convert
    decode: Convert


def _same(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value


def _encode_float(value: float) -> float | str:
    # JSON has no word for these three; as text they come back exactly.
    return value if math.isfinite(value) else str(float(value))


_PLAIN: dict[object, Pair] = {
    bool: Pair(_same, _same),
    int: Pair(_same, int),
    float: Pair(_encode_float, float),
    str: Pair(_same, _same),
    UUID: Pair(str, UUID),
    Decimal: Pair(str, Decimal),
    datetime: Pair(datetime.isoformat, datetime.fromisoformat),
    date: Pair(date.isoformat, date.fromisoformat),
    # Whole microseconds: a float of seconds would not come back exactly.
    timedelta: Pair(lambda value: value // _MICROSECOND, lambda value: value * _MICROSECOND),
    NoneType: Pair(_same, _same),
}


def pair_for(hint: Any) -> Pair:  # noqa: ANN401 - any type hint
    """Return both directions for a type hint.

    Raises:
        TypeError: The hint is of no known kind.
    """
    return _compiled(hint)


@cache
def _compiled(hint: Any) -> Pair:  # noqa: ANN401 - any type hint
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enumeration(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    return _generic(hint)


def _generic(hint: Any) -> Pair:  # noqa: ANN401 - any type hint
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _optional(hint, arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is dict:
        return _dictionary(*arguments)
    if origin is np.ndarray:
        return Pair(encode_array, decode_array)
    raise TypeError(f"no way is known to store a {hint}")


def _enumeration(kind: type[Enum]) -> Pair:
    members = {member.value: member for member in kind}
    return Pair(lambda value: value.value, members.__getitem__)


def _optional(hint: object, arguments: tuple[Any, ...]) -> Pair:
    inner = [argument for argument in arguments if argument is not NoneType]
    if len(inner) != 1 or len(arguments) != 2:
        raise TypeError(f"only one type or none can be stored, not {hint}")
    encode, decode = pair_for(inner[0])
    return Pair(
        lambda value: None if value is None else encode(value),
        lambda document: None if document is None else decode(document),
    )


def _tuple(arguments: tuple[Any, ...]) -> Pair:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        encode, decode = pair_for(arguments[0])
        return Pair(
            lambda value: [encode(item) for item in value],
            lambda document: tuple([decode(item) for item in document]),
        )
    pairs = [pair_for(argument) for argument in arguments]
    return Pair(
        lambda value: [pair.encode(item) for pair, item in zip(pairs, value, strict=True)],
        lambda document: tuple([pair.decode(item) for pair, item in zip(pairs, document, strict=True)]),
    )


def _dictionary(key: Any, value: Any) -> Pair:  # noqa: ANN401 - any type hint
    keys, values = pair_for(key), pair_for(value)
    return Pair(
        lambda mapping: {keys.encode(name): values.encode(item) for name, item in mapping.items()},
        lambda document: {keys.decode(name): values.decode(item) for name, item in document.items()},
    )


def _dataclass(kind: type[Any]) -> Pair:
    hints = get_type_hints(kind)
    known = [field for field in fields(kind) if field.init]
    pairs = [(field.name, *pair_for(hints[field.name])) for field in known]
    optional = frozenset(field.name for field in known if _has_default(field))

    def encode(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an instance of the class
        return {name: forth(getattr(value, name)) for name, forth, _ in pairs}

    def decode(document: Any) -> Any:  # noqa: ANN401 - parsed JSON and an instance of the class
        return kind(
            **{name: back(document[name]) for name, _, back in pairs if name in document or name not in optional}
        )

    return Pair(encode, decode)


def _has_default(field: "Field[Any]") -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
