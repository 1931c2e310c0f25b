"""GraphQL over HTTP as the specification has it; each row says what stock Strawberry answers instead."""

from dataclasses import dataclass, field

import pytest

from tests.graph.protocol.small_world import KEY, build_world, client_of

JSON = {"content-type": "application/json"}
GRAPHQL = {**JSON, "accept": "application/graphql-response+json"}
HELLO = b'{"query":"{ hello }"}'


@dataclass(frozen=True)
class Case:
    name: str
    status: int
    stock: int | None
    """Status of stock Strawberry; none where it behaves."""
    body: bytes = HELLO
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    code: str | None = None
    method: str = "POST"
    query_string: str = ""


CASES = [
    Case("null as body", 400, 500, b"null", code="BAD_REQUEST"),
    Case("number as body", 400, 500, b"5", code="BAD_REQUEST"),
    Case("string as body", 400, 500, b'"x"', code="BAD_REQUEST"),
    Case("bytes that are not UTF-8", 400, 500, b'{"query":"\xe9{ hello }"}', code="BAD_REQUEST"),
    Case("gzip without saying so", 400, 500, b"\x1f\x8b\x08\x00\x00", code="BAD_REQUEST"),
    Case("deep arrays", 400, 500, b"[" * 50_000, code="BAD_REQUEST"),
    Case("number of 6,000 digits", 400, 500, b"9" * 6_000, code="BAD_REQUEST"),
    Case(
        "number of 6,000 digits in a variable",
        400,
        500,
        b'{"query":"{ hello }","variables":{"n":' + b"9" * 6_000 + b"}}",
        code="BAD_REQUEST",
    ),
    Case("half a surrogate pair", 400, None, b'{"query":"{ hello(name: \\"\\ud800\\") }"}', code="BAD_REQUEST"),
    Case("no body", 400, None, b"", code="BAD_REQUEST"),
    Case("array (batching is off)", 400, None, b'[{"query":"{ hello }"}]', code="BAD_REQUEST"),
    Case("no query", 400, None, b"{}", code="BAD_REQUEST"),
    Case("query that is no string", 400, None, b'{"query":5}', code="BAD_REQUEST"),
    Case("variables that are no object", 400, None, b'{"query":"{ hello }","variables":[]}', code="BAD_REQUEST"),
    Case("operationName that is no string", 400, None, b'{"query":"{ hello }","operationName":5}', code="BAD_REQUEST"),
    Case("extensions that are no object", 400, None, b'{"query":"{ hello }","extensions":"x"}', code="BAD_REQUEST"),
    Case("media type that only begins like JSON", 415, 200, headers={"content-type": "application/jsonx"}),
    Case("no media type", 415, 400, headers={}, code="UNSUPPORTED_MEDIA_TYPE"),
    Case("form", 415, 400, headers={"content-type": "text/plain"}, code="UNSUPPORTED_MEDIA_TYPE"),
    Case("foreign charset", 415, 200, headers={"content-type": "application/json; charset=utf-16"}),
    Case("compressed body", 415, 200, headers={**JSON, "content-encoding": "gzip"}, code="UNSUPPORTED_MEDIA_TYPE"),
    Case("nothing acceptable", 406, 200, headers={**JSON, "accept": "image/png"}, code="NOT_ACCEPTABLE"),
    Case("JSON refused", 406, 200, headers={**JSON, "accept": "application/json;q=0"}, code="NOT_ACCEPTABLE"),
    Case("syntax error", 400, 200, b'{"query":"{ hel"}', GRAPHQL, "GRAPHQL_PARSE_FAILED"),
    Case("invalid document", 400, 200, b'{"query":"{ helo }"}', GRAPHQL, "GRAPHQL_VALIDATION_FAILED"),
    Case(
        "wrong variable",
        400,
        200,
        b'{"query":"query($n:Int!){ hello(times:$n) }","variables":{"n":"x"}}',
        GRAPHQL,
        "BAD_USER_INPUT",
    ),
    Case("syntax error, plain JSON", 200, None, b'{"query":"{ hel"}', JSON, "GRAPHQL_PARSE_FAILED"),
    Case("error of a field", 200, None, b'{"query":"{ hello fail(how:\\"defect\\") }"}', GRAPHQL, "INTERNAL_ERROR"),
    Case(
        "mutation by GET",
        405,
        400,
        b"",
        {},
        "METHOD_NOT_ALLOWED",
        "GET",
        "?query=mutation{save(input:{name:%22a%22}){saved}}",
    ),
    Case("PUT", 405, None, method="PUT", code="METHOD_NOT_ALLOWED"),
    Case("subscription by POST", 400, None, b'{"query":"subscription { count { number } }"}', code="BAD_REQUEST"),
    Case("unknown operation, plain JSON", 200, 400, b'{"query":"query A { hello }","operationName":"B"}'),
    Case("variables that are no JSON by GET", 400, None, b"", {}, "BAD_REQUEST", "GET", "?query={hello}&variables={"),
]


