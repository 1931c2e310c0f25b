"""The size of an operation before it runs, in time linear in its document.

A fragment is measured once, however often it is spread. What lies below ``edges`` of a connection is kept apart from
the rest, because its number depends on the page size, which is known where the connection is asked for; so a fragment
on a connection has one measure for all page sizes.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from graph.limits.limits import LIST_SIZE, OBJECT_WEIGHT, Limits
from graph.paging import DEFAULT_PAGE, LARGEST_PAGE

_OBJECT = 10
"""Weights are counted in tenths of an object, so that a plain value weighs 1."""

_LARGEST = 2**53

_PAGE_FIELDS = frozenset({"edges", "nodes"})


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a selection.

    Attributes:
        depth: Levels of fields.
        fields: Fields, fragments expanded.
        aliases: Aliased fields, fragments expanded.
        fixed: Weight, in tenths of an object.
        per_row: Weight, in tenths, that counts once for each row of the connection around it.
        introspects: Whether it asks for the schema.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    fixed: int = 0
    per_row: int = 0
    introspects: bool = False

    def beside(self, other: "Measure") -> "Measure":
        """Return the size of two selections on the same object."""
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.fixed + other.fixed,
            self.per_row + other.per_row,
            self.introspects or other.introspects,
        )

    @property
    def cost(self) -> int:
        """Return the weight in whole objects, rounded up; at most what a JSON number holds."""
        return min(-(-self.fixed // _OBJECT), _LARGEST)


class Meter:
    """Measures one operation of a valid document.

    Attributes:
        consulted: Whether the result depends on the values of variables.
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any] | None, limits: Limits
    ) -> None:
        self._schema = schema
        self._variables = variables or {}
        self._limits = limits
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._measured: dict[str, Measure] = {}
        self.consulted = False

    def measure(self, operation: OperationDefinitionNode) -> Measure:
        """Return the size of the operation.

        Raises:
            RecursionError: Fragments are nested too deep to follow.
        """
        return self._selection(operation.selection_set, self._schema.get_root_type(operation.operation))

    def _selection(self, selection: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Measure:
        total, spread = Measure(), set[str]()
        for node in selection.selections if selection else ():
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
            total = total.beside(self._node(node, parent))
        return total

    def _node(self, node: SelectionNode, parent: GraphQLNamedType | None) -> Measure:
        if isinstance(node, FieldNode):
            return self._field(node, parent)
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            inner = self._schema.get_type(condition.name.value) if condition else parent
            return self._selection(node.selection_set, inner)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        raise TypeError(f"unknown selection {node.kind}")

    def _fragment(self, name: str) -> Measure:
        if name not in self._measured:
            fragment = self._fragments[name]
            inner = self._schema.get_type(fragment.type_condition.name.value)
            self._measured[name] = self._selection(fragment.selection_set, inner)
        return self._measured[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Measure:
        name, aliases = node.name.value, int(node.alias is not None)
        if name == "__typename":
            return Measure(depth=1, fields=1, aliases=aliases)
        if name.startswith("__"):
            return Measure(1, 1, aliases, self._limits.introspection * _OBJECT, introspects=True)
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            raise TypeError(f"no fields on {parent}")
        definition = parent.fields[name]
        inner = self._selection(node.selection_set, get_named_type(definition.type))
        fixed, per_row = self._weight(node, definition, parent, inner)
        return Measure(1 + inner.depth, 1 + inner.fields, aliases + inner.aliases, fixed, per_row, inner.introspects)

    def _weight(
        self, node: FieldNode, definition: GraphQLField, parent: GraphQLNamedType, inner: Measure
    ) -> tuple[int, int]:
        declared = _declared(definition)
        own = _OBJECT * declared.get(OBJECT_WEIGHT, 1) if node.selection_set else 1
        item = own + inner.fixed
        returned = get_named_type(definition.type)
        if is_connection(returned):
            item += inner.per_row * min(self._asked(node, definition) or DEFAULT_PAGE, LARGEST_PAGE)
        if is_connection(parent) and node.name.value in _PAGE_FIELDS:
            return 0, item
        size = 1
        for _ in range(_lists(definition)):
            size *= self._asked(node, definition) or declared.get(LIST_SIZE, self._limits.list_size)
        return size * item, 0

    def _asked(self, node: FieldNode, definition: GraphQLField) -> int | None:
        """Return the size that ``first`` or ``last`` asks for; none when neither does, or not sensibly."""
        sizes = []
        for name in ("first", "last"):
            argument = next((given for given in node.arguments or () if given.name.value == name), None)
            value: object = None
            if argument is None:
                value = definition.args[name].default_value if name in definition.args else None
            elif isinstance(argument.value, IntValueNode):
                value = int(argument.value.value)
            elif isinstance(argument.value, VariableNode):
                self.consulted = True
                value = self._variables.get(argument.value.name.value)
                value = LARGEST_PAGE if value is None else value
            if isinstance(value, int) and value > 0:
                sizes.append(value)
        return max(sizes, default=None)


def is_connection(type_: GraphQLNamedType | None) -> bool:
    """Tell whether a type is a Relay connection."""
    return type_ is not None and type_.name.endswith("Connection")


def _declared(definition: GraphQLField) -> dict[str, int]:
    field = definition.extensions.get("strawberry-definition")
    return dict(getattr(field, "metadata", None) or {})


def _lists(definition: GraphQLField) -> int:
    count, type_ = 0, definition.type
    while is_list_type(type_) or is_non_null_type(type_):
        count += is_list_type(type_)
        type_ = type_.of_type
    return count
