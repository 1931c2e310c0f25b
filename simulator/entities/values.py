"""Values of payload fields as tables: a slot for each of equally likely chances."""

from collections import Counter
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from domain.marketplace.model import Choice, FieldKind, NumberRange, StreamField

BITS = 12
SLOTS = 1 << BITS
"""Slots of a table; chances are multiples of 1/4096."""

_DECIMALS = 2


class Table:
    """Values of one field, and variants of it in which some values are more or less likely."""

    def __init__(self, values: list[Any]) -> None:
        """Take ``SLOTS`` values, sorted so that equal ones are together."""
        self.values = values
        self.array = np.empty(SLOTS, dtype=object)
        self.array[:] = values
        self._shares = Counter(map(str, values))
        self._variants: dict[tuple[tuple[str, float], ...], list[Any]] = {}

    def share(self, value: str) -> float:
        """Return the chance of a value, written as text."""
        return self._shares[value] / SLOTS

    def shifted(self, factors: Mapping[str, float] | None) -> list[Any]:
        """Return the values with factors on their chances: value as text, factor; renormalised."""
        if not factors:
            return self.values
        known = tuple(sorted((value, round(factor, 3)) for value, factor in factors.items()))
        found = self._variants.get(known)
        if found is None:
            if len(self._variants) > 64:
                self._variants.clear()
            found = self._variants[known] = self._with(dict(known))
        return found

    def _with(self, factors: Mapping[str, float]) -> list[Any]:
        weights = np.array([factors.get(str(value), 1.0) for value in self.values])
        ends = np.cumsum(weights) / weights.sum()
        slots = np.searchsorted(ends, (np.arange(SLOTS) + 0.5) / SLOTS)
        return [self.values[slot] for slot in slots.tolist()]


def table_of(field: StreamField) -> Table | None:
    """Return the table of a field; none when its values follow from something else."""
    if field.choices:
        return Table(_choices(field.choices, field.kind))
    if field.number is not None:
        return Table(_numbers(field.number, field.kind))
    if field.kind is FieldKind.BOOLEAN:
        return Table([False] * (SLOTS // 2) + [True] * (SLOTS // 2))
    return None


def _choices(choices: tuple[Choice, ...], kind: FieldKind) -> list[Any]:
    weights = np.array([choice.weight for choice in choices])
    ends = np.cumsum(weights) / weights.sum()
    slots = np.searchsorted(ends, (np.arange(SLOTS) + 0.5) / SLOTS)
    values = [_typed(choice.value, kind) for choice in choices]
    return [values[slot] for slot in slots.tolist()]


def _typed(text: str, kind: FieldKind) -> Any:  # noqa: ANN401 - a JSON value
    if kind is FieldKind.INTEGER:
        return int(text)
    if kind is FieldKind.NUMBER:
        return float(text)
    if kind is FieldKind.BOOLEAN:
        return text.lower() == "true"
    return text


def _numbers(number: NumberRange, kind: FieldKind) -> list[Any]:
    shares = (np.arange(SLOTS) + 0.5) / SLOTS
    quantiles = np.array([NormalDist().inv_cdf(float(share)) for share in shares])
    values = np.clip(number.median * np.exp(number.sigma * quantiles), number.low, number.high)
    if kind is FieldKind.INTEGER:
        return [int(value) for value in np.rint(values).astype(np.int64).tolist()]
    return [float(value) for value in np.round(values, _DECIMALS).tolist()]