async def answer(client, case):
    return await client.request(
        case.method, "/graphql" + case.query_string, content=case.body or None, headers=case.headers
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_each_odd_request_gets_its_status_and_a_coded_error(client, case):
    response = await answer(client, case)
    assert response.status_code == case.status
    errors = response.json()["errors"]
    assert errors[0]["message"]
    assert case.code is None or errors[0]["extensions"]["code"] == case.code
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("case", [case for case in CASES if case.stock], ids=lambda case: case.name)
async def test_stock_strawberry_answers_otherwise(stock, case):
    assert (await answer(stock, case)).status_code == case.stock != case.status


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"),
        ("application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"),
        ("text/html;q=0.9, application/json", "application/json"),
    ],
)
async def test_the_answer_has_the_media_type_that_was_asked_for(client, accept, media_type):
    # httpx2 sends */* by itself; an empty header counts as none.
    headers = {**JSON, "accept": accept or ""}
    response = await client.post("/graphql", content=HELLO, headers=headers)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.json()["data"] == {"hello": "Hello world"}


async def test_stock_never_answers_with_the_media_type_of_the_specification(stock):
    response = await stock.post("/graphql", content=HELLO, headers=GRAPHQL)
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("headers", [JSON, GRAPHQL], ids=["json", "graphql-response"])
async def test_a_request_that_fails_before_it_runs_has_no_data(client, stock, headers):
    body = b'{"query":"{ helo }"}'
    assert "data" not in (await client.post("/graphql", content=body, headers=headers)).json()
    assert "data" in (await stock.post("/graphql", content=body, headers=headers)).json()


async def test_refused_methods_say_what_is_allowed(client, stock):
    put = await client.put("/graphql", content=HELLO, headers=JSON)
    assert put.headers["allow"] == "GET, POST"
    mutation = await client.get("/graphql", params={"query": 'mutation { save(input: {name: "a"}) { saved } }'})
    assert mutation.headers["allow"] == "POST"
    assert "allow" not in (await stock.put("/graphql", content=HELLO, headers=JSON)).headers


async def test_queries_are_served_by_get(client):
    parameters = {"query": "query A($n: String) { hello(name: $n) }", "variables": '{"n":"you"}', "operationName": "A"}
    assert (await client.get("/graphql", params=parameters)).json()["data"] == {"hello": "Hello you"}


async def test_nulls_stand_for_absent_parameters(client):
    body = b'{"query":"{ hello }","variables":null,"operationName":null,"extensions":null}'
    assert (await client.post("/graphql", content=body, headers=GRAPHQL)).status_code == 200


async def test_several_operations_need_a_name(client):
    body = {"query": "query A { hello } query B { __typename }"}
    response = await client.post("/graphql", json=body, headers={"accept": GRAPHQL["accept"]})
    assert response.status_code == 400
    assert "operationName" in response.json()["errors"][0]["message"]
    named = await client.post("/graphql", json={**body, "operationName": "B"})
    assert named.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic abc", "Bearer"])
async def test_wrong_credentials_are_refused_before_the_body_is_read(client, header):
    response = await client.post("/graphql", content=b"not even JSON", headers={**JSON, "authorization": header})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_caller_is_known_to_resolvers(client):
    body = b'{"query":"{ me }"}'
    response = await client.post("/graphql", content=body, headers={**JSON, "authorization": f"Bearer {KEY}"})
    assert response.json()["data"] == {"me": "Olive"}


async def test_an_answer_that_json_cannot_hold_is_masked():
    world = build_world()
    world.schema._schema.query_type.fields["json"].resolve = lambda *_, **__: object()
    async with client_of(world.app) as client:
        response = await client.post("/graphql", json={"query": "{ json(value: 1) }"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
