"""Which campaigns a scenario would move, and which scenarios move any."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from config.marketplace.campaign_mapping import load_campaign_mapping
from domain.campaigns.model import CampaignStatus
from domain.demo.moved import MovedCampaigns, followed_streams
from domain.marketplace.scenarios.model import ProbabilityShift, ScenarioDefinition, StreamModifier
from domain.ports.workspace_time import WorkspaceTime
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import MARKETPLACE, FilledWorkspace

FOLLOWED = followed_streams(MARKETPLACE.marketplace, load_campaign_mapping(MARKETPLACE.marketplace))
SCENARIOS = {one.id: one for one in MARKETPLACE.marketplace.scenarios}


class At(WorkspaceTime):
    """It is always the same moment."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    async def now(self, workspace_id: UUID) -> datetime:
        del workspace_id
        return self._moment


def moved(stage: FilledWorkspace, at: datetime = TODAY) -> MovedCampaigns:
    return MovedCampaigns(stage.storage, At(at), FOLLOWED)


def acting_on(stream: str, **what: object) -> ScenarioDefinition:
    """Return a scenario that does something to one stream and injects nothing."""
    plain = replace(SCENARIOS["churn-pattern"], events=(), cascades=(), backlog=None)
    return replace(plain, modifiers=(StreamModifier(stream, **what),))  # type: ignore[arg-type]


async def test_campaigns_that_run_are_moved_and_others_are_not(stage: FilledWorkspace):
    found = await moved(stage).now(stage.owner)
    assert found
    assert {one.status for one in found} == {CampaignStatus.RUNNING}
    assert [one.name for one in found] == sorted(one.name for one in found)
    assert {one.id for one in found} < set(stage.campaigns.values())
    await stage.change(replace(found[0], status=CampaignStatus.PAUSED))
    assert await moved(stage).now(stage.owner) == found[1:]


async def test_a_campaign_is_moved_from_its_first_day_to_its_last(stage: FilledWorkspace):
    (one, *_) = await moved(stage).now(stage.owner)
    day = timedelta(days=1)
    await stage.change(replace(one, start_date=TODAY.date(), end_date=TODAY.date()))
    there = [
        one.id in {each.id for each in await moved(stage, at).now(stage.owner)}
        for at in (TODAY - day, TODAY, TODAY + day)
    ]
    assert there == [False, True, False]


async def test_a_workspace_that_is_no_demo_has_none(stage: FilledWorkspace):
    tables = stage.storage.database.committed
    identity = stage.owner.workspace_id
    tables.workspaces[identity] = replace(tables.workspaces[identity], demo=False)
    assert await moved(stage).now(stage.owner) == ()


@pytest.mark.parametrize(
    ("scenario", "moves"), [("competitor-disruption", True), ("payment-outage", True), ("normal-operations", False)]
)
def test_scenarios_of_the_product_tell_whether_they_move_campaigns(stage: FilledWorkspace, scenario: str, moves: bool):
    assert moved(stage).by(SCENARIOS[scenario]) is moves


def test_what_a_stream_follows_from_moves_campaigns_too_and_what_moves_no_rate_does_not(stage: FilledWorkspace):
    listener = moved(stage)
    child, parents = next((stream, above) for stream, above in FOLLOWED.items() if above)
    assert all(listener.by(acting_on(stream, multiplier=2.0)) for stream in (child, *parents))
    assert not listener.by(acting_on(child, shift=ProbabilityShift("field", (("a", 2.0),))))
    heard = {*FOLLOWED, *(one for above in FOLLOWED.values() for one in above)}
    unheard = next(one.name for one in MARKETPLACE.marketplace.streams if one.name not in heard)
    assert not listener.by(acting_on(unheard, multiplier=2.0))
