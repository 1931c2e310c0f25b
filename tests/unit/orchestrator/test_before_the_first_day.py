"""Runs of campaigns of which nothing was observed yet."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.campaigns.model import Campaign, Channel, Money
from domain.ensemble.cold import PEER_PRIOR
from domain.errors import Refused
from domain.metrics.model import MetricType
from domain.simulations.model import SimulationResult, SimulationStatus
from ml.members import peer_prior, seasonal_naive, window_average
from tests.fixtures.product import LAST_DAY, World, gid
from tests.fixtures.steered import SteeredEngine


@pytest.fixture
async def world_of_three(world: World) -> World:
    """A world with four grown campaigns, and a member that speaks for them."""
    world.engine = SteeredEngine((peer_prior.MEMBER, seasonal_naive.MEMBER, window_average.MEMBER))
    world.product = world.compose()
    for number, factor in enumerate((0.8, 1.0, 1.2, 1.5)):
        begin = LAST_DAY - timedelta(days=120 + number)
        one = await world.a_campaign(f"Grown {number}", start_date=begin)
        await world.observe(one, 50, last=begin + timedelta(days=49), factor=factor)
    return world


async def predicted(world: World, campaign: Campaign, horizon: int = 21) -> SimulationResult:
    simulation = await world.completed(campaign, horizon)
    assert (simulation.status, simulation.failure) == (SimulationStatus.COMPLETED, None)
    async with world.storage() as tx:
        found = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert found is not None
    return found


def mean_of(result: SimulationResult, metric: MetricType) -> float:
    course = next(one for one in result.trajectories if one.metric is metric)
    return sum(point.median for point in course.points) / len(course.points)


async def test_it_is_predicted_from_comparable_ones_with_wide_bands(world_of_three: World):
    campaign = await world_of_three.a_campaign("New", start_date=LAST_DAY + timedelta(days=10))
    result = await predicted(world_of_three, campaign)
    assert result.quality.verdict == "LIMITED"
    assert result.quality.observed_days == 0
    assert result.notes[0] == "Nothing was observed yet: 4 campaigns of this workspace carry the forecast."
    assert [member.model for member in result.ensemble.members if member.weight > 0] == [PEER_PRIOR]
    assert result.confidence.value == 0
    impressions = next(one for one in result.trajectories if one.metric is MetricType.IMPRESSIONS)
    assert impressions.points[0].day == campaign.start_date
    assert 5_000 < mean_of(result, MetricType.IMPRESSIONS) < 20_000
    for point in impressions.points:
        assert point.intervals[-1].lower < 0.7 * point.median
        assert point.intervals[-1].upper > 1.4 * point.median


async def test_the_first_days_narrow_what_is_said(world_of_three: World):
    new = await predicted(world_of_three, await world_of_three.a_campaign("New", start_date=LAST_DAY))
    begun = await world_of_three.a_campaign("Begun", start_date=LAST_DAY - timedelta(days=5))
    await world_of_three.observe(begun, 6)
    later = await predicted(world_of_three, begun)

    def width(result: SimulationResult) -> float:
        points = next(one for one in result.trajectories if one.metric is MetricType.IMPRESSIONS).points
        return sum((point.intervals[1].upper - point.intervals[1].lower) / point.median for point in points)

    assert width(later) < width(new)


async def test_a_channel_that_nobody_used_is_predicted_by_the_others_and_rates_follow_from_counts(
    world_of_three: World,
):
    start = LAST_DAY + timedelta(days=1)
    one = await world_of_three.a_campaign("One", channels=(Channel.GOOGLE,), start_date=start)
    two = await world_of_three.a_campaign("Two", channels=(Channel.GOOGLE, Channel.SNAPCHAT), start_date=start)
    alone, both = await predicted(world_of_three, one), await predicted(world_of_three, two)
    assert {row.metric for row in both.ensemble.weights} >= {"IMPRESSIONS", "CTR", "SPEND"}
    assert mean_of(both, MetricType.IMPRESSIONS) > 1.3 * mean_of(alone, MetricType.IMPRESSIONS)
    rate = mean_of(both, MetricType.CLICKS) / mean_of(both, MetricType.IMPRESSIONS)
    assert mean_of(both, MetricType.CTR) == pytest.approx(rate, rel=0.1)


async def test_a_capped_budget_and_an_end_date_bound_it(world_of_three: World):
    start = LAST_DAY + timedelta(days=1)
    campaign = await world_of_three.a_campaign(
        "New",
        start_date=start,
        end_date=start + timedelta(days=6),
        budget=Money(Decimal(300), "EUR"),
        budget_capped=True,
    )
    result = await predicted(world_of_three, campaign, 14)
    spend = next(one for one in result.trajectories if one.metric is MetricType.SPEND)
    assert sum(point.median for point in spend.points) <= 300.0 * 1.001
    assert {point.median for point in spend.points[7:]} == {0.0}


async def test_without_three_campaigns_that_have_metrics_it_is_refused_at_once(world: World):
    campaign = await world.a_campaign("New")
    for number in range(2):
        await world.observe(await world.a_campaign(f"Grown {number}"), 30)
    with pytest.raises(Refused, match="no metrics to learn from"):
        await world.a_simulation(campaign)


async def test_campaigns_of_others_are_not_counted(world: World):
    for number in range(4):
        theirs = await world.a_campaign(f"Theirs {number}", tenant=world.there)
        await world.observe(theirs, 30)
    with pytest.raises(Refused, match="no metrics to learn from"):
        await world.a_simulation(await world.a_campaign("New"))


async def test_a_run_ends_in_words_when_the_others_say_too_little(world: World):
    """They have metrics, but none was observed from its first days on."""
    for number in range(3):
        one = await world.a_campaign(f"Late {number}", start_date=LAST_DAY - timedelta(days=400))
        await world.observe(one, 30)
    ended = await world.completed(await world.a_campaign("New"))
    assert ended.status is SimulationStatus.FAILED
    assert ended.failure is not None
    assert ended.failure.message == "There are no metrics."


async def test_its_data_quality_says_that_nothing_was_observed(world_of_three: World):
    campaign = await world_of_three.a_campaign("New")
    query = "query ($id: ID!) { campaign(id: $id) { dataQuality { verdict observedDays issues { code } } } }"
    answer = await world_of_three.ask(query, id=gid("Campaign", campaign.id))
    assert answer.data["campaign"]["dataQuality"]["observedDays"] == 0
    assert answer.data["campaign"]["dataQuality"]["issues"][0]["code"] == "NO_DATA"
