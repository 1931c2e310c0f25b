"""Enums of the domain as GraphQL enums, every value described."""

from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

EnumType = TypeVar("EnumType", bound=type[Enum])


def described(enum: EnumType, description: str, /, *, name: str | None = None, **values: str) -> EnumType:
    """Register an enum of the domain with the schema; ``values`` holds a description for each member by name.

    Args:
        enum: Of the domain.
        description: What it tells.
        name: In the schema; the domain's own when none.
        values: By member, what it means.

    Raises:
        ValueError: A member has no description, or a description has no member.
    """
    names = set(enum.__members__)
    if names != set(values):
        raise ValueError(f"{enum.__name__}: descriptions and members differ in {sorted(names ^ set(values))}")
    registered = strawberry.enum(enum, name=name, description=description)
    definition: StrawberryEnumDefinition = vars(registered)["__strawberry_definition__"]
    for value in definition.values:
        value.description = values[value.name]
    return registered
