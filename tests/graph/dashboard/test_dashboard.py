"""The dashboard, asked for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.campaigns.model import Campaign, CampaignStatus, Channel, Money
from domain.metrics.model import MetricPoint, MetricType
from domain.ports.jobs import Job, JobKind
from domain.severity import Severity
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, World, drive, gid
from tests.fixtures.records import a_risk
from tests.fixtures.steered import TODAY

DASHBOARD = """query($range: DateRangeInput, $filter: CampaignFilter, $kpis: [DashboardKpi!], $limit: Int! = 20) {
  dashboard(range: $range, filter: $filter) {
    range { start end } previous { start end }
    counts { total byStatus { status count } needingAttention }
    currencies { currency campaigns totalBudget { amount currency } granularity
      coverage { days observedDays previousObservedDays observingCampaigns }
      kpis(kpis: $kpis) { kpi unit value previous change relativeChange observedDays }
      channels { channel spend spendShare revenue revenueShare conversions conversionsShare }
      trends(kpis: $kpis) { kpi unit points { at days value } } }
    recentCampaigns(limit: $limit) { campaign { name } lastAnalysedAt severity risks spend revenue roi clicks }
    attention(limit: $limit) { campaign { name } severity risks } } }"""


async def shown(world: World, role: Role = Role.VIEWER, **variables: Any) -> dict[str, Any]:
    answer = await world.ask(DASHBOARD, role, **variables)
    assert answer.errors == []
    found: dict[str, Any] = answer.data["dashboard"]
    return found


async def spend(world: World, campaign: Campaign, **amounts: float) -> None:
    """Import spend by days before the last one, such as ``d3=1.5``."""
    async with world.storage() as tx:
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        points = [
            MetricPoint(Channel.GOOGLE, MetricType.SPEND, LAST_DAY - timedelta(days=int(name[1:])), amount, version)
            for name, amount in amounts.items()
        ]
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()


def kpi(view: dict[str, Any], name: str, currency: int = 0) -> dict[str, Any]:
    return next(one for one in view["currencies"][currency]["kpis"] if one["kpi"] == name)


async def test_without_campaigns_there_is_nothing_to_tell(world: World):
    view = await shown(world)
    assert view["currencies"] == view["recentCampaigns"] == view["attention"] == []
    assert (view["counts"]["total"], view["counts"]["needingAttention"]) == (0, 0)
    assert [one["count"] for one in view["counts"]["byStatus"]] == [0] * len(CampaignStatus)


async def test_the_usual_days_are_the_last_30_up_to_today(world: World):
    view = await shown(world)
    today = TODAY.date()
    assert view["range"] == {"start": str(today - timedelta(days=29)), "end": str(today)}
    assert view["previous"] == {"start": str(today - timedelta(days=59)), "end": str(today - timedelta(days=30))}


async def test_figures_agree_with_the_metrics_of_the_campaign(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    span = {"start": str(LAST_DAY - timedelta(days=13)), "end": str(LAST_DAY)}
    view = await shown(world, range=span)
    document = """query($id: ID!, $range: DateRangeInput) { campaign(id: $id) {
        metrics(range: $range, granularity: DAY) { metric points { at value } } } }"""
    answer = await world.ask(document, id=gid("Campaign", campaign.id), range=span)
    series = {one["metric"]: one["points"] for one in answer.data["campaign"]["metrics"]}
    trends = {one["kpi"]: one["points"] for one in view["currencies"][0]["trends"]}
    for name in ("SPEND", "CLICKS", "CTR", "CPM", "ROAS"):
        assert [one["at"] for one in trends[name]] == [one["at"] for one in series[name]]
        assert [one["value"] for one in trends[name]] == pytest.approx([one["value"] for one in series[name]])
    total = sum(one["value"] for one in series["SPEND"])
    figure = kpi(view, "SPEND")
    assert figure["value"] == pytest.approx(total)
    assert (figure["unit"], figure["observedDays"]) == ("EUR", 14)
    assert figure["change"] == pytest.approx(figure["value"] - figure["previous"])
    assert kpi(view, "ROI")["value"] == pytest.approx(kpi(view, "ROAS")["value"] - 1)
    coverage = {"days": 14, "observedDays": 14, "previousObservedDays": 14, "observingCampaigns": 1}
    assert view["currencies"][0]["coverage"] == coverage
    shares = [one["spendShare"] for one in view["currencies"][0]["channels"]]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)


async def test_a_budget_counts_once_and_currencies_are_never_added_up(world: World):
    for name, amount, currency in (("One", "10.10", "EUR"), ("Two", "0.20", "EUR"), ("Three", "7", "USD")):
        campaign = await world.a_campaign(name, budget=Money(Decimal(amount), currency))
        # Many days, channels and runs: none of them counts a budget twice.
        await world.observe(campaign, 40)
        await world.completed(campaign, 5)
        await world.completed(campaign, 6)
    view = await shown(world, kpis=["SPEND"])
    assert [(one["currency"], one["campaigns"], one["totalBudget"]) for one in view["currencies"]] == [
        ("EUR", 2, {"amount": "10.30", "currency": "EUR"}),
        ("USD", 1, {"amount": "7", "currency": "USD"}),
    ]
    euros, dollars = kpi(view, "SPEND", 0), kpi(view, "SPEND", 1)
    assert (euros["unit"], dollars["unit"]) == ("EUR", "USD")
    assert euros["value"] == pytest.approx(2 * dollars["value"])


async def test_campaigns_count_where_they_overlap_and_figures_where_they_were_observed(world: World):
    ended = LAST_DAY - timedelta(days=40)
    over = await world.a_campaign("Over", start_date=ended - timedelta(days=50), end_date=ended)
    await world.a_campaign("Open", status=CampaignStatus.RUNNING)
    await world.a_campaign("Ahead", start_date=TODAY.date() + timedelta(days=1))
    await world.a_campaign("Last day", end_date=TODAY.date() - timedelta(days=29), status=CampaignStatus.COMPLETED)
    # What a campaign observed after its end, and before the days shown, is part of what was observed.
    await spend(world, over, d1=3.0, d45=4.0)
    view = await shown(world, kpis=["SPEND"])
    assert view["counts"]["total"] == 2
    assert {one["status"]: one["count"] for one in view["counts"]["byStatus"] if one["count"]} == {
        "RUNNING": 1,
        "COMPLETED": 1,
    }
    assert (kpi(view, "SPEND")["value"], kpi(view, "SPEND")["previous"]) == (3.0, 4.0)
    assert view["currencies"][0]["totalBudget"]["amount"] == "200000"


async def test_what_is_imported_or_corrected_shows_at_once(world: World):
    campaign = await world.a_campaign()
    for number in range(3):
        await spend(world, campaign, d0=float(number), d1=10.0 * number)
        assert kpi(await shown(world), "SPEND")["value"] == 11.0 * number
    async with world.storage() as tx:
        await tx.campaigns.delete(campaign.workspace_id, campaign.id, world.clock.now())
        await tx.commit()
    assert (await shown(world))["currencies"] == []


async def test_the_job_after_an_import_keeps_what_dashboards_are_added_up_from(world: World):
    campaign = await world.a_campaign()
    await spend(world, campaign, d0=1.0)
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    await drive(world.compose().handlers[JobKind.BACKTEST], job)
    async with world.storage() as tx:
        (line,) = await tx.dashboard.lines_of(campaign.workspace_id, [campaign.id])
    assert (line.kept_version, line.stale) == (1, False)


async def test_a_filter_is_that_of_campaigns(world: World):
    for name, industry in (("One", "retail"), ("Two", "travel")):
        campaign = await world.a_campaign(name, industry=industry)
        await spend(world, campaign, d0=1.0)
    view = await shown(world, filter={"industry": "travel"}, kpis=["SPEND"])
    assert [one["campaign"]["name"] for one in view["recentCampaigns"]] == ["Two"]
    assert (view["counts"]["total"], kpi(view, "SPEND")["value"]) == (1, 1.0)


async def test_recent_campaigns_begin_with_the_newest_analysis_and_end_with_those_never_analysed(world: World):
    made = {}
    for name in ("A", "B", "C", "D"):
        made[name] = await world.a_campaign(name)
        await world.observe(made[name], 30)
        world.clock.advance(seconds=1)
    for name in ("C", "A"):
        await world.completed(made[name], 5)
        world.clock.advance(seconds=1)
    view = await shown(world)
    names = [one["campaign"]["name"] for one in view["recentCampaigns"]]
    assert names == ["A", "C", "D", "B"]
    analysed = [one["lastAnalysedAt"] for one in view["recentCampaigns"]]
    assert analysed[0] > analysed[1]
    assert analysed[2:] == [None, None]
    assert view["recentCampaigns"][0]["roi"] == pytest.approx(kpi(view, "ROI")["value"])
    first = await shown(world, limit=2)
    assert [one["campaign"]["name"] for one in first["recentCampaigns"]] == ["A", "C"]


async def test_attention_is_for_standing_risks_of_the_newest_run(world: World):
    today = TODAY.date()
    for name, severity, end, status in (
        ("Bad", Severity.HIGH, today, CampaignStatus.RUNNING),
        ("Worse", Severity.CRITICAL, today + timedelta(days=3), CampaignStatus.RUNNING),
        ("Over", Severity.CRITICAL, today - timedelta(days=1), CampaignStatus.RUNNING),
        ("Small", Severity.MEDIUM, today, CampaignStatus.RUNNING),
        ("Done", Severity.CRITICAL, today, CampaignStatus.COMPLETED),
    ):
        await _warned(world, name, severity, end, status)
    view = await shown(world)
    assert [(one["campaign"]["name"], one["severity"], one["risks"]) for one in view["attention"]] == [
        ("Worse", "CRITICAL", 1),
        ("Bad", "HIGH", 1),
    ]
    assert view["counts"]["needingAttention"] == 2
    first = await shown(world, limit=1)
    assert ([one["severity"] for one in first["attention"]], first["counts"]["needingAttention"]) == (["CRITICAL"], 2)


async def _warned(world: World, name: str, severity: Severity, end: date, status: CampaignStatus) -> None:
    campaign = await world.a_campaign(name, status=status)
    await world.observe(campaign, 30)
    run = await world.completed(campaign, 5)
    async with world.storage() as tx:
        result = await tx.simulations.result(run.workspace_id, run.id)
        risk = a_risk(id=world.ids.new(), severity=severity, start=end, end=end)
        assert result is not None
        # The models may have found more; what this is about is one risk.
        await tx.simulations.save_result(run.workspace_id, run.id, replace(result, risks=(risk,)))
        await tx.commit()


async def test_another_workspace_has_no_part_in_it(world: World):
    there = await world.a_campaign(tenant=world.there)
    await spend(world, there, d0=5.0)
    view = await shown(world)
    assert (view["counts"]["total"], view["currencies"], view["recentCampaigns"]) == (0, [], [])


async def test_long_ranges_are_told_by_the_week(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 120)
    span = {"start": str(LAST_DAY - timedelta(days=99)), "end": str(LAST_DAY)}
    view = await shown(world, range=span, kpis=["CLICKS"])
    (currency,) = view["currencies"]
    points = currency["trends"][0]["points"]
    assert (currency["granularity"], sum(one["days"] for one in points)) == ("WEEK", 100)
    assert sum(one["value"] for one in points) == kpi(view, "CLICKS")["value"]


@pytest.mark.parametrize(
    ("variables", "code", "path"),
    [
        ({"range": {"start": "2026-05-02", "end": "2026-05-01"}}, "INVALID_TIME_RANGE", ["range", "end"]),
        ({"range": {"start": "1899-12-31", "end": "1900-01-01"}}, "INVALID_TIME_RANGE", ["range"]),
        ({"range": {"start": "2199-12-01", "end": "2200-01-01"}}, "INVALID_TIME_RANGE", ["range"]),
        ({"filter": {"search": "x" * 201}}, "INVALID_INPUT", ["filter", "search"]),
        ({"limit": 0}, "INVALID_INPUT", ["limit"]),
        ({"limit": 101}, "INVALID_INPUT", ["limit"]),
    ],
)
async def test_what_cannot_be_shown_is_refused(world: World, variables: dict[str, Any], code: str, path: list[str]):
    answer = await world.ask(DASHBOARD, Role.VIEWER, **variables)
    assert (answer.codes[0], answer.errors[0]["extensions"]["argument"]) == (code, path)


@pytest.mark.parametrize("span", [("1900-01-01", "1909-12-31"), ("2190-01-01", "2199-12-31")])
async def test_the_bounds_of_the_calendar_are_days_like_others(world: World, span: tuple[str, str]):
    await world.a_campaign()
    view = await shown(world, range={"start": span[0], "end": span[1]})
    assert view["range"] == {"start": span[0], "end": span[1]}
