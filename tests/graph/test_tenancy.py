"""Nobody learns anything about another workspace, not even whether a thing exists."""

import inspect
from collections.abc import AsyncIterator
from typing import Any, get_type_hints
from uuid import UUID

import pytest
import strawberry

import domain.ports.repositories as ports
import domain.ports.sessions as session_ports
from domain.risk.model import Risk
from domain.workspaces.model import Role
from graph.campaigns.types import CampaignType
from graph.information import Info
from graph.node import Node
from graph.node_ids import uuid_of
from graph.protocol_schema import ProtocolSchema
from graph.schema import Mutation, Query, Subscription
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import Answer, gid
from tests.fixtures.simulated import Begun
from tests.graph.tenancy_known import known, walk_of
from tests.graph.tenancy_walk import Question, UnknownInput, leaks


@pytest.fixture
async def simulating(lived_in: LivedInWorld, begun: Begun) -> LivedInWorld:
    """Two workspaces with a past, and a simulator each."""
    for tenant in (lived_in.here, lived_in.there):
        await begun.give(lived_in, tenant)
    await lived_in.product.host.start()
    return lived_in


def _asker(world: LivedInWorld, role: Role = Role.OWNER):
    async def ask(question: Question) -> AsyncIterator[Answer]:
        if question.kind != "subscription":
            yield await world.ask(question.document, role, **question.variables)
            return
        async for answer in world.follow(question.document, role, **question.variables):
            yield answer
            if not answer.errors:
                return

    return ask


async def test_foreign_ids_read_as_unknown_everywhere(simulating: LivedInWorld):
    walk = await walk_of(simulating, simulating.schema, simulating.there)
    assert await leaks(walk.questions(), _asker(simulating)) == []


async def test_the_walk_asks_every_field_that_takes_an_id(simulating: LivedInWorld):
    walk = await walk_of(simulating, simulating.schema, simulating.there)
    asked = {question.name for question in walk.questions()}
    assert asked == {
        "node",
        "campaign",
        "simulation",
        "updateCampaign",
        "deleteCampaign",
        "importMetrics",
        "runSimulation",
        "cancelSimulation",
        "retrySimulation",
        "promoteModel",
        "rule",
        "createRule",
        "updateRule",
        "deleteRule",
        "backtestRule",
        "predictionBatch",
        "cancelPredictionBatch",
        "planSpend",
        "forecastCampaigns",
        "cancelCampaignForecasts",
        "importAudienceData",
        "revokeApiKey",
        "changeMemberRole",
        "removeMember",
        "simulationProgress",
        "jobUpdates",
        "insights",
        "campaignInsights",
        "simulator.correlations",
    }
    assert walk.node_types() == set(walk.node_ids)


async def test_the_same_questions_find_the_own_things(simulating: LivedInWorld):
    """Guards the walk: its questions do reach things, so that silence means protection and not a typing error."""
    walk = await walk_of(simulating, simulating.schema, simulating.here)
    gone_last = sorted(walk.questions(), key=lambda question: question.name.startswith("delete"))
    told = await leaks(gone_last, _asker(simulating))
    silent = {question.where for question in gone_last} - {line.partition(":")[0] for line in told}
    assert silent == set()


async def test_ids_of_another_kind_read_as_unknown(simulating: LivedInWorld):
    _, own = await known(simulating, simulating.here)
    _, foreign = await known(simulating, simulating.there)
    for field, wanted in {"campaign": "Campaign", "simulation": "Simulation"}.items():
        document = f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}"
        for kind, identity in own.items():
            answer = await simulating.ask(document, id=identity)
            assert answer.errors == []
            assert (answer.data[field] is not None) == (kind == wanted), (field, kind)
        for identity in foreign.values():
            assert (await simulating.ask(document, id=identity)).data == {field: None}


@pytest.mark.parametrize("text", ["", "x", "0", "Q2FtcGFpZ246", "Campaign:1", "é", "A" * 10_000])
async def test_what_is_no_id_reads_as_unknown(lived_in: LivedInWorld, text: str):
    answer = await lived_in.ask(
        "query($id: ID!) { node(id: $id) { id } campaign(id: $id) { id } simulation(id: $id) { id } }", id=text
    )
    assert answer == Answer({"node": None, "campaign": None, "simulation": None}, [])


async def test_nothing_foreign_was_changed(simulating: LivedInWorld):
    def foreign() -> tuple[object, ...]:
        tables = simulating.storage.database.committed  # type: ignore[attr-defined]
        there = simulating.there.workspace.id
        rows = (tables.campaigns, tables.simulations, tables.members, tables.api_keys, tables.audit)
        commands = {key: value for key, value in tables.commands.items() if key[0] == there}
        points = {key: value for key, value in tables.points.items() if key[0] == there}
        return (*({k: v for k, v in each.items() if v.workspace_id == there} for each in rows), points, commands)

    walk = await walk_of(simulating, simulating.schema, simulating.there)
    before = foreign()
    await leaks(walk.questions(), _asker(simulating))
    assert foreign() == before


