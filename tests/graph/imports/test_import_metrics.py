"""Importing metrics through the API."""

import json
from datetime import date
from typing import Any

import pytest

from domain.campaigns.model import Campaign, Channel
from domain.metrics.model import MetricQuery, MetricType
from domain.ports.jobs import JobKind
from domain.workspaces.model import Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import World, gid

IMPORT = """mutation($input: ImportMetricsInput!) { importMetrics(input: $input) {
    rowsRead rowsAccepted rowsRejected rowsFiltered points rowErrors { row column value reason }
    columns { column field } ignoredColumns dialect encoding source currency firstDay lastDay channels warnings
    errors { code path message hint } } }"""

CSV = """date,channel,impressions,clicks,spend,note
2026-05-01,google,1000,10,5.50,a
2026-05-02,google,1100,12,6.00,b
2026-05-01,fb,2000,20,8.25,c
"""


async def _imported(world: World, campaign: Campaign, content: str = CSV, **given: Any) -> dict[str, Any]:
    sent = {"campaignId": gid("Campaign", campaign.id), "format": "CSV", "content": content} | given
    answer = await world.ask(IMPORT, input=sent)
    assert answer.errors == []
    return answer.data["importMetrics"]


async def _stored(world: World, campaign: Campaign) -> dict[tuple[str, str, date], float]:
    async with world.storage() as tx:
        points = await tx.metrics.read(campaign.workspace_id, campaign.id, MetricQuery())
    return {(point.channel.value, point.metric.value, point.day): point.value for point in points}


async def _version(world: World, campaign: Campaign) -> int:
    async with world.storage() as tx:
        found = await tx.campaigns.get(campaign.workspace_id, campaign.id)
    assert found is not None
    return found.data_version


async def test_a_clean_file_is_stored_and_reported(world: World):
    campaign = await world.a_campaign()
    report = await _imported(world, campaign)
    assert (report["rowsRead"], report["rowsAccepted"], report["rowsRejected"]) == (3, 3, 0)
    assert (report["points"], report["rowErrors"], report["errors"]) == (9, [], [])
    assert report["ignoredColumns"] == ["note"]
    assert {one["field"] for one in report["columns"]} == {"date", "channel", "impressions", "clicks", "spend"}
    assert (report["firstDay"], report["lastDay"]) == ("2026-05-01", "2026-05-02")
    assert sorted(report["channels"]) == ["FACEBOOK", "GOOGLE"]
    stored = await _stored(world, campaign)
    assert len(stored) == 9
    assert stored["FACEBOOK", "SPEND", date(2026, 5, 1)] == 8.25
    assert await _version(world, campaign) == 1


async def test_one_bad_row_loses_exactly_that_row(world: World):
    campaign = await world.a_campaign()
    rows = [f"2025-{1 + n // 28:02}-{1 + n % 28:02},google,{n}" for n in range(300)]
    rows[137] = "2025-05-26,google,-4"
    report = await _imported(world, campaign, "date,channel,clicks\n" + "\n".join(rows[:336]))
    assert (report["rowsAccepted"], report["rowsRejected"], report["points"]) == (299, 1, 299)
    (error,) = report["rowErrors"]
    assert (error["row"], error["column"], error["value"]) == (139, "clicks", "-4")
    assert error["reason"]


async def test_only_the_first_hundred_row_errors_are_told_and_all_are_counted(world: World):
    campaign = await world.a_campaign()
    content = "date,channel,clicks\n" + "\n".join(f"2026-05-01,google,bad{n}" for n in range(250))
    report = await _imported(world, campaign, content)
    assert (report["rowsRejected"], len(report["rowErrors"])) == (250, 100)
    assert [error["row"] for error in report["rowErrors"]] == list(range(2, 102))


async def test_a_dry_run_reports_the_same_and_stores_nothing(world: World):
    campaign = await world.a_campaign()
    before = world.storage.database.committed  # type: ignore[attr-defined]
    rehearsed = await _imported(world, campaign, dryRun=True)
    assert world.storage.database.committed is before  # type: ignore[attr-defined]
    assert rehearsed == await _imported(world, campaign)


