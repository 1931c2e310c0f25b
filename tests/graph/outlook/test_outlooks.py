"""Outlooks of campaigns over GraphQL."""

from typing import Any

import pytest

from domain.paging import PageRequest
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from graph.node_ids import uuid_of
from tests.fixtures.product import World, drive, gid

FORECAST = """mutation($input: ForecastCampaignsInput!) { forecastCampaigns(input: $input) {
    job { id kind status subject { __typename id } } errors { code path message hint } } }"""
CANCEL = """mutation($input: CancelCampaignForecastsInput!) { cancelCampaignForecasts(input: $input) {
    job { id status } errors { code path } } }"""
OUTLOOK = """query($id: ID!) { campaign(id: $id) { outlook { horizonDays start days madeAt dataVersion outdated reason
    jobId members { model version weight }
    totals { metric unit median previous intervals { level lower upper } } } } }"""
JOBS = "{ jobs(filter: {kinds: [OUTLOOK]}) { edges { node { id status percent note } } } }"


async def _asked(world: World, role: Role = Role.ANALYST, **given: Any) -> dict[str, Any]:
    answer = await world.ask(FORECAST, role, input=given)
    assert answer.errors == []
    assert answer.data["forecastCampaigns"]["errors"] == []
    job: dict[str, Any] = answer.data["forecastCampaigns"]["job"]
    return job


async def test_all_campaigns_are_forecast_as_a_job(world: World):
    observed, empty = await world.a_campaign("Observed"), await world.a_campaign("Empty")
    await world.observe(observed, 60)
    before = await world.ask(OUTLOOK, Role.VIEWER, id=gid("Campaign", observed.id))
    assert before.data["campaign"]["outlook"] is None
    job = await _asked(world)
    assert (job["kind"], job["status"]) == ("OUTLOOK", "QUEUED")
    assert job["subject"] == {"__typename": "Workspace", "id": gid("Workspace", world.here.workspace.id)}
    await world.work()
    ended = await world.only_job_ended(JOBS)
    assert (ended["id"], ended["status"], ended["percent"]) == (job["id"], "SUCCEEDED", 100.0)
    assert ended["note"] == "1 campaign forecast, 1 left out; the outlook of each says why."
    told = (await world.ask(OUTLOOK, Role.VIEWER, id=gid("Campaign", observed.id))).data["campaign"]["outlook"]
    assert (told["horizonDays"], told["start"], told["days"], told["reason"]) == (30, "2026-06-01", 30, None)
    assert (told["dataVersion"], told["outdated"], told["jobId"]) == (1, False, job["id"])
    spend, ctr = (next(one for one in told["totals"] if one["metric"] == name) for name in ("SPEND", "CTR"))
    assert (spend["unit"], ctr["unit"]) == ("EUR", "ratio")
    assert [band["level"] for band in spend["intervals"]] == [0.8, 0.95]
    assert spend["previous"] > 0
    # The members of the product itself, but for the dear one.
    assert {one["model"] for one in told["members"]} <= {
        "seasonal_naive", "window_average", "exponential_smoothing", "pooled_regression", "gradient_boosting",
    }  # fmt: skip
    left_out = (await world.ask(OUTLOOK, id=gid("Campaign", empty.id))).data["campaign"]["outlook"]
    assert (left_out["reason"], left_out["totals"], left_out["start"]) == ("It has no metrics.", [], None)


