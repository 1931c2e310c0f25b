"""Asks every field, mutation and subscription of a schema for another workspace's things.

The walk knows how to fill an id by the name of the argument or input field. One that it does not know stops it: whoever
adds such an argument tells the walk what belongs there, and so has it checked.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_leaf_type,
)

from tests.fixtures.product import Answer

REFUSED = frozenset({"NOT_FOUND"})
"""Codes that tell nothing about whether a foreign thing exists."""


class UnknownInput(Exception):
    """The walk meets an id, or a plain value, that it does not know how to fill."""


@dataclass(frozen=True)
class Question:
    """One operation that asks for something foreign.

    Attributes:
        where: Such as ``Query.campaign(id:)``.
        kind: ``query``, ``mutation`` or ``subscription``.
        path: From the field of the root type to the one that takes the id.
    """

    where: str
    kind: str
    path: tuple[str, ...]
    document: str
    variables: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the fields of the path, with dots."""
        return ".".join(self.path)

    def told(self, answer: Answer) -> Any:
        """Return what an answer says where the question asks."""
        value = answer.data
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


@dataclass(frozen=True)
class Walk:
    """What the walk knows about a schema.

    Attributes:
        ids: The foreign id that belongs in an argument or input field of type ID, by its name or, where a name means
            different things, by its place, such as ``simulation(id:)``.
        node_ids: By type name, a foreign id for each type that implements ``Node``.
        values: By name, a plain value that an input would be refused for otherwise.
    """

    schema: GraphQLSchema
    ids: Mapping[str, str]
    node_ids: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Return every question there is: one for each field that takes an id, and one for each node type."""
        roots = {
            "query": self.schema.query_type,
            "mutation": self.schema.mutation_type,
            "subscription": self.schema.subscription_type,
        }
        for kind, root in roots.items():
            for name, root_field in (root.fields if root else {}).items():
                if (kind, name) == ("query", "node"):
                    yield from self._nodes(root_field)
                elif any(self._takes_id(argument.type) for argument in root_field.args.values()):
                    yield self._question(kind, (name,), root_field)
        ways = self._ways()
        for owner, name, nested in self._nested_with_ids():
            if owner not in ways:
                raise UnknownInput(f"{owner}.{name} takes an id where the walk does not come: {sorted(nested.args)}")
            yield self._question("query", (*ways[owner], name), nested)

    def node_types(self) -> set[str]:
        """Return the names of all types that implement ``Node``."""
        node = self.schema.type_map["Node"]
        return {kind.name for kind in self.schema.get_possible_types(node)}  # type: ignore[arg-type]

    def _nodes(self, root_field: GraphQLField) -> Iterator[Question]:
        missing = self.node_types() - set(self.node_ids)
        if missing:
            raise UnknownInput(f"no foreign id is known for {sorted(missing)}")
        for type_name in sorted(self.node_types()):
            kind = self.schema.type_map[type_name]
            document = (
                f"query($id: ID!) {{ node(id: $id) {{ __typename id ... on {type_name} {self._leaves(kind)} }} }}"
            )
            yield Question(f"Query.node({type_name})", "query", ("node",), document, {"id": self.node_ids[type_name]})

    def _question(self, kind: str, path: tuple[str, ...], asked: GraphQLField) -> Question:
        name = path[-1]
        given = {
            argument: self._value(f"{name}({argument}:)", argument, one)
            for argument, one in asked.args.items()
            if self._needed(one) or self._takes_id(one.type)
        }
        declared = ", ".join(f"${argument}: {asked.args[argument].type}" for argument in given)
        passed = ", ".join(f"{argument}: ${argument}" for argument in given)
        body = f"{name}({passed}) {self._selection(get_named_type(asked.type), 3)}"
        for outer in reversed(path[:-1]):
            body = f"{outer} {{ {body} }}"
        return Question(f"{kind} {'.'.join(path)}", kind, path, f"{kind}({declared}) {{ {body} }}", given)

    def _ways(self) -> dict[str, tuple[str, ...]]:
        """Return how to come to types from the root of queries through single things, without any argument."""
        ways: dict[str, tuple[str, ...]] = {}
        waiting: list[tuple[Any, tuple[str, ...]]] = [(self.schema.query_type, ())]
        while waiting:
            kind, way = waiting.pop(0)
            for name, one in getattr(kind, "fields", {}).items():
                bare = one.type.of_type if isinstance(one.type, GraphQLNonNull) else one.type
                open_to_all = not any(self._needed(argument) for argument in one.args.values())
                if isinstance(bare, GraphQLObjectType) and open_to_all and bare.name not in ways:
                    ways[bare.name] = (*way, name)
                    waiting.append((bare, ways[bare.name]))
        return ways

    def _value(self, where: str, name: str, one: GraphQLArgument | GraphQLInputField) -> Any:
        return self._of_type(where, name, one.type)

    def _of_type(self, where: str, name: str, kind: GraphQLInputType) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._of_type(where, name, kind.of_type)
        if isinstance(kind, GraphQLList):
            return [self._of_type(where, name, kind.of_type)]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                inner: self._value(f"{where}.{inner}", inner, one)
                for inner, one in kind.fields.items()
                if self._needed(one) or self._takes_id(one.type)
            }
        if kind.name == "ID":
            known = self.ids.get(where, self.ids.get(name))
            if known is None:
                raise UnknownInput(f"no foreign id is known for {where}")
            return known
        if name in self.values:
            return self.values[name]
        if isinstance(kind, GraphQLEnumType):
            return next(iter(kind.values))
        raise UnknownInput(f"no value is known for {where}")

    def _needed(self, one: GraphQLArgument | GraphQLInputField) -> bool:
        return isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined

    def _takes_id(self, kind: GraphQLInputType, seen: frozenset[str] = frozenset()) -> bool:
        named = get_named_type(kind)
        if isinstance(named, GraphQLInputObjectType):
            if named.name in seen:
                return False
            return any(self._takes_id(one.type, seen | {named.name}) for one in named.fields.values())
        return named.name == "ID"

    def _nested_with_ids(self) -> Iterator[tuple[str, str, GraphQLField]]:
        roots = {self.schema.query_type, self.schema.mutation_type, self.schema.subscription_type}
        for kind in self.schema.type_map.values():
            if isinstance(kind, GraphQLObjectType) and kind not in roots and not kind.name.startswith("__"):
                for name, one in kind.fields.items():
                    if any(self._takes_id(argument.type) for argument in one.args.values()):
                        yield kind.name, name, one

    def _selection(self, kind: Any, depth: int) -> str:
        """Select every plain value down to a depth: whatever leaks, leaks into the answer."""
        if is_leaf_type(kind):
            return ""
        if isinstance(kind, GraphQLUnionType) or not hasattr(kind, "fields"):
            return "{ __typename }"
        parts = ["__typename"]
        for name, one in kind.fields.items():
            inner = get_named_type(one.type)
            if any(self._needed(argument) for argument in one.args.values()):
                continue
            if is_leaf_type(inner):
                parts.append(name)
            elif depth > 1 and not inner.name.endswith("Connection"):
                parts.append(f"{name} {self._selection(inner, depth - 1)}")
        return "{ " + " ".join(parts) + " }"

    def _leaves(self, kind: Any) -> str:
        return self._selection(kind, 1)


Ask = Callable[[Question], AsyncIterator[Answer]]


async def leaks(questions: Iterable[Question], ask: Ask) -> list[str]:
    """Ask every question and return what is wrong with the answers; empty when nothing leaks."""
    found = []
    for question in questions:
        answers = [answer async for answer in ask(question)]
        if not answers:
            found.append(f"{question.where}: no answer at all")
        found += [f"{question.where}: {wrong}" for answer in answers for wrong in _wrong(question, answer)]
    return found


def _wrong(question: Question, answer: Answer) -> Iterator[str]:
    told = question.told(answer)
    yield from (f"error {code}" for code in answer.codes if code not in REFUSED)
    if question.kind == "subscription":
        if not answer.errors:
            yield f"it is followed: {told}"
    elif question.kind == "query":
        if told is not None:
            yield f"it tells {told}"
    elif told is None:
        if not answer.errors:
            yield "nothing is refused"
    else:
        yield from _wrong_payload(told)


def _wrong_payload(payload: Mapping[str, Any]) -> Iterator[str]:
    codes = {error["code"] for error in payload["errors"]}
    if codes != REFUSED:
        yield f"refused with {sorted(codes)}"
    for name, value in payload.items():
        if name not in {"errors", "__typename"} and isinstance(value, dict):
            yield f"{name} tells {value}"