async def test_lists_hold_only_the_own(lived_in: LivedInWorld):
    answer = await lived_in.ask(
        """{ campaigns { totalCount edges { node { id simulations { totalCount edges { node { id } } }
             latestSimulation { id } } } }
             viewer { workspace { id members { id } apiKeys { totalCount } } } }"""
    )
    campaigns = answer.data["campaigns"]
    assert campaigns["totalCount"] == 1
    (edge,) = campaigns["edges"]
    assert edge["node"]["id"] == gid("Campaign", lived_in.campaign.id)
    assert edge["node"]["latestSimulation"] == {"id": gid("Simulation", lived_in.simulation.id)}
    assert edge["node"]["simulations"]["totalCount"] == 1
    workspace = answer.data["viewer"]["workspace"]
    assert workspace["apiKeys"]["totalCount"] == 0
    assert {member["id"] for member in workspace["members"]} == {
        gid("Member", principal.member_id) for principal in lived_in.here.principals.values()
    }


async def test_cursors_of_another_workspace_show_nothing_of_it(lived_in: LivedInWorld):
    document = "query($after: String) { campaigns(after: $after) { edges { cursor node { id } } } }"
    theirs = await lived_in.ask(document, tenant=lived_in.there)
    cursor = theirs.data["campaigns"]["edges"][0]["cursor"]
    ours = await lived_in.ask(document, after=cursor)
    own = gid("Campaign", lived_in.campaign.id)
    assert ours.errors or all(edge["node"]["id"] == own for edge in ours.data["campaigns"]["edges"])


async def test_an_idempotency_key_belongs_to_its_workspace(lived_in: LivedInWorld):
    document = """mutation($input: RunSimulationInput!) {
        runSimulation(input: $input) { simulation { id } errors { code } } }"""
    ids = set()
    for tenant in (lived_in.here, lived_in.there):
        campaign = lived_in.past.campaigns[tenant.workspace.id]
        given = {"campaignId": gid("Campaign", campaign.id), "horizonDays": 20, "idempotencyKey": "monday"}
        answer = await lived_in.ask(document, tenant=tenant, input=given)
        assert answer.data["runSimulation"]["errors"] == []
        ids.add(answer.data["runSimulation"]["simulation"]["id"])
    assert len(ids) == 2


# ---- the walk catches what it is there for


@strawberry.type
class LeakyQuery(Query):
    @strawberry.field(description="Forgets to ask whose campaign it is.")
    async def name_of_any(self, info: Info, campaign_id: strawberry.ID) -> str | None:
        identity = uuid_of(campaign_id, "Campaign")
        for tenant in info.context.services.tenants:
            async with info.context.services.campaigns.open() as tx:
                found = await tx.campaigns.get(tenant, identity)
            if found is not None:
                return found.name
        return None


@strawberry.type
class ForgetfulQuery(Query):
    @strawberry.field(description="Takes an id that the walk has never heard of.")
    async def by_twin(self, info: Info, twin_id: strawberry.ID) -> CampaignType | None:
        return None


@strawberry.input
class DeepInput:
    twin_id: strawberry.ID | None = None


@strawberry.input
class WrappedInput:
    deep: list[DeepInput] | None = None


@strawberry.type
class DeepQuery(Query):
    @strawberry.field(description="Hides an optional id in an optional list in an optional input.")
    async def by_deep_twin(self, info: Info, wrapped: WrappedInput | None = None) -> CampaignType | None:
        return None


@strawberry.type(name="Shelf")
class ShelfType:
    @strawberry.field(description="Takes an id below a list, where no question of the walk comes.")
    async def book(self, info: Info, campaign_id: strawberry.ID) -> str | None:
        return None


@strawberry.type
class ShelvesQuery(Query):
    @strawberry.field(description="Many things that take ids themselves.")
    async def shelves(self, info: Info) -> list[ShelfType]:
        return []


@strawberry.type(name="Gadget")
class GadgetType(Node):
    name: str


@strawberry.type
class NewNodeQuery(Query):
    @strawberry.field(description="Brings a type with ids of its own.")
    async def gadget(self, info: Info) -> GadgetType | None:
        return None


@strawberry.type
class TellingQuery(Query):
    @strawberry.field(description="Tells foreign from unknown.")
    async def forbidden_campaign(self, info: Info, campaign_id: strawberry.ID) -> CampaignType | None:
        from domain.errors import Forbidden

        raise Forbidden("This campaign belongs to somebody else.")


