"""Errors are coded, and nothing internal reaches a client."""

import json

import pytest
from structlog.testing import capture_logs

from graph.context import GraphContext
from graph.errors.coded import CodedError, present
from tests.graph.protocol.small_world import OWNER, Shelf, build_world, client_of, stock_schema


async def ask(client, query, variables=None):
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    return response.json()


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        ("forbidden", "FORBIDDEN", "The role VIEWER may not do this."),
        ("unauthenticated", "UNAUTHENTICATED", "This takes credentials."),
        ("refused", "INSUFFICIENT_DATA", "Too little data."),
        ("unavailable", "UNAVAILABLE", "Something that this needs does not answer."),
        ("defect", "INTERNAL_ERROR", "Internal error. The log has the reason under this id."),
    ],
)
async def test_each_kind_of_failure_has_its_code_and_place(owner, how, code, message):
    answer = await ask(owner, "query($how: String!) { fail(how: $how) }", {"how": how})
    error = answer["errors"][0]
    assert (error["extensions"]["code"], error["message"], error["path"]) == (code, message, ["fail"])
    assert answer["data"] is None


async def test_a_refusal_tells_argument_and_hint_and_forbidden_the_roles(owner):
    refused = (await ask(owner, '{ fail(how: "refused") }'))["errors"][0]["extensions"]
    assert (refused["argument"], refused["hint"]) == (["theRange"], "Import more.")
    assert (await ask(owner, '{ fail(how: "forbidden") }'))["errors"][0]["extensions"]["roles"] == ["OWNER"]


@pytest.mark.parametrize("query", ['{ fail(how: "defect") }', "{ nothing }", '{ fail(how: "unknown") }'])
async def test_a_defect_is_masked_logged_under_its_id_and_counted(world, owner, query):
    with capture_logs() as logs:
        answer = await ask(owner, query)
    error = answer["errors"][0]
    assert error["message"].startswith("Internal error")
    assert set(error["extensions"]) == {"code", "id"}
    logged = [entry for entry in logs if entry["event"] == "internal_error"]
    assert [entry["error_id"] for entry in logged] == [error["extensions"]["id"]]
    assert logged[0]["exc_info"].__traceback__ is not None or query == "{ nothing }"
    assert world.parts.metrics.registry.get_sample_value("pulsecast_masked_errors_total") == 1


async def test_a_dependency_that_fails_is_logged_but_not_described(owner):
    with capture_logs() as logs:
        answer = await ask(owner, '{ fail(how: "unavailable") }')
    assert "10.0.0.7" not in json.dumps(answer)
    assert logs[0]["event"] == "dependency_unavailable"


async def test_stock_tells_defects_and_gives_no_codes():
    result = await stock_schema().execute('{ fail(how: "defect") }', context_value=GraphContext(Shelf(), OWNER))
    assert "secret_table" in result.errors[0].message
    assert not result.errors[0].extensions


SUGGESTING = [
    "{ helo }",
    "{ hello(nam: 1) }",
    "{ item { numbr } }",
    "query($x: Strin) { hello(name: $x) }",
    "{ item { ... on Itm { number } } }",
    'mutation { save(input: {nme: "x"}) { saved } }',
]


@pytest.mark.parametrize("query", SUGGESTING)
async def test_wrong_names_are_never_answered_with_right_ones(owner, query):
    answer = await ask(owner, query)
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert "Did you mean" not in json.dumps(answer)


@pytest.mark.parametrize("query", SUGGESTING)
async def test_stock_suggests_names(query):
    assert "Did you mean" in str((await stock_schema().execute(query)).errors)


async def test_wrong_names_in_variables_are_not_corrected_either(owner):
    query = "mutation($input: SaveInput!) { save(input: $input) { saved } }"
    answer = await ask(owner, query, {"input": {"nme": "x"}})
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}
    assert "Did you mean" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($n: Int!) { hello(times: $n) }", {"n": "3"}),
        ("query($n: Int!) { hello(times: $n) }", {"n": 3.5}),
        ("query($n: Int!) { hello(times: $n) }", {"n": True}),
        ("query($n: Int!) { hello(times: $n) }", {"n": 2**40}),
        ("query($n: Int!) { hello(times: $n) }", {}),
        ("query($n: Int) { hello(times: $n) }", {"n": None}),
        ("query($s: String!) { hello(name: $s) }", {"s": 5}),
        ("query($s: String!) { hello(name: $s) }", {"s": ["a"]}),
        ("query($m: DateTime!) { at(moment: $m) }", {"m": "tomorrow"}),
    ],
)
async def test_wrong_variables_are_the_clients_fault(owner, query, variables):
    answer = await ask(owner, query, variables)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("number", ["9" * 30, "9" * 6_000], ids=["30 digits", "6,000 digits"])
@pytest.mark.parametrize(
    "field", ["hello(times: N)", "long(number: N)", "json(value: N)", "items(first: N) { totalCount }"]
)
async def test_a_huge_number_in_a_document_teaches_nothing_about_python(owner, field, number):
    answer = await ask(owner, "{ " + field.replace("N", number) + " }")
    assert answer["errors"][0]["extensions"]["code"] in {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}
    text = json.dumps(answer)
    assert "set_int_max_str_digits" not in text
    assert "Exceeds the limit" not in text
    assert len(text) < 1_000


async def test_a_mutation_returns_all_faults_at_once_in_the_words_of_the_schema(owner):
    query = 'mutation { save(input: {name: "", content: "wrong"}) { saved errors { code message path hint } } }'
    saved = (await ask(owner, query))["data"]["save"]
    assert saved["saved"] is None
    assert saved["errors"] == [
        {"code": "INVALID_INPUT", "message": "A name is needed.", "path": ["name"], "hint": "Give one."},
        {"code": "CONFLICT", "message": "The content is wrong.", "path": ["theContent", "0"], "hint": None},
    ]
    done = (await ask(owner, 'mutation { save(input: {name: "a"}) { saved errors { code } } }'))["data"]["save"]
    assert done == {"saved": "a:0", "errors": []}


def test_presenting_twice_changes_nothing():
    error = CodedError("No.", code="CONFLICT")
    assert present(present([error])) == [error]


async def test_errors_are_counted_by_code():
    world = build_world()
    async with client_of(world.app) as client:
        await ask(client, "{ me }")
        await ask(client, "{ me helo }")
    value = world.parts.metrics.registry.get_sample_value
    assert value("pulsecast_errors_total", {"code": "UNAUTHENTICATED"}) == 1
    assert value("pulsecast_errors_total", {"code": "GRAPHQL_VALIDATION_FAILED"}) == 1
