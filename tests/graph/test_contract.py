"""The schema keeps the names that clients rely on, and says what everything means."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    build_schema,
    get_named_type,
    parse,
    print_ast,
)
from graphql.language import (
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
)
from strawberry.types.field import StrawberryField

from graph.protocol_schema import ProtocolSchema

CONTRACT = [
    definition
    for definition in parse((Path(__file__).parent / "contract.graphql").read_text()).definitions
    if isinstance(definition, TypeDefinitionNode)
]

BOUND = re.compile(
    r"at most|the first|one series a metric|once each|each once|50, 80 and 95|two numbers|one for each|empty on success"
    r"|one a day|any of these|all must hold|you name",
    re.IGNORECASE,
)
"""How descriptions of lists say their bound."""

WITHOUT_INPUT = {"stopScenario", "resetSimulator", "signOut"}
"""Mutations that are promised without any argument: there is nothing to say."""

LISTS_WITH_GAPS = {"StreamHistorySeries.values"}
"""Lists whose places mean something, so that one of them may be null."""

ASYNC_LISTS_OF_LEAVES = {"Simulation.notes", "Simulation.withheldRecommendations"}
"""Lists of scalars that are read through a loader."""


@pytest.fixture(scope="module")
def core(schema: ProtocolSchema) -> GraphQLSchema:
    return schema._schema


def _own_types(core: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    builtin = {"String", "Int", "Float", "Boolean", "ID"}
    for name, kind in core.type_map.items():
        if not name.startswith("__") and name not in builtin:
            yield kind


def _members(kind: GraphQLNamedType) -> Iterator[tuple[str, object]]:
    """Everything of a type that carries a description: fields, arguments, input fields, enum values."""
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field
            for argument, value in field.args.items():
                yield f"{kind.name}.{name}({argument}:)", value
    elif isinstance(kind, GraphQLInputObjectType):
        yield from ((f"{kind.name}.{name}", field) for name, field in kind.fields.items())
    elif isinstance(kind, GraphQLEnumType):
        yield from ((f"{kind.name}.{name}", value) for name, value in kind.values.items())


@pytest.mark.parametrize("definition", CONTRACT, ids=lambda definition: definition.name.value)
def test_every_promised_name_is_there(core: GraphQLSchema, definition: TypeDefinitionNode):
    kind = core.type_map.get(definition.name.value)
    assert kind is not None, f"the type {definition.name.value} is missing"
    assert list(_differences(definition, kind)) == []


def _differences(definition: TypeDefinitionNode, kind: GraphQLNamedType) -> Iterator[str]:
    expected = {
        EnumTypeDefinitionNode: GraphQLEnumType,
        InputObjectTypeDefinitionNode: GraphQLInputObjectType,
        ObjectTypeDefinitionNode: GraphQLObjectType,
        InterfaceTypeDefinitionNode: GraphQLInterfaceType,
    }.get(type(definition), GraphQLScalarType)
    if not isinstance(kind, expected):
        yield f"{kind.name} is of another kind"
    elif isinstance(definition, EnumTypeDefinitionNode):
        yield from (
            f"{kind.name}.{one.name.value}" for one in definition.values or () if one.name.value not in kind.values
        )
    elif isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        interfaces = {interface.name for interface in kind.interfaces}
        yield from (
            f"{kind.name} is no {one.name.value}"
            for one in definition.interfaces or ()
            if one.name.value not in interfaces
        )
        for field in definition.fields or ():
            yield from _field_differences(kind, field)
    elif isinstance(definition, InputObjectTypeDefinitionNode):
        for field in definition.fields or ():
            yield from _input_differences(f"{kind.name}.{field.name.value}", field, kind.fields.get(field.name.value))


def _field_differences(kind: GraphQLObjectType | GraphQLInterfaceType, promised: FieldDefinitionNode) -> Iterator[str]:
    where, field = f"{kind.name}.{promised.name.value}", kind.fields.get(promised.name.value)
    if field is None:
        yield f"{where} is missing"
        return
    if str(field.type) != print_ast(promised.type):
        yield f"{where} is {field.type}, not {print_ast(promised.type)}"
    for argument in promised.arguments or ():
        name = argument.name.value
        yield from _input_differences(f"{where}({name}:)", argument, field.args.get(name))
    extra = {name for name, one in field.args.items() if isinstance(one.type, GraphQLNonNull) and not _optional(one)}
    unknown = extra - {argument.name.value for argument in promised.arguments or ()}
    yield from (f"{where} demands {name}" for name in sorted(unknown))


def _optional(value: object) -> bool:
    return not isinstance(value.type, GraphQLNonNull) or value.default_value is not Undefined  # type: ignore[attr-defined]


def _input_differences(where: str, promised: InputValueDefinitionNode, value: object) -> Iterator[str]:
    if value is None:
        yield f"{where} is missing"
    elif str(value.type) != print_ast(promised.type):  # type: ignore[attr-defined]
        yield f"{where} is {value.type}, not {print_ast(promised.type)}"  # type: ignore[attr-defined]


def _undescribed(core: GraphQLSchema) -> list[str]:
    bare = [kind.name for kind in _own_types(core) if not (kind.description or "").strip()]
    for kind in _own_types(core):
        bare += [where for where, member in _members(kind) if not (member.description or "").strip()]  # type: ignore[attr-defined]
    return bare


def _odd_mutations(core: GraphQLSchema) -> list[str]:
    """Mutations that do not take one input, or do not answer with a payload that holds their errors."""
    assert core.mutation_type is not None
    wrong = []
    for name, field in core.mutation_type.fields.items():
        inputs = [one for one in field.args.values() if isinstance(get_named_type(one.type), GraphQLInputObjectType)]
        fits = not field.args if name in WITHOUT_INPUT else list(field.args) == ["input"] and inputs
        if not fits:
            wrong.append(f"{name} takes {list(field.args)}")
        payload = field.type.of_type if isinstance(field.type, GraphQLNonNull) else None
        if not isinstance(payload, GraphQLObjectType) or not payload.name.endswith("Payload"):
            wrong.append(f"{name} returns {field.type}")
        elif "errors" not in payload.fields or str(payload.fields["errors"].type) != "[UserError!]!":
            wrong.append(f"{payload.name} has no errors")
    return wrong


def _odd_lists(core: GraphQLSchema) -> list[str]:
    """Lists that do not say their bound, or may hold or be null; connections that do not page both ways."""
    wrong = []
    for kind in _own_types(core):
        for name, field in getattr(kind, "fields", {}).items() if isinstance(kind, GraphQLObjectType) else ():
            bare = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            where, pages = f"{kind.name}.{name}", get_named_type(field.type).name.endswith("Connection")
            if isinstance(bare, GraphQLList):
                wrong += [] if BOUND.search(field.description or "") else [f"{where} tells no bound"]
                nullable = not str(field.type).endswith("]!" if where in LISTS_WITH_GAPS else "!]!")
                wrong += [f"{where} holds nulls"] if nullable else []
            if pages and not {"first", "after", "last", "before"} <= set(field.args):
                wrong.append(f"{where} does not page both ways")
    return wrong


def test_everything_has_a_description(core: GraphQLSchema):
    assert _undescribed(core) == []


def test_every_mutation_takes_one_input_and_answers_with_its_errors(core: GraphQLSchema):
    assert _odd_mutations(core) == []


def test_every_list_is_bounded_or_pages_both_ways(core: GraphQLSchema):
    assert _odd_lists(core) == []


def test_a_schema_without_these_manners_is_caught():
    careless = build_schema(
        """
        "Reads." type Query {
            "All of them." everything: [String]
            "Pages." pages("Size." first: Int): ThingConnection!
            "Fine, at most 5." some("Bare." of: Int, bare: Int): [String!]!
        }
        "A page." type ThingConnection { "Next." more: Boolean! }
        "Kinds." enum Kind { "One." ONE TWO }
        input Bare { "Id." id: ID! }
        "Writes." type Mutation {
            "Loose." loose("Id." id: ID!): Boolean!
            "Silent." silent("What." input: Bare!): SilentPayload!
            "Talks." stopScenario("What." input: Bare!): SilentPayload!
        }
        "Payload." type SilentPayload { "Done." done: Boolean! }
        """
    )
    assert sorted(_undescribed(careless)) == ["Bare", "Kind.TWO", "Query.some(bare:)"]
    assert _odd_mutations(careless) == [
        "loose takes ['id']",
        "loose returns Boolean!",
        "SilentPayload has no errors",
        "stopScenario takes ['input']",
        "SilentPayload has no errors",
    ]
    assert _odd_lists(careless) == [
        "Query.everything tells no bound",
        "Query.everything holds nulls",
        "Query.pages does not page both ways",
    ]


def test_a_schema_that_breaks_the_contract_is_caught():
    promised = [one for one in CONTRACT if one.name.value in {"Viewer", "Role", "MoneyInput"}]
    broken = build_schema(
        """
        type Query { viewer: Viewer }
        type Viewer { id: ID name: String! role(of: ID!): Role! }
        enum Role { OWNER ADMIN VIEWER }
        input MoneyInput { amount: String! }
        """
    )
    told = sorted(line for one in promised for line in _differences(one, broken.type_map[one.name.value]))
    assert told == [
        "MoneyInput.amount is String!, not Decimal!",
        "MoneyInput.currency is missing",
        "Role.ANALYST",
        "Viewer.id is ID, not ID!",
        "Viewer.role demands of",
        "Viewer.workspace is missing",
    ]


def test_no_plain_value_is_read_by_a_resolver_of_its_own(schema: ProtocolSchema, core: GraphQLSchema):
    """An async resolver costs a task for each value of each row: relations have them, values do not."""
    found = set()
    for kind in _own_types(core):
        if not isinstance(kind, GraphQLObjectType):
            continue
        definition = schema.get_type_by_name(kind.name)
        for field in getattr(definition, "fields", ()):
            name = schema.config.name_converter.get_graphql_name(field)
            leaf = isinstance(get_named_type(kind.fields[name].type), GraphQLScalarType | GraphQLEnumType)
            if leaf and _waits(field):
                found.add(f"{kind.name}.{name}")
    assert found == ASYNC_LISTS_OF_LEAVES


def _waits(field: StrawberryField) -> bool:
    resolver = field.base_resolver
    return resolver is not None and (resolver.is_async or inspect.isasyncgenfunction(resolver.wrapped_func))


def test_the_search_for_waiting_values_finds_the_ones_that_there_are(schema: ProtocolSchema):
    """Guards the walker above: it sees the resolvers that it looks for."""
    simulation = schema.get_type_by_name("Simulation")
    waiting = {field.python_name for field in simulation.fields if _waits(field)}  # type: ignore[union-attr]
    assert {"notes", "trajectories", "progress"} <= waiting
    assert "status" not in waiting