async def test_later_imports_replace_values_of_the_same_day_and_add_others(world: World):
    campaign = await world.a_campaign()
    await _imported(world, campaign)
    await _imported(world, campaign, "date,channel,clicks\n2026-05-01,google,99\n2026-05-03,google,7\n")
    stored = await _stored(world, campaign)
    assert stored["GOOGLE", "CLICKS", date(2026, 5, 1)] == 99
    assert stored["GOOGLE", "CLICKS", date(2026, 5, 3)] == 7
    assert stored["GOOGLE", "SPEND", date(2026, 5, 1)] == 5.5
    assert await _version(world, campaign) == 2


@pytest.mark.parametrize(("policy", "clicks", "rejected"), [("SUM", 30, 0), ("LAST", 20, 0), ("REJECT", 10, 1)])
async def test_duplicates_follow_the_policy(world: World, policy: str, clicks: float, rejected: int):
    campaign = await world.a_campaign()
    content = "date,channel,clicks\n2026-05-01,google,10\n2026-05-01,google,20\n"
    report = await _imported(world, campaign, content, duplicates=policy)
    assert report["rowsRejected"] == rejected
    assert await _stored(world, campaign) == {("GOOGLE", "CLICKS", date(2026, 5, 1)): clicks}


async def test_columns_and_rows_can_be_chosen(world: World):
    campaign = await world.a_campaign()
    content = "ds;unique_id;y;other\n2026-05-01;a;3;9\n2026-05-01;b;4;9\n"
    mapping = [{"column": "DS", "field": "date"}, {"column": "y", "field": "clicks"}]
    given = {"mapping": mapping, "filter": [{"column": "unique_id", "equals": "b"}], "channel": "TIKTOK"}
    report = await _imported(world, campaign, content, **given)
    assert (report["rowsAccepted"], report["rowsFiltered"]) == (1, 1)
    assert await _stored(world, campaign) == {("TIKTOK", "CLICKS", date(2026, 5, 1)): 4.0}


async def test_the_only_channel_of_a_campaign_is_taken_where_the_file_tells_none(world: World):
    campaign = await world.a_campaign(channels=(Channel.EMAIL,))
    await _imported(world, campaign, "date,clicks\n2026-05-01,3\n")
    assert list(await _stored(world, campaign)) == [("EMAIL", "CLICKS", date(2026, 5, 1))]


async def test_json_is_read_too(world: World):
    campaign = await world.a_campaign()
    content = json.dumps([{"date": "2026-05-01", "channel": "google", "clicks": 3}])
    report = await _imported(world, campaign, content, format="JSON")
    assert (report["rowsAccepted"], report["errors"]) == (1, [])


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("", {}),
        ("no table at all", {}),
        ("\x00\x01\x02" * 100, {}),
        ("date,channel\n2026-05-01,google\n", {}),
        (CSV, {"mapping": [{"column": "nowhere", "field": "clicks"}]}),
        (CSV, {"mapping": [{"column": "note", "field": "nothing"}]}),
        (CSV, {"currency": "USD"}),
        (CSV, {"filter": [{"column": "nowhere", "equals": "x"}]}),
        ("{", {"format": "JSON"}),
    ],
    ids=["empty", "prose", "bytes", "no metric", "no column", "no field", "currency", "filter", "json"],
)
async def test_a_file_that_cannot_be_read_is_refused_as_a_whole_with_a_reason(
    world: World, content: str, more: dict[str, Any]
):
    campaign = await world.a_campaign()
    report = await _imported(world, campaign, content, **more)
    assert report["errors"]
    assert all(error["message"] and error["code"] in {"INVALID_INPUT", "CONFLICT"} for error in report["errors"])
    assert (report["rowsAccepted"], report["points"]) == (0, 0)
    assert await _version(world, campaign) == 0


