"""How the payload of each stream is put together, one event at a time or many at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import FieldKind, Marketplace, StreamDefinition, StreamField
from domain.marketplace.moments import MINUTE
from simulator.entities.keys import KeyArray, mixed, mixed_all
from simulator.entities.values import BITS, SLOTS, Table, table_of
from simulator.entities.world import Link, World
from simulator.payloads import customer, marketing, session, support, system, tutor

MomentArray = NDArray[np.int64]
Make = Callable[[World, int, int, Link], Any]
"""Makes the value of a field out of the event's time, key and link."""
LinkOf = Callable[[World, int, int, Link, str | None], Link]
"""Makes the link of an event out of its time, key, the link of its parent and the parent's stream."""
MakeMany = Callable[[World, MomentArray, KeyArray], list[Any]]

_COLUMN = 16
"""First column of a key's chances that payloads use; earlier ones decide what happens."""

_PER_HASH = 5
_MISSING = 0.3
"""Part of the events in which an optional field is null."""

_MODULES = (customer, tutor, session, support, marketing, system)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One field of a payload.

    Attributes:
        table: Its values; none when ``make`` makes them.
        column: Column of the key's chances.
        shift: Bits by which the chances are shifted.
        many: Whether it holds a list of one to three of its values.
        optional: Whether it is null now and then.
    """

    name: str
    table: Table | None
    make: Make | None
    make_many: MakeMany | None
    column: int
    shift: int
    many: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """The payload of one stream.

    Attributes:
        link: Makes what its events are about, where a field or a child needs to know.
    """

    stream: str
    ingredients: tuple[Ingredient, ...]
    link: LinkOf | None

    def make(self, world: World, at: int, key: int, link: Link) -> dict[str, Any]:
        """Return the payload of an event."""
        data: dict[str, Any] = {}
        shifts = world.gates.shifts(world.numbers[self.stream], at)
        column, bits = -1, 0
        for one in self.ingredients:
            if one.make is not None:
                data[one.name] = one.make(world, at, key, link)
                continue
            if one.column != column:
                column, bits = one.column, mixed(key, one.column)
            data[one.name] = _value(one, bits >> one.shift, shifts.get(one.name))
        return data

    def make_all(self, world: World, at: MomentArray, keys: KeyArray) -> list[dict[str, Any]]:
        """Return the payloads of events without parents, by time."""
        payloads: list[dict[str, Any]] = []
        for first, end, shifts in self._stretches(world, at):
            payloads += self._make_all(world, at[first:end], keys[first:end], shifts)
        return payloads

    def _make_all(
        self, world: World, at: MomentArray, keys: KeyArray, shifts: Mapping[str, Mapping[str, float]]
    ) -> list[dict[str, Any]]:
        columns: list[list[Any]] = []
        link, links = self.link, None
        for one in self.ingredients:
            if one.make_many is not None:
                columns.append(one.make_many(world, at, keys))
            elif one.make is not None:
                make = one.make
                times, numbers = at.tolist(), keys.tolist()
                if links is None:
                    links = [link(world, a, k, (), None) if link else () for a, k in zip(times, numbers, strict=True)]
                columns.append([make(world, a, k, about) for a, k, about in zip(times, numbers, links, strict=True)])
            else:
                columns.append(_column(one, keys, shifts.get(one.name)))
        names = tuple(one.name for one in self.ingredients)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def _stretches(self, world: World, at: MomentArray) -> list[tuple[int, int, Mapping[str, Mapping[str, float]]]]:
        """Cut events where the chances of their values change, which they do by the minute."""
        number = world.numbers[self.stream]
        minutes = at // MINUTE
        begins = [0, *(np.flatnonzero(np.diff(minutes)) + 1).tolist(), len(at)] if len(at) else [0]
        stretches: list[tuple[int, int, Mapping[str, Mapping[str, float]]]] = []
        for first, end in pairwise(begins):
            shifts = world.gates.shifts(number, int(at[first]))
            if stretches and stretches[-1][2] == shifts:
                stretches[-1] = stretches[-1][0], end, shifts
            else:
                stretches.append((first, end, shifts))
        return stretches


def recipes_of(marketplace: Marketplace) -> tuple[Recipe, ...]:
    """Return the recipe of every stream in the order of the catalogue.

    Raises:
        ValueError: A field has no values and nothing makes it.
    """
    makes: dict[str, Mapping[str, Make]] = {}
    many: dict[str, Mapping[str, MakeMany]] = {}
    links: dict[str, LinkOf] = {}
    for module in _MODULES:
        makes.update(module.FIELDS)
        links.update(module.LINKS)
        many.update(getattr(module, "COLUMNS", {}))
    return tuple(
        Recipe(
            stream.name,
            _ingredients(stream, makes.get(stream.name, {}), many.get(stream.name, {})),
            links.get(stream.name),
        )
        for stream in marketplace.streams
    )


def tables_of(recipes: Sequence[Recipe]) -> dict[str, dict[str, Table]]:
    """Return the tables of all fields that have one, by stream and field."""
    return {
        recipe.stream: {one.name: one.table for one in recipe.ingredients if one.table is not None}
        for recipe in recipes
    }


def _ingredients(
    stream: StreamDefinition, makes: Mapping[str, Make], many: Mapping[str, MakeMany]
) -> tuple[Ingredient, ...]:
    return tuple(
        _ingredient(stream, place, field, makes.get(field.name), many.get(field.name))
        for place, field in enumerate(stream.fields)
    )


def _ingredient(
    stream: StreamDefinition, place: int, field: StreamField, make: Make | None, many: MakeMany | None
) -> Ingredient:
    table = table_of(field)
    if table is None and make is None and many is None:
        raise ValueError(f"the field {field.name} of {stream.name} has no values; give it choices or a number")
    column, slot = divmod(place, _PER_HASH)
    return Ingredient(
        name=field.name,
        table=table,
        make=make,
        make_many=many,
        column=_COLUMN + column,
        shift=slot * BITS,
        many=field.kind is FieldKind.TEXTS,
        optional=not field.required,
    )


def _value(one: Ingredient, bits: int, factors: Mapping[str, float] | None) -> Any:  # noqa: ANN401 - a JSON value
    assert one.table is not None  # noqa: S101 - an ingredient without one is made
    slot = bits % SLOTS
    if one.optional:
        spread = slot * 2_654_435_761 % SLOTS
        if spread < _MISSING * SLOTS:
            return None
    values = one.table.shifted(factors)
    if not one.many:
        return values[slot]
    return list(dict.fromkeys(values[(slot + step * 1_367) % SLOTS] for step in range(1 + slot % 3)))


def _column(one: Ingredient, keys: KeyArray, factors: Mapping[str, float] | None) -> list[Any]:
    bits = mixed_all(keys, one.column) >> np.uint64(one.shift)
    slots = bits & np.uint64(SLOTS - 1)
    if factors or one.many or one.optional or one.table is None:
        return [_value(one, slot, factors) for slot in slots.tolist()]
    column: list[Any] = one.table.array[slots].tolist()
    return column
