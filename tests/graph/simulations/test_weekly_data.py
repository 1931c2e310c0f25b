"""Metrics that were exported by the week: told at the import, and not forecast."""

from datetime import timedelta

from tests.fixtures.product import LAST_DAY, World, gid

IMPORT = """mutation($input: ImportMetricsInput!) { importMetrics(input: $input) {
    rowsAccepted rowErrors { row } warnings errors { code } } }"""

FAILED = """query($id: ID!) { simulation(id: $id) { status failure { category message hint step retryable }
    dataQuality { verdict issues { code message remedy } } } }"""


def _exported(days: list[int]) -> str:
    rows = [f"{LAST_DAY - timedelta(days=back)},Google,7000,140,70.00" for back in days]
    return "\n".join(["date,channel,impressions,clicks,spend", *rows])


async def _imported(world: World, days: list[int]) -> tuple[str, list[str]]:
    campaign = await world.a_campaign()
    given = {"campaignId": gid("Campaign", campaign.id), "format": "CSV", "content": _exported(days), "currency": "EUR"}
    payload = (await world.ask(IMPORT, input=given)).data["importMetrics"]
    assert (payload["errors"], payload["rowErrors"], payload["rowsAccepted"]) == ([], [], len(days))
    simulation = await world.completed(campaign)
    return gid("Simulation", simulation.id), payload["warnings"]


async def test_weeks_are_told_at_the_import_and_a_simulation_fails_with_what_to_do(world: World):
    identity, warnings = await _imported(world, list(range(0, 140, 7)))
    (warning,) = (one for one in warnings if "totals of weeks" in one)
    assert "export the figures by day" in warning
    answer = await world.ask(FAILED, id=identity)
    assert answer.errors == []
    shown, failure = answer.data["simulation"], answer.data["simulation"]["failure"]
    assert (shown["status"], failure["category"], failure["step"], failure["retryable"]) == (
        "FAILED", "INSUFFICIENT_DATA", "QUALITY", False,
    )  # fmt: skip
    assert "All observed days of GOOGLE are" in failure["message"]
    assert "Export the figures by day" in failure["hint"]
    assert (shown["dataQuality"]["verdict"], shown["dataQuality"]["issues"][0]["code"]) == (
        "INSUFFICIENT", "WEEKLY_DATA",
    )  # fmt: skip


async def test_days_are_neither_warned_of_nor_refused(world: World):
    identity, warnings = await _imported(world, list(range(40)))
    assert not any("weeks" in one for one in warnings)
    assert (await world.ask(FAILED, id=identity)).data["simulation"]["status"] == "COMPLETED"
