"""A campaign of three days as clients see its simulation, on real storage."""

from datetime import timedelta

from domain.simulations.model import FailureCategory, Simulation
from ml.members import peer_prior, seasonal_naive
from tests.fixtures.product import LAST_DAY, World, gid
from tests.fixtures.steered import SteeredEngine

SIMULATION = """
query Simulation($id: ID!) {
  simulation(id: $id) {
    status
    notes
    dataQuality { verdict observedDays }
    confidence { value }
    ensemble { members { model weight } }
    risks { kind }
    recommendations { kind }
    withheldRecommendations
  }
}
"""


async def a_young_campaign(world: World, others: int) -> Simulation:
    """Simulate a campaign of three days beside others that were observed from their first day on."""
    world.engine = SteeredEngine((peer_prior.MEMBER, seasonal_naive.MEMBER))
    world.product = world.compose()
    for number in range(others):
        begin = LAST_DAY - timedelta(days=90 + 50 * number)
        grown = await world.a_campaign(f"Grown {number}", start_date=begin)
        await world.observe(grown, 40, last=begin + timedelta(days=39))
    foreign = await world.a_campaign("Foreign", tenant=world.there, start_date=LAST_DAY - timedelta(days=59))
    await world.observe(foreign, 60, factor=1_000)
    young = await world.a_campaign("Young", start_date=LAST_DAY - timedelta(days=2))
    await world.observe(young, 3)
    return await world.completed(young)


async def test_comparable_campaigns_carry_the_forecast_of_three_days(sql_world: World):
    simulation = await a_young_campaign(sql_world, 3)
    shown = (await sql_world.ask(SIMULATION, id=gid("Simulation", simulation.id))).data["simulation"]
    assert shown["status"] == "COMPLETED"
    assert shown["dataQuality"] == {"verdict": "LIMITED", "observedDays": 3}
    assert shown["confidence"] == {"value": 0.0}
    assert shown["notes"][0].startswith("3 campaigns of this workspace carry the forecast")
    weights = {member["model"]: member["weight"] for member in shown["ensemble"]["members"]}
    assert weights == {"peer_prior": 1.0, "seasonal_naive": 0.0}
    assert shown["recommendations"] == []
    assert len(shown["withheldRecommendations"]) == 5


async def test_without_any_three_days_are_refused_whatever_others_have(sql_world: World):
    simulation = await a_young_campaign(sql_world, 0)
    assert simulation.failure is not None
    assert simulation.failure.category is FailureCategory.INSUFFICIENT_DATA
