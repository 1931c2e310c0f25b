"""The page on demo data tells the parameters that are really used."""

from pathlib import Path

import pytest

from config.definitions import load_demo
from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.loader import load_marketplace
from simulator.campaigns import calendar, generator

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "demo-data.md").read_text(encoding="utf-8")
DEMO = load_demo()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_describes_the_campaigns_and_people_there_are():
    described = [line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")]
    assert described == [campaign.name for campaign in DEMO.campaigns]
    for member in DEMO.members:
        assert f"| {member.name} | {member.email} | {member.role} |" in PAGE


@pytest.mark.parametrize("campaign", DEMO.campaigns, ids=lambda campaign: campaign.key)
def test_a_campaign_is_described_with_its_parameters(campaign):
    part = PAGE.split(f"### {campaign.name}\n")[1].split("### ")[0]
    assert f"`{campaign.key}`: {campaign.status}, {campaign.approval}, {campaign.medium};" in part
    assert f"{campaign.budget.amount:,} {campaign.budget.currency};" in part
    assert f"growth {campaign.growth_per_month * 100:g} %, season strength {campaign.season_strength:g}" in part
    described = [cells(line) for line in part.splitlines() if line.startswith("| ")][1:]
    for row, channel in zip(described, campaign.channels, strict=True):
        figures = [
            channel.daily_budget,
            channel.ctr * 100,
            channel.cpc,
            channel.conversion_rate * 100,
            channel.order_value,
            channel.engagement_rate * 100,
            channel.frequency,
            channel.half_point,
            channel.steepness,
            channel.spend_variation,
        ]
        assert row[0] == channel.channel
        assert [float(cell) for cell in row[1:11]] == pytest.approx(figures)
        fatigue = channel.fatigue
        assert row[11] == f"{fatigue.half_life_days:g}, {fatigue.floor:g}"
        assert row[12] == f"{fatigue.last_refresh_days_ago}, {fatigue.refresh_every_days}"


def test_every_anomaly_is_described_with_its_place_and_time():
    rows = {row[0].strip("`"): row for row in map(cells, PAGE.splitlines()) if row[0].startswith("`")}
    planted = {(anomaly.name, campaign.name): anomaly for campaign in DEMO.campaigns for anomaly in campaign.anomalies}
    assert len(planted) == 2
    for (name, campaign), anomaly in planted.items():
        where = ", ".join(anomaly.channels) or "all"
        assert rows[name][1:5] == [campaign, where, str(anomaly.starts_days_ago), str(anomaly.days)]


def test_the_formulas_have_the_constants_of_the_code():
    for told in (
        f"wobble({generator.DEMAND_SIGMA:g}, {generator.DEMAND_MEMORY:g})",
        f"wobble({generator.CTR_SIGMA:g}, {generator.CTR_MEMORY:g})",
        f"r^{generator.BUDGET_FOLLOWS_RHYTHM:g}",
        f"min(weekly · daily, {generator.HIGHEST_SPEND:g})",
        f"σ = {generator.SHOWN_SIGMA:g}",
        f"from {generator.CLICK_TRIALS:,.0f} trials",
        f"from {generator.ENGAGEMENT_TRIALS:,.0f} trials",
        f"from {generator.CONVERSION_TRIALS:g} trials",
        f"gamma orders (shape {generator.ORDER_SHAPE:g},",
        f"`pacing` with {generator.PACING_SIGMA:g}",
        f"No share is above {generator.HIGHEST_SHARE:g}",
        f"in proportion to {' '.join(map(str, calendar.HOURS))} from midnight on",
    ):
        assert told in PAGE


def test_the_mapping_from_the_market_is_told_as_it_is_defined():
    mapping = load_campaign_mapping(load_marketplace())
    rows = {row[0].strip("`"): row for row in map(cells, PAGE.splitlines()) if row[0].startswith("`")}
    for stage, moved in mapping.stages.items():
        listed = ", ".join(f"`{name}` {elasticity:g}" for name, elasticity in moved.elasticities.items())
        assert rows[f"f_{stage}"][1:] == [moved.meaning, listed]
    for name, signal in mapping.signals.items():
        assert rows[name][1:] == [f"{signal.hours} hours", f"{signal.calm:g}", signal.meaning]
    assert f"between {mapping.lowest:g} and {mapping.highest:g}" in PAGE
    assert f"(happened + {mapping.prior_events:g}) / (usual + {mapping.prior_events:g})" in PAGE
