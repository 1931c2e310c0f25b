"""The bounds of one document."""

from collections.abc import Mapping
from dataclasses import dataclass

LIST_SIZE = "list_size"
OBJECT_WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask for.

    Attributes:
        tokens: Lexical tokens of the document, counted while it is read.
        anonymous_tokens: The same without credentials: validating a document is work that strangers could ask for.
        characters: Length of the document; long values belong in variables.
        depth: Fields inside fields, counting the outermost as 1; fragments add nothing.
        aliases: Aliased fields, with fragments expanded.
        fields: Fields, with fragments expanded.
        cost: Objects in the answer, each with a tenth for each of its plain values, lists counted at the size that was
            asked for or declared.
        list_size: How many items a list is taken to have whose field declares nothing (see ``sized``).
        introspection: What ``__schema`` or ``__type`` cost.
    """

    tokens: int = 2_000
    anonymous_tokens: int = 500
    characters: int = 100_000
    depth: int = 15
    aliases: int = 50
    fields: int = 1_000
    cost: int = 25_000
    list_size: int = 5
    introspection: int = 1_000


def sized(items: int, *, weight: int = 1) -> Mapping[str, int]:
    """Declare, as ``metadata`` of a Strawberry field, how many items its list usually has at most.

    Args:
        items: The bound, or where it is far above the usual, the usual.
        weight: What one item costs, where making it takes more than reading a row.
    """
    return {LIST_SIZE: items, OBJECT_WEIGHT: weight}


def weighted(weight: int) -> Mapping[str, int]:
    """Declare, as ``metadata`` of a Strawberry field, that making its object takes more than reading a row."""
    return {OBJECT_WEIGHT: weight}
