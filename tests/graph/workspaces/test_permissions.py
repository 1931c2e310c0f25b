"""Which role may do what, by every mutation and every role."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from domain.errors import Forbidden
from domain.workspaces.model import Principal, Role
from domain.workspaces.permissions import PERMISSIONS, Action, require
from graph.protocol_schema import ProtocolSchema
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import gid

EVERYBODY = {Role.OWNER, Role.ADMIN, Role.ANALYST, Role.VIEWER}
DESK = {Role.OWNER, Role.ADMIN, Role.ANALYST}
LEAD = {Role.OWNER, Role.ADMIN}

MATRIX: dict[Action, set[Role]] = {
    Action.READ: EVERYBODY,
    Action.CREATE: DESK,
    Action.UPDATE: DESK,
    Action.DELETE: LEAD,
    Action.APPROVE: LEAD,
    Action.READ_KEYS: DESK,
    Action.MANAGE_KEYS: LEAD,
    Action.MANAGE_MEMBERS: LEAD,
    Action.CONTROL_SIMULATOR: LEAD,
    Action.MANAGE_MODELS: LEAD,
}

NEW_CAMPAIGN = {
    "name": "Autumn",
    "objective": "More bookings",
    "channels": ["GOOGLE"],
    "budget": {"amount": "100", "currency": "EUR"},
    "startDate": "2026-06-01",
}


LAST_WEEK = {"start": "2026-05-20T00:00:00Z", "end": "2026-05-27T00:00:00Z"}

SCENARIO = {
    "id": "my-own",
    "name": "My own",
    "description": "Searches double.",
    "duration": "3 hours",
    "affectedStreams": {"customer.tutor.search": {"multiplier": 2}},
    "externalEvents": [],
}

REFUSED_FOR_WHAT_IS_THERE = {"NOT_FOUND", "CONFLICT", "SCENARIO_NOT_FOUND", "INSUFFICIENT_DATA"}

RULE = {
    "name": "Watch",
    "condition": {"kind": "THRESHOLD", "metric": "CLICKS", "comparator": "ABOVE", "value": 1.0},
}

SENDS = "at,segment,subject,delivered,opened,clicked,converted\n2026-04-01,Leads,News,9,4,1,0\n"


def _document(mutation: str, given: dict[str, Any] | None) -> str:
    if given is None:
        return f"mutation {{ {mutation} {{ errors {{ code }} }} }}"
    kind = mutation[0].upper() + mutation[1:]
    return f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ errors {{ code }} }} }}"


def _campaign(world: LivedInWorld) -> dict[str, Any]:
    return {"id": gid("Campaign", world.campaign.id)}


def _member(world: LivedInWorld) -> dict[str, Any]:
    return {"memberId": gid("Member", world.here.principals[Role.VIEWER].member_id)}


def _import(world: LivedInWorld) -> dict[str, Any]:
    content = "date,channel,clicks\n2026-05-31,GOOGLE,5\n"
    return {"campaignId": gid("Campaign", world.campaign.id), "format": "CSV", "content": content, "dryRun": True}


def _plan(world: LivedInWorld) -> dict[str, Any]:
    day = {"date": world.campaign.start_date.isoformat(), "amount": "10"}
    campaign = world.campaign
    return {"campaignId": gid("Campaign", campaign.id), "channel": campaign.channels[0].value, "days": [day]}


Given = Callable[[LivedInWorld], dict[str, Any] | None]
"""Makes an input; none for a mutation that takes none."""

MUTATIONS: dict[str, tuple[set[Role], Given]] = {
    "createCampaign": (DESK, lambda _: NEW_CAMPAIGN),
    "updateCampaign": (LEAD, lambda world: _campaign(world) | {"name": "Renamed"}),  # the owner made it
    "deleteCampaign": (LEAD, _campaign),
    "planSpend": (LEAD, _plan),  # the owner made it
    "importMetrics": (DESK, _import),
    "runSimulation": (DESK, lambda world: {"campaignId": gid("Campaign", world.campaign.id), "horizonDays": 14}),
    "cancelSimulation": (LEAD, lambda world: {"simulationId": gid("Simulation", world.simulation.id)}),
    "retrySimulation": (LEAD, lambda world: {"simulationId": gid("Simulation", world.simulation.id)}),
    "createRule": (DESK, lambda _: {"rule": RULE}),
    "updateRule": (DESK, lambda world: {"ruleId": gid("Rule", world.ids.new()), "rule": RULE}),
    "deleteRule": (LEAD, lambda world: {"ruleId": gid("Rule", world.ids.new())}),
    "startPredictionBatch": (DESK, lambda _: {"kind": "EMAIL"}),
    "cancelPredictionBatch": (DESK, lambda world: {"batchId": gid("PredictionBatch", world.ids.new())}),
    "forecastCampaigns": (DESK, lambda world: {"campaignIds": [gid("Campaign", world.campaign.id)]}),
    "cancelCampaignForecasts": (DESK, lambda world: {"jobId": gid("Job", world.ids.new())}),
    "importAudienceData": (DESK, lambda _: {"kind": "EMAIL", "format": "CSV", "content": SENDS}),
    "trainModel": (LEAD, lambda _: {"name": "campaign_forecaster"}),
    "promoteModel": (LEAD, lambda world: {"modelId": gid("Model", world.ids.new())}),
    "rollbackModel": (LEAD, lambda _: {"name": "campaign_forecaster"}),
    "createApiKey": (LEAD, lambda _: {"name": "for scripts", "role": "VIEWER"}),
    "revokeApiKey": (LEAD, lambda world: {"keyId": gid("ApiKey", world.ids.new())}),
    "signIn": (EVERYBODY, lambda _: {"token": "wrong"}),
    "signOut": (EVERYBODY, lambda _: None),
    "addMember": (LEAD, lambda _: {"email": "new@here.example", "name": "New", "role": "VIEWER"}),
    "changeMemberRole": (LEAD, lambda world: _member(world) | {"role": "ANALYST"}),
    "removeMember": (LEAD, _member),
    "enableSimulator": (LEAD, lambda _: {"seed": 7}),
    "setSimulatorSpeed": (LEAD, lambda _: {"speed": 60}),
    "activateScenario": (LEAD, lambda _: {"scenarioId": "exam-season-surge"}),
    "stopScenario": (LEAD, lambda _: None),
    "resetSimulator": (LEAD, lambda _: None),
    "runScenarioScript": (LEAD, lambda _: {"steps": [{"scenarioId": "payment-outage", "offset": "1 hour"}]}),
    "injectExternalEvent": (LEAD, lambda _: {"templateId": "aws-outage"}),
    "applyStreamModifier": (LEAD, lambda _: {"stream": "customer.tutor.search", "multiplier": 2}),
    "regenerateHistoricalWindow": (LEAD, lambda _: {"range": LAST_WEEK, "factor": 2}),
    "restoreHistory": (LEAD, lambda _: {"version": 0}),
    "saveScenario": (LEAD, lambda _: {"definition": SCENARIO}),
    "importScenario": (LEAD, lambda _: {"content": json.dumps(SCENARIO)}),
    "deleteScenario": (LEAD, lambda _: {"scenarioId": "my-own"}),
}
"""For each mutation, who may call it, and an input that is refused for nothing but the role (or for what is there)."""


def test_the_matrix_is_the_agreed_one():
    assert {action: set(roles) for action, roles in PERMISSIONS.items()} == MATRIX


def test_a_more_powerful_role_may_do_whatever_a_weaker_one_may():
    for roles in PERMISSIONS.values():
        assert all(stronger in roles for role in roles for stronger in Role if role.at_most(stronger))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_require_follows_the_matrix(lived_in: LivedInWorld, action: Action, role: Role):
    principal: Principal = lived_in.here.principals[role]
    if role in MATRIX[action]:
        require(principal, action)
        return
    with pytest.raises(Forbidden) as refusal:
        require(principal, action)
    assert set(refusal.value.needed) == MATRIX[action]


def test_every_mutation_has_its_place_in_the_table(schema: ProtocolSchema):
    assert schema._schema.mutation_type is not None
    assert set(schema._schema.mutation_type.fields) == set(MUTATIONS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_mutation_is_open_to_exactly_its_roles(lived_in: LivedInWorld, mutation: str, role: Role):
    allowed, make = MUTATIONS[mutation]
    given = make(lived_in)
    before = lived_in.storage.database.committed  # type: ignore[attr-defined]
    answer = await lived_in.ask(_document(mutation, given), role, **({} if given is None else {"input": given}))
    if role in allowed:
        assert answer.errors == []
        assert all(error["code"] in REFUSED_FOR_WHAT_IS_THERE for error in answer.data[mutation]["errors"])
    else:
        assert answer.codes == ["FORBIDDEN"]
        assert answer.data is None
        assert answer.errors[0]["extensions"]["roles"]
        assert lived_in.storage.database.committed is before  # type: ignore[attr-defined]


@pytest.mark.parametrize("mutation", [name for name in MUTATIONS if name != "signIn"])
async def test_nobody_may_change_anything_without_credentials(lived_in: LivedInWorld, mutation: str):
    given = MUTATIONS[mutation][1](lived_in)
    answer = await lived_in.ask(_document(mutation, given), None, **({} if given is None else {"input": given}))
    assert (answer.data, answer.codes) == (None, ["UNAUTHENTICATED"])


@pytest.mark.parametrize("role", Role)
async def test_everybody_reads_everything_but_keys(lived_in: LivedInWorld, role: Role):
    document = """query($id: ID!) {
        viewer { name role workspace { name members { email role } } }
        campaigns { totalCount }
        simulation(id: $id) { status trajectories { metric } risks { kind } recommendations { kind }
            ensemble { strategy } dataQuality { score } confidence { value } progress { percent } }
    }"""
    answer = await lived_in.ask(document, role, id=gid("Simulation", lived_in.simulation.id))
    assert answer.errors == []
    assert answer.data["viewer"]["role"] == role
    assert answer.data["simulation"]["trajectories"]
    keys = await lived_in.ask("{ viewer { workspace { apiKeys { totalCount } } } }", role)
    assert keys.codes == ([] if role in DESK else ["FORBIDDEN"])


async def test_without_credentials_only_health_is_told(lived_in: LivedInWorld):
    fields = ("viewer { id }", "campaigns { totalCount }", 'campaign(id: "x") { id }', 'node(id: "x") { id }')
    for field in (*fields, 'simulation(id: "x") { id }'):
        assert (await lived_in.ask(f"{{ {field} }}", None)).codes == ["UNAUTHENTICATED"], field
    health = await lived_in.ask("{ health { status version } }", None)
    assert health.errors == []
    assert health.data["health"]["status"] == "OK"


async def test_an_analyst_changes_only_own_campaigns_and_approves_none(lived_in: LivedInWorld):
    document = """mutation($input: UpdateCampaignInput!) {
        updateCampaign(input: $input) { campaign { name approval } errors { code message } } }"""
    created = await lived_in.ask(
        "mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } } }",
        Role.ANALYST,
        input=NEW_CAMPAIGN,
    )
    own = created.data["createCampaign"]["campaign"]["id"]
    renamed = await lived_in.ask(document, Role.ANALYST, input={"id": own, "name": "Late autumn"})
    assert renamed.data["updateCampaign"]["campaign"]["name"] == "Late autumn"
    reviewed = await lived_in.ask(document, Role.ANALYST, input={"id": own, "approval": "IN_REVIEW"})
    assert reviewed.data["updateCampaign"]["campaign"]["approval"] == "IN_REVIEW"
    for decision in ("APPROVED", "REJECTED"):
        assert (await lived_in.ask(document, Role.ANALYST, input={"id": own, "approval": decision})).codes == [
            "FORBIDDEN"
        ]
    approved = await lived_in.ask(document, Role.ADMIN, input={"id": own, "approval": "APPROVED"})
    assert approved.data["updateCampaign"]["errors"] == []
    others = {"id": gid("Campaign", lived_in.campaign.id), "name": "Mine now"}
    assert (await lived_in.ask(document, Role.ANALYST, input=others)).codes == ["FORBIDDEN"]


async def test_an_analyst_cancels_and_retries_only_own_simulations(lived_in: LivedInWorld):
    own = await lived_in.a_simulation(lived_in.campaign, 20, Role.ANALYST)
    others = await lived_in.a_simulation(lived_in.campaign, 21, Role.OWNER)
    for mutation in ("cancelSimulation", "retrySimulation"):
        kind = mutation[0].upper() + mutation[1:]
        document = f"""mutation($input: {kind}Input!) {{
            {mutation}(input: $input) {{ simulation {{ status }} errors {{ code }} }} }}"""
        foreign = await lived_in.ask(document, Role.ANALYST, input={"simulationId": gid("Simulation", others.id)})
        assert foreign.codes == ["FORBIDDEN"]
        mine = await lived_in.ask(document, Role.ANALYST, input={"simulationId": gid("Simulation", own.id)})
        assert mine.data[mutation]["errors"] == []
    assert (await lived_in.stored(others)).status == "QUEUED"