async def test_an_outlook_is_outdated_when_the_data_have_changed(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    await _asked(world, campaignIds=[gid("Campaign", campaign.id)], horizonDays=7)
    await world.work()
    await world.only_job_ended(JOBS)
    await world.observe(campaign, 61)
    told = (await world.ask(OUTLOOK, id=gid("Campaign", campaign.id))).data["campaign"]["outlook"]
    assert (told["outdated"], told["dataVersion"], told["horizonDays"]) == (True, 1, 7)


async def test_the_same_question_joins_the_work_that_is_going_on(world: World):
    one, other = await world.a_campaign("One"), await world.a_campaign("Other")
    ids = [gid("Campaign", one.id), gid("Campaign", other.id)]
    first = await _asked(world)
    assert (await _asked(world, Role.OWNER))["id"] == first["id"]
    some = await _asked(world, campaignIds=ids)
    assert (await _asked(world, campaignIds=[*reversed(ids), ids[0]]))["id"] == some["id"]
    others = [await _asked(world, horizonDays=7), await _asked(world, campaignIds=ids[:1])]
    assert len({first["id"], some["id"], *(job["id"] for job in others)}) == 4


async def test_work_that_ended_is_not_joined(world: World):
    first = await _asked(world)
    assert (await world.ask(CANCEL, input={"jobId": first["id"]})).data["cancelCampaignForecasts"]["errors"] == []
    assert (await _asked(world))["id"] != first["id"]


async def test_work_can_be_stopped_before_it_began(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    job = await _asked(world)
    answer = await world.ask(CANCEL, Role.ANALYST, input={"jobId": job["id"]})
    assert answer.data["cancelCampaignForecasts"] == {"job": {"id": job["id"], "status": "CANCELLED"}, "errors": []}
    await world.work()
    assert (await world.only_job_ended(JOBS))["status"] == "CANCELLED"
    assert (await world.ask(OUTLOOK, id=gid("Campaign", campaign.id))).data["campaign"]["outlook"] is None


async def test_work_that_ended_is_left_alone(world: World):
    job = await _asked(world)
    identity = uuid_of(job["id"], "Job")
    assert identity
    where = world.here.workspace.id
    await drive(world.product.handlers[JobKind.OUTLOOK], Job(identity, JobKind.OUTLOOK, where, where))
    answer = await world.ask(CANCEL, input={"jobId": job["id"]})
    assert answer.data["cancelCampaignForecasts"]["job"]["status"] == "SUCCEEDED"


async def test_only_forecasts_of_campaigns_are_stopped(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 30)
    await world.a_simulation(campaign)
    (job,) = (await world.ask("{ jobs { edges { node { id } } } }")).data["jobs"]["edges"]
    for given in (job["node"]["id"], gid("Campaign", campaign.id), "x"):
        answer = await world.ask(CANCEL, input={"jobId": given})
        assert answer.data["cancelCampaignForecasts"] == {
            "job": None,
            "errors": [{"code": "NOT_FOUND", "path": ["jobId"]}],
        }


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"horizonDays": 6}, "INVALID_INPUT", ["horizonDays"]),
        ({"horizonDays": 91}, "INVALID_INPUT", ["horizonDays"]),
        ({"campaignIds": []}, "INVALID_INPUT", ["campaignIds"]),
        ({"campaignIds": ["x"]}, "NOT_FOUND", ["campaignIds"]),
    ],
)
async def test_a_question_must_make_sense(world: World, given: dict[str, Any], code: str, path: list[str]):
    answer = await world.ask(FORECAST, Role.ANALYST, input=given)
    assert answer.data["forecastCampaigns"]["job"] is None
    assert [(one["code"], one["path"]) for one in answer.data["forecastCampaigns"]["errors"]] == [(code, path)]
    assert (await world.ask(JOBS)).data["jobs"]["edges"] == []


async def test_every_fault_is_told_at_once(world: World):
    many = [gid("Campaign", world.ids.new()) for _ in range(1_001)]
    answer = await world.ask(FORECAST, input={"campaignIds": many, "horizonDays": 1})
    assert [one["path"] for one in answer.data["forecastCampaigns"]["errors"]] == [["horizonDays"], ["campaignIds"]]


async def test_campaigns_that_are_gone_or_foreign_are_refused(world: World):
    mine = await world.a_campaign()
    foreign = await world.a_campaign(tenant=world.there)
    ids = [gid("Campaign", one.id) for one in (mine, foreign)]
    answer = await world.ask(FORECAST, input={"campaignIds": ids})
    assert [one["code"] for one in answer.data["forecastCampaigns"]["errors"]] == ["NOT_FOUND"]
    assert (await world.ask(JOBS)).data["jobs"]["edges"] == []


@pytest.mark.parametrize("document", [FORECAST, CANCEL])
async def test_viewers_ask_for_nothing(world: World, document: str):
    job = await _asked(world)
    given = {"horizonDays": 7} if document is FORECAST else {"jobId": job["id"]}
    assert (await world.ask(document, Role.VIEWER, input=given)).codes == ["FORBIDDEN"]
    assert (await world.ask(document, None, input=given)).codes == ["UNAUTHENTICATED"]


async def test_asking_is_recorded(world: World):
    await _asked(world, horizonDays=14)
    async with world.storage() as tx:
        entries = (await tx.audit.list(world.here.workspace.id, PageRequest())).rows
    assert [(entry.action, entry.details) for _, entry in entries] == [
        ("outlook.start", {"campaigns": "all", "horizon": "14"})
    ]
