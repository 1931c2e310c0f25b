"""Which subscriptions ask for the same: the key under which they share one execution."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from strawberry.types import get_object_definition

from domain.workspaces.model import Principal, Role

_SHARED = "shared"
_OPENING = "opening"
_REMEMBERED = 512
_LONGEST = 16_000


def shared(*opening: str) -> dict[str, object]:
    """Return the metadata of a subscription that those of one workspace and role may share.

    Its resolver reads its source through ``info.context.following``, and neither it nor the types below it look at
    anything of the viewer but workspace and role.

    Args:
        opening: Names of the arguments, as in the schema, that matter only for what one gets first, such as a cursor;
            subscriptions that differ in them alone ask for the same afterwards.
    """
    return {_SHARED: True, _OPENING: frozenset(opening)}


def subscription_metadata(schema: strawberry.Schema) -> Mapping[str, Mapping[Any, Any]]:
    """Return the metadata of the fields of Subscription, by their names in the schema."""
    if schema.subscription is None:
        return {}
    name = schema.config.name_converter.get_graphql_name
    return {name(field): field.metadata for field in get_object_definition(schema.subscription, strict=True).fields}


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may share: members of one workspace in one role."""

    workspace_id: UUID
    role: Role

    def principal(self) -> Principal:
        """Return somebody who stands for all of them and is none of them."""
        return Principal(self.workspace_id, UUID(int=0), "", self.role)


@dataclass(frozen=True, slots=True)
class Shared:
    """An operation that is executed once for all who ask for the same.

    Attributes:
        text: Its document without what matters only at first.
        variables: Its variables without those that matter only at first.
        key: The same for all who share it.
    """

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None
    scope: Scope
    key: bytes


@dataclass(frozen=True, slots=True)
class _Form:
    """What is known of a document: as it is shared, and which of its variables are left out of that."""

    text: str
    left_out: frozenset[str]


class Sharing:
    """Tells what operations have in common; remembers what it found out about documents."""

    def __init__(self, fields: Mapping[str, Mapping[Any, Any]]) -> None:
        """Take the metadata of the fields of Subscription, by name in the schema."""
        self._fields = {name: data[_OPENING] for name, data in fields.items() if data.get(_SHARED)}
        self._forms: OrderedDict[tuple[str, str | None], _Form | None] = OrderedDict()

    def find(
        self, text: str, variables: Mapping[str, Any] | None, operation_name: str | None, principal: Principal | None
    ) -> Shared | None:
        """Return the operation as it is shared; none when it is executed for its caller alone."""
        if principal is None or len(text) > _LONGEST:
            return None
        form = self._form(text, operation_name)
        if form is None:
            return None
        left = {name: value for name, value in (variables or {}).items() if name not in form.left_out}
        scope = Scope(principal.workspace_id, principal.role)
        parts = [str(scope.workspace_id), scope.role.value, operation_name, form.text, left]
        try:
            written = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
        except TypeError:
            return None
        return Shared(form.text, left, operation_name, scope, sha256(written).digest())

    def _form(self, text: str, operation_name: str | None) -> _Form | None:
        known = (text, operation_name)
        if known in self._forms:
            self._forms.move_to_end(known)
            return self._forms[known]
        try:
            form = self._form_of(parse(text, no_location=True, max_tokens=_LONGEST // 4), operation_name)
        except (GraphQLError, RecursionError):
            form = None
        self._forms[known] = form
        if len(self._forms) > _REMEMBERED:
            self._forms.popitem(last=False)
        return form

    def _form_of(self, document: DocumentNode, operation_name: str | None) -> _Form | None:
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        if len(operations) != 1 or operations[0].operation is not OperationType.SUBSCRIPTION:
            return None
        operation = operations[0]
        if operation_name is not None and (operation.name is None or operation.name.value != operation_name):
            return None
        selections = operation.selection_set.selections
        if len(selections) != 1 or not isinstance(selections[0], FieldNode):
            return None
        field = selections[0]
        opening = self._fields.get(field.name.value)
        return None if opening is None else _without(document, field, opening)


def _without(document: DocumentNode, field: FieldNode, opening: frozenset[str]) -> _Form | None:
    """Take the arguments that matter only at first out of a document, with the variables that only they use."""
    gone = [argument for argument in field.arguments or () if argument.name.value in opening]
    names = {argument.value.name.value for argument in gone if isinstance(argument.value, VariableNode)}
    trimmed = visit(document, _Trim(gone, names))
    uses = _Uses()
    visit(trimmed, uses)
    return None if names & uses.found else _Form(print_ast(trimmed), frozenset(names))


class _Trim(Visitor):
    """Removes arguments, and the definitions of variables."""

    def __init__(self, arguments: Sequence[ArgumentNode], variables: AbstractSet[str]) -> None:
        super().__init__()
        self._arguments = arguments
        self._variables = variables

    def enter_argument(self, node: ArgumentNode, *_: object) -> object:
        """Remove those that are to go."""
        return self.REMOVE if any(node is one for one in self._arguments) else None

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> object:
        """Remove those that are to go."""
        return self.REMOVE if node.variable.name.value in self._variables else None


class _Uses(Visitor):
    """Collects the variables that are used, other than where they are defined."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_variable_definition(self, *_: object) -> object:
        """Leave definitions out."""
        return self.SKIP

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        """Take note of a use."""
        self.found.add(node.name.value)
