"""Making, changing and deleting campaigns."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.campaigns.model import ApprovalState, CampaignStatus
from domain.campaigns.status import approval_faults, status_faults
from domain.workspaces.model import Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import World, gid

CREATE = """mutation($input: CreateCampaignInput!) { createCampaign(input: $input) {
    campaign { id name objective status approval industry channels medium budget { amount currency } startDate endDate
        tags createdAt updatedAt dataVersion }
    errors { code path message hint } } }"""
UPDATE = """mutation($input: UpdateCampaignInput!) { updateCampaign(input: $input) {
    campaign { name objective status approval industry channels medium budget { amount currency } startDate endDate
        tags updatedAt }
    errors { code path message hint } } }"""
DELETE = "mutation($input: DeleteCampaignInput!) { deleteCampaign(input: $input) { deletedId errors { code path } } }"

GOOD: dict[str, Any] = {
    "name": "  Autumn  ",
    "objective": "More bookings",
    "channels": ["GOOGLE", "TIKTOK"],
    "budget": {"amount": "1250.50", "currency": "USD"},
    "startDate": "2026-07-01",
    "endDate": "2026-09-30",
    "industry": " education ",
    "medium": "SOCIAL",
    "tags": ["autumn", "größe"],
}


async def _created(world: World, **given: Any) -> dict[str, Any]:
    answer = await world.ask(CREATE, input=GOOD | given)
    assert answer.errors == []
    return answer.data["createCampaign"]


async def _updated(world: World, identity: str, **given: Any) -> dict[str, Any]:
    answer = await world.ask(UPDATE, input={"id": identity} | given)
    assert answer.errors == []
    return answer.data["updateCampaign"]


def _where(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return [(error["code"], ".".join(error["path"])) for error in payload["errors"]]


async def test_a_campaign_starts_as_an_unapproved_draft_and_reads_back_as_given(world: World):
    made = (await _created(world))["campaign"]
    expected = GOOD | {"name": "Autumn", "industry": "education", "status": "DRAFT", "approval": "DRAFT"}
    assert {key: made[key] for key in expected} == expected
    assert made["dataVersion"] == 0
    read = await world.ask("query($id: ID!) { campaign(id: $id) { name budget { amount } } }", id=made["id"])
    assert read.data["campaign"] == {"name": "Autumn", "budget": {"amount": "1250.50"}}


async def test_every_fault_is_told_at_once_with_its_place(world: World):
    payload = await _created(
        world,
        name=" ",
        objective="x" * 201,
        channels=["GOOGLE", "GOOGLE"],
        budget={"amount": "-1", "currency": "XXX"},
        startDate="2026-07-02",
        endDate="2026-07-01",
        tags=["t"] * 21,
        industry="",
    )
    assert payload["campaign"] is None
    assert sorted(_where(payload)) == sorted(
        [
            ("INVALID_INPUT", "name"),
            ("INVALID_INPUT", "objective"),
            ("INVALID_INPUT", "channels"),
            ("INVALID_INPUT", "budget.amount"),
            ("INVALID_INPUT", "budget.currency"),
            ("INVALID_TIME_RANGE", "endDate"),
            ("INVALID_INPUT", "tags"),
            ("INVALID_INPUT", "industry"),
        ]
    )
    assert (await world.ask("{ campaigns { totalCount } }")).data["campaigns"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("channels", [], "channels"),
        ("budget", {"amount": "0", "currency": "USD"}, "budget.amount"),
        ("budget", {"amount": "1000000000001", "currency": "USD"}, "budget.amount"),
        ("budget", {"amount": "1", "currency": "usd"}, "budget.currency"),
        ("tags", ["  "], "tags"),
        ("name", "x" * 201, "name"),
    ],
)
async def test_values_past_their_bounds_are_refused(world: World, field: str, value: Any, fault: str):
    assert _where(await _created(world, **{field: value})) == [("INVALID_INPUT", fault)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("budget", {"amount": "1000000000000", "currency": "USD"}),
        ("budget", {"amount": "0.01", "currency": "JPY"}),
        ("endDate", "2026-07-01"),
        ("endDate", None),
        ("name", "x" * 200),
        ("tags", ["t" * 50] * 20),
    ],
)
async def test_values_at_their_bounds_are_taken(world: World, field: str, value: Any):
    assert _where(await _created(world, **{field: value})) == []


async def test_what_is_left_out_stays_and_null_empties_what_is_optional(world: World):
    identity = (await _created(world))["campaign"]["id"]
    world.clock.advance(minutes=1)
    renamed = (await _updated(world, identity, name=" Late autumn "))["campaign"]
    expected = GOOD | {"name": "Late autumn", "industry": "education"}
    assert {key: renamed[key] for key in GOOD} == expected
    emptied = (await _updated(world, identity, endDate=None, industry=None, medium=None))["campaign"]
    assert (emptied["endDate"], emptied["industry"], emptied["medium"]) == (None, None, None)
    assert emptied["name"] == "Late autumn"
    unchanged = (await _updated(world, identity, name=None, tags=None, budget=None, channels=None))["campaign"]
    assert {key: unchanged[key] for key in emptied} == emptied


async def test_changing_moves_the_time_of_change_and_refusing_does_not(world: World):
    made = (await _created(world))["campaign"]
    world.clock.advance(minutes=1)
    assert _where(await _updated(world, made["id"], name=" ", industry="")) == [
        ("INVALID_INPUT", "name"),
        ("INVALID_INPUT", "industry"),
    ]
    document = "query($id: ID!) { campaign(id: $id) { updatedAt name } }"
    assert (await world.ask(document, id=made["id"])).data["campaign"] == {
        "updatedAt": made["updatedAt"],
        "name": "Autumn",
    }
    changed = (await _updated(world, made["id"], name="Late"))["campaign"]
    assert changed["updatedAt"] > made["updatedAt"]


async def test_an_end_that_comes_to_lie_before_the_start_is_refused(world: World):
    identity = (await _created(world))["campaign"]["id"]
    assert _where(await _updated(world, identity, startDate="2026-10-01")) == [("INVALID_TIME_RANGE", "endDate")]
    assert _where(await _updated(world, identity, startDate="2026-10-01", endDate=None)) == []


async def test_the_currency_is_fixed_once_there_are_metrics(lived_in: LivedInWorld):
    identity = gid("Campaign", lived_in.campaign.id)
    dollars = await _updated(lived_in, identity, budget={"amount": "5", "currency": "USD"})
    assert _where(dollars) == [("CONFLICT", "budget.currency")]
    euros = await _updated(lived_in, identity, budget={"amount": "5", "currency": "EUR"})
    assert euros["campaign"]["budget"] == {"amount": "5", "currency": "EUR"}


async def test_a_refused_move_of_status_and_every_other_fault_are_told_together(world: World):
    identity = (await _created(world))["campaign"]["id"]
    payload = await _updated(world, identity, status="RUNNING", approval="APPROVED", name="")
    assert payload["campaign"] is None
    assert sorted(_where(payload)) == [("CONFLICT", "approval"), ("CONFLICT", "status"), ("INVALID_INPUT", "name")]
    assert all(error["hint"] for error in payload["errors"] if error["code"] == "CONFLICT")


async def test_a_campaign_goes_from_draft_to_archive(world: World):
    identity = (await _created(world))["campaign"]["id"]
    for change in (
        {"approval": "IN_REVIEW"},
        {"approval": "REJECTED"},
        {"approval": "DRAFT"},
        {"approval": "IN_REVIEW"},
        {"approval": "APPROVED", "status": "SCHEDULED"},
        {"status": "RUNNING"},
        {"status": "PAUSED"},
        {"status": "RUNNING"},
        {"status": "COMPLETED"},
        {"status": "ARCHIVED"},
    ):
        payload = await _updated(world, identity, **change)
        assert payload["errors"] == [], change
        assert {key: payload["campaign"][key] for key in change} == change


ALLOWED = {
    ("DRAFT", "SCHEDULED"),
    ("DRAFT", "ARCHIVED"),
    ("SCHEDULED", "RUNNING"),
    ("SCHEDULED", "PAUSED"),
    ("SCHEDULED", "DRAFT"),
    ("RUNNING", "PAUSED"),
    ("RUNNING", "COMPLETED"),
    ("PAUSED", "RUNNING"),
    ("PAUSED", "COMPLETED"),
    ("COMPLETED", "ARCHIVED"),
}
ALLOWED_APPROVALS = {
    ("DRAFT", "IN_REVIEW"),
    ("IN_REVIEW", "APPROVED"),
    ("IN_REVIEW", "REJECTED"),
    ("APPROVED", "IN_REVIEW"),
    ("REJECTED", "DRAFT"),
}


@pytest.mark.parametrize("old", CampaignStatus)
@pytest.mark.parametrize("new", CampaignStatus)
def test_the_status_machine_move_by_move(old: CampaignStatus, new: CampaignStatus):
    for approval in ApprovalState:
        needs = new in {"SCHEDULED", "RUNNING"} and new is not old
        expected = new is old or ((old, new) in ALLOWED and (not needs or approval is ApprovalState.APPROVED))
        assert (status_faults(old, new, approval) == []) == expected


@pytest.mark.parametrize("old", ApprovalState)
@pytest.mark.parametrize("new", ApprovalState)
def test_the_approval_machine_move_by_move(old: ApprovalState, new: ApprovalState):
    assert (approval_faults(old, new) == []) == (old is new or (old, new) in ALLOWED_APPROVALS)


CHANGES = st.lists(
    st.tuples(
        st.none() | st.sampled_from([status.value for status in CampaignStatus]),
        st.none() | st.sampled_from([state.value for state in ApprovalState]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
async def test_no_sequence_of_changes_leads_where_the_machine_does_not(world: World, changes):
    made = (await _created(world))["campaign"]
    status, approval = "DRAFT", "DRAFT"
    for new_status, new_approval in changes:
        payload = await _updated(world, made["id"], status=new_status, approval=new_approval)
        wanted = (new_status or status, new_approval or approval)
        approval_fits = wanted[1] == approval or (approval, wanted[1]) in ALLOWED_APPROVALS
        status_fits = wanted[0] == status or (
            (status, wanted[0]) in ALLOWED and (wanted[0] not in {"SCHEDULED", "RUNNING"} or wanted[1] == "APPROVED")
        )
        paths = {path for _, path in _where(payload)}
        assert paths == ({"approval"} - {"approval"} if approval_fits else {"approval"}) | (
            set() if status_fits else {"status"}
        )
        if not paths:
            status, approval = wanted
            assert (payload["campaign"]["status"], payload["campaign"]["approval"]) == wanted


async def test_a_deleted_campaign_is_gone_with_everything_that_hangs_on_it(lived_in: LivedInWorld):
    campaign, simulation = lived_in.campaign, lived_in.simulation
    ids = {"id": gid("Campaign", campaign.id), "simulation": gid("Simulation", simulation.id)}
    found = await lived_in.ask(
        "query($id: ID!) { simulation(id: $id) { risks { id } recommendations { id } } }", id=ids["simulation"]
    )
    findings = [one["id"] for kind in found.data["simulation"].values() for one in kind]
    assert len(findings) >= 2
    answer = await lived_in.ask(DELETE, input={"id": ids["id"]})
    assert answer.data["deleteCampaign"] == {"deletedId": ids["id"], "errors": []}
    gone = await lived_in.ask(
        """query($id: ID!, $simulation: ID!) { campaign(id: $id) { id } simulation(id: $simulation) { id }
            campaigns { totalCount edges { node { id } } } }""",
        **ids,
    )
    assert gone.data == {"campaign": None, "simulation": None, "campaigns": {"totalCount": 0, "edges": []}}
    for identity in (*ids.values(), *findings):
        assert (await lived_in.ask("query($id: ID!) { node(id: $id) { id } }", id=identity)).data == {"node": None}
    followed = [
        a
        async for a in lived_in.follow(
            "subscription($id: ID!) { simulationProgress(simulationId: $id) { step } }", id=ids["simulation"]
        )
    ]
    assert [one.codes for one in followed] == [["NOT_FOUND"]]
    again = await lived_in.ask(DELETE, input={"id": ids["id"]})
    assert again.data["deleteCampaign"] == {"deletedId": None, "errors": [{"code": "NOT_FOUND", "path": ["id"]}]}
    for mutation in ("cancelSimulation", "retrySimulation"):
        kind = mutation[0].upper() + mutation[1:]
        document = f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ errors {{ code }} }} }}"
        refused = await lived_in.ask(document, input={"simulationId": ids["simulation"]})
        assert refused.data[mutation]["errors"] == [{"code": "NOT_FOUND"}]


async def test_every_change_is_in_the_audit_log(world: World):
    made = (await _created(world))["campaign"]
    await _updated(world, made["id"], name="Late")
    await _updated(world, made["id"], name="")
    await world.ask(DELETE, Role.ADMIN, input={"id": made["id"]})
    entries = list(world.storage.database.committed.audit.values())  # type: ignore[attr-defined]
    assert [entry.action for entry in entries] == ["campaign.create", "campaign.update", "campaign.delete"]
    assert entries[-1].actor_id == world.here.principals[Role.ADMIN].member_id
