"""The catalogue of streams, and the types of their payloads."""

import runpy
from pathlib import Path
from typing import Any

from graphql import GraphQLObjectType
from strawberry.utils.str_converters import to_camel_case

from domain.marketplace.model import FieldKind, Marketplace
from graph.protocol_schema import ProtocolSchema
from graph.streams.payloads.naming import payload_type_name
from graph.streams.payloads.union import PAYLOADS
from tests.graph.streams.conftest import Stage, payload

ROOT = Path(__file__).resolve().parents[3]
TYPES = {
    FieldKind.ID: "ID",
    FieldKind.TEXT: "String",
    FieldKind.CHOICE: "String",
    FieldKind.INTEGER: "Int",
    FieldKind.NUMBER: "Float",
    FieldKind.BOOLEAN: "Boolean",
    FieldKind.MOMENT: "DateTime",
    FieldKind.TEXTS: "[String!]",
    FieldKind.OBJECT: "JSON",
}
CATALOGUE = """{ streams { name number domain cadence veryLow eventsPerDay variance timeOfDay weekday
    peak { start end factor } valueKind override overrideLow overrideHigh description payloadType aliases
    fields { name kind description required values } derived { name field equals description } } }"""


def test_the_types_are_what_the_script_makes_of_the_definitions(marketplace: Marketplace):
    documents: dict[Path, str] = runpy.run_path(str(ROOT / "scripts/generate-stream-payloads"))["documents"](
        marketplace
    )
    for path, content in documents.items():
        assert path.read_text() == content, (
            "run `.venv/bin/python scripts/generate-stream-payloads` and commit the types"
        )


def test_every_stream_has_a_type_with_its_fields(marketplace: Marketplace, streams_schema: ProtocolSchema):
    assert set(PAYLOADS) == set(marketplace.names)
    for stream in marketplace.streams:
        kind = streams_schema._schema.type_map[payload_type_name(stream.name)]
        assert isinstance(kind, GraphQLObjectType)
        found = {name: str(field.type) for name, field in kind.fields.items()}
        assert found == {
            to_camel_case(field.name): TYPES[field.kind]
            + ("!" if field.required or field.kind is FieldKind.TEXTS else "")
            for field in stream.fields
        }
        for field in stream.fields:
            if field.kind is FieldKind.CHOICE:
                description = kind.fields[to_camel_case(field.name)].description or ""
                assert all(f"`{choice.value}`" in description for choice in field.choices)


async def test_every_payload_can_be_read_by_its_type(stage: Stage):
    for stream in stage.marketplace.streams:
        stage.restart()
        stage.publish(stream.name)
        names = " ".join(to_camel_case(field.name) for field in stream.fields)
        kind = payload_type_name(stream.name)
        document = (
            f'subscription {{ streamEvents(topics: ["{stream.name}"]) '
            f"{{ events {{ data payload {{ ... on {kind} {{ {names} }} }} }} }} }}"
        )
        (push,) = await stage.all(document)
        (event,) = push["events"]
        expected = payload(stream)
        assert event["data"] == expected
        assert event["payload"] == {to_camel_case(name): value for name, value in expected.items()}


def test_what_need_not_be_there_may_be_missing(marketplace: Marketplace):
    for stream in marketplace.streams:
        read: Any = PAYLOADS[stream.name](payload(stream, full=False))
        for field in stream.fields:
            if not field.required:
                assert getattr(read, field.name) in (None, [])


async def test_the_catalogue_tells_what_is_defined(stage: Stage):
    result = await stage.schema.execute(CATALOGUE, context_value=stage.context())
    assert result.errors is None
    assert result.data is not None
    streams = result.data["streams"]
    assert [stream["name"] for stream in streams] == list(stage.marketplace.names)
    search = next(stream for stream in streams if stream["name"] == "customer.tutor.search")
    definition = stage.marketplace.stream("customer.tutor.search")
    assert definition is not None
    assert (search["domain"], search["cadence"], search["valueKind"]) == ("CUSTOMER", "MEDIUM", "COUNTER")
    assert search["payloadType"] == "CustomerTutorSearchPayload"
    assert (search["eventsPerDay"], search["variance"]) == (definition.events_per_day, definition.variance)
    assert [field["name"] for field in search["fields"]] == [field.name for field in definition.fields]
    by_name = {stream["name"]: stream for stream in streams}
    assert by_name["session.no_show.tutor"]["aliases"] == ["session.no_show_by_tutor"]