async def test_amounts_in_another_currency_are_refused_never_converted(world: World):
    campaign = await world.a_campaign()
    report = await _imported(world, campaign, currency="USD")
    (error,) = report["errors"]
    assert error["path"] == ["currency"]
    assert "EUR" in error["message"] + (error["hint"] or "")
    assert (await _imported(world, campaign, currency="EUR"))["errors"] == []


async def test_a_foreign_campaign_is_an_unknown_one(lived_in: LivedInWorld):
    before = await _stored(lived_in, lived_in.foreign_campaign)
    for identity in (gid("Campaign", lived_in.foreign_campaign.id), "nonsense"):
        given = {"campaignId": identity}
        report = await _imported(lived_in, lived_in.campaign, **given)
        assert [(error["code"], error["path"]) for error in report["errors"]] == [("NOT_FOUND", ["campaignId"])]
    assert await _stored(lived_in, lived_in.foreign_campaign) == before


async def test_an_import_is_in_the_audit_log_and_followed_by_a_backtest(world: World):
    campaign = await world.a_campaign()
    await _imported(world, campaign)
    (entry,) = world.storage.database.committed.audit.values()  # type: ignore[attr-defined]
    assert (entry.action, entry.subject_id, entry.details) == ("metrics.import", campaign.id, {"rows": "3"})
    ((_, _, job),) = world.jobs._waiting
    assert (job.kind, job.subject_id) == (JobKind.BACKTEST, campaign.id)


async def test_a_file_in_which_nothing_is_accepted_changes_nothing(world: World):
    campaign = await world.a_campaign()
    report = await _imported(world, campaign, "date,channel,clicks\n2026-05-01,google,-1\n")
    assert (report["rowsRejected"], report["errors"]) == (1, [])
    assert await _version(world, campaign) == 0


async def test_days_in_the_future_are_rejected_by_the_products_clock(world: World):
    campaign = await world.a_campaign()
    content = "date,channel,clicks\n2026-06-02,google,1\n2026-06-03,google,1\n"
    report = await _imported(world, campaign, content)
    assert (report["rowsAccepted"], report["rowsRejected"]) == (1, 1)
    assert report["rowErrors"][0]["value"] == "2026-06-03"


async def test_analysts_import_into_any_campaign_of_theirs_or_others(world: World):
    campaign = await world.a_campaign()
    sent = {"campaignId": gid("Campaign", campaign.id), "format": "CSV", "content": CSV}
    assert (await world.ask(IMPORT, Role.ANALYST, input=sent)).data["importMetrics"]["rowsAccepted"] == 3
    assert (await world.ask(IMPORT, Role.VIEWER, input=sent)).codes == ["FORBIDDEN"]


async def test_what_was_imported_is_what_is_shown(world: World):
    campaign = await world.a_campaign()
    await _imported(world, campaign)
    document = """query($id: ID!) { campaign(id: $id) { dataVersion metrics(metrics: [SPEND, CTR]) {
        metric points { value } } } }"""
    shown = (await world.ask(document, id=gid("Campaign", campaign.id))).data["campaign"]
    values = {one["metric"]: [point["value"] for point in one["points"]] for one in shown["metrics"]}
    assert shown["dataVersion"] == 1
    assert values[MetricType.SPEND] == [13.75, 6.0]
    assert values[MetricType.CTR] == pytest.approx([30 / 3000, 12 / 1100])


async def test_columns_that_are_to_be_ignored_are_not_stored(world: World):
    campaign = await world.a_campaign()
    report = await _imported(world, campaign, ignoreColumns=["SPEND", "note"])
    assert report["ignoredColumns"] == ["spend", "note"]
    assert {metric for _, metric, _ in await _stored(world, campaign)} == {"IMPRESSIONS", "CLICKS"}
    refused = await _imported(world, campaign, ignoreColumns=["cost"])
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["ignoreColumns", "0"])
    assert "it has: date, channel, impressions, clicks, spend, note." in error["message"]