def _with(query: type) -> ProtocolSchema:
    return ProtocolSchema(query, Mutation, Subscription)


async def test_the_walk_catches_a_field_that_is_not_scoped(simulating: LivedInWorld):
    leaky = _with(LeakyQuery)
    walk = await walk_of(simulating, leaky, simulating.there)

    async def ask(question: Question) -> AsyncIterator[Answer]:
        context = simulating.context(simulating.here.principals[Role.OWNER])
        context.services = _Knowing(simulating.product.services, simulating)
        if question.kind == "subscription":
            yield Answer(None, [{"extensions": {"code": "NOT_FOUND"}}])
            return
        result = await leaky.execute(question.document, question.variables, context_value=context)
        yield Answer(result.data, [dict(error.formatted) for error in result.errors or ()])

    assert await leaks(walk.questions(), ask) == ["query nameOfAny: it tells Spring"]


class _Knowing:
    """Services that a careless field could reach."""

    def __init__(self, services: Any, world: LivedInWorld) -> None:
        self._services = services
        self.tenants = (world.here.workspace.id, world.there.workspace.id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)


async def test_the_walk_catches_a_field_that_tells_foreign_from_unknown(simulating: LivedInWorld):
    simulating.schema = _with(TellingQuery)
    walk = await walk_of(simulating, simulating.schema, simulating.there)
    assert await leaks(walk.questions(), _asker(simulating)) == ["query forbiddenCampaign: error FORBIDDEN"]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (ForgetfulQuery, r"byTwin\(twinId:\)"),
        (DeepQuery, r"byDeepTwin\(wrapped:\)\.deep\.twinId"),
        (NewNodeQuery, "Gadget"),
        (ShelvesQuery, r"Shelf\.book takes an id where the walk does not come"),
    ],
)
async def test_the_walk_stops_at_ids_that_it_does_not_know(simulating: LivedInWorld, query: type, complaint: str):
    walk = await walk_of(simulating, _with(query), simulating.there)
    with pytest.raises(UnknownInput, match=complaint):
        list(walk.questions())


# ---- storage takes the workspace first

ACROSS_WORKSPACES = {
    "WorkspaceRepository.by_slug": "start-up and the command line",
    "WorkspaceRepository.everyone": "start-up and the command line",
    "WorkspaceRepository.demo": "names the workspace that the product filled; only what it generated is read from it",
    "ApiKeyRepository.by_prefix": "finds out whose key it is",
    "SessionRepository.by_digest": "finds out whose session it is",
    "SignInTokenRepository.consume": "finds out whose one-time token it is",
    "SimulationRepository.recent_step_seconds": "durations of steps, nobody's data",
}
"""Repository methods that look beyond one workspace, and why."""

CARRIES_ITS_WORKSPACE = {
    "Workspace",
    "Member",
    "ApiKey",
    "Session",
    "SignInToken",
    "Campaign",
    "Simulation",
    "AuditEntry",
}
"""Rows that name their workspace themselves."""


def _methods() -> list[tuple[str, Any]]:
    found = []
    for name, port in (vars(ports) | vars(session_ports)).items():
        modules = (ports.__name__, session_ports.__name__)
        if inspect.isclass(port) and getattr(port, "_is_protocol", False) and port.__module__ in modules:
            found += [
                (f"{name}.{method}", function)
                for method, function in vars(port).items()
                if inspect.isfunction(function) and not method.startswith("_")
            ]
    return found


def _scoped(function: Any) -> bool:
    first = next((one for one in inspect.signature(function).parameters.values() if one.name != "self"), None)
    if first is None:
        return False
    kind = get_type_hints(function)[first.name]
    return (first.name == "workspace_id" and kind is UUID) or getattr(kind, "__name__", "") in CARRIES_ITS_WORKSPACE


def test_every_repository_method_takes_the_workspace_first():
    methods = _methods()
    assert len(methods) > 40
    assert {name for name, function in methods if not _scoped(function)} == set(ACROSS_WORKSPACES)
    assert all({"workspace_id"} <= set(vars(row).get("__annotations__", {})) for row in _rows())


def _rows() -> list[type]:
    return [(vars(ports) | vars(session_ports))[name] for name in CARRIES_ITS_WORKSPACE - {"Workspace"}]


def test_the_check_of_signatures_catches_a_method_without_a_workspace():
    class Careless:
        async def get(self, campaign_id: UUID) -> None: ...
        async def list(self) -> None: ...
        async def store(self, risk: Risk) -> None: ...

    assert not any(_scoped(function) for function in (Careless.get, Careless.list, Careless.store))
