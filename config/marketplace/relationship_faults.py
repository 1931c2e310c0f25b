"""Whether relationships speak of streams, fields and values that there are, and run in no circle."""

from collections.abc import Iterator, Sequence

from config.marketplace.relationship_shapes import RelationshipsFile
from domain.errors import Fault
from domain.marketplace.model import Marketplace, StreamDefinition
from domain.marketplace.names import unknown_stream


def relation_faults(marketplace: Marketplace, relations: RelationshipsFile) -> Iterator[str]:
    """Yield what is wrong with relationships, each fault with its path in the file."""
    for name, path in relations.named():
        if marketplace.stream(name) is None:
            yield f"{path}: {written(unknown_stream(marketplace, name))}"
    for place, tree in enumerate(marketplace.relationships.trees):
        for number, outcome in enumerate(tree.outcomes):
            fault = _condition_fault(marketplace.stream(tree.parent), outcome.condition)
            if fault is not None:
                yield f"trees[{place}].outcomes[{number}].condition: {fault}"
    circle = _circle([(tree.parent, one.child) for tree in marketplace.relationships.trees for one in tree.outcomes])
    if circle:
        yield f"trees: streams cause each other in a circle: {' → '.join(circle)}"
    circle = _circle([(one.trigger, one.target) for one in marketplace.relationships.cascades])
    if circle:
        yield f"cascades: cascades run in a circle: {' → '.join(circle)}"


def _condition_fault(parent: StreamDefinition | None, condition: str | None) -> str | None:
    """Return why an outcome's condition can never be met, or none."""
    if parent is None or condition is None:
        return None
    name, _, value = condition.partition("=")
    field = next((one for one in parent.fields if one.name == name), None)
    if field is None:
        return f"{parent.name} has no field {name!r}"
    if value not in {choice.value for choice in field.choices}:
        return f"{name} of {parent.name} is never {value!r}"
    return None


def _circle(edges: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return streams that cause each other; empty when none do."""
    after: dict[str, list[str]] = {}
    for parent, child in edges:
        after.setdefault(parent, []).append(child)
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return (*way[way.index(name) :], name)
        if name in done:
            return ()
        for child in after.get(name, ()):
            found = visit(child, (*way, name))
            if found:
                return found
        done.add(name)
        return ()

    return next((found for name in after if (found := visit(name, ()))), ())


def written(fault: Fault) -> str:
    """Write a fault and its hint as one text."""
    return fault.message if fault.hint is None else f"{fault.message} {fault.hint}"
