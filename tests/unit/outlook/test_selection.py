"""Which campaigns are forecast, and which of them together."""

from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, CampaignStatus
from domain.outlook.selection import STALE_DAYS, TOGETHER, arrange
from tests.fixtures.records import FIRST_DAY, a_campaign

WORKSPACE = uuid7()


def _campaigns(count: int, **values: object) -> list[Campaign]:
    return [a_campaign(WORKSPACE, **{"status": CampaignStatus.RUNNING} | values) for _ in range(count)]


def _last(campaigns: list[Campaign], days: int = 0) -> dict[UUID, object]:
    return dict.fromkeys((one.id for one in campaigns), FIRST_DAY + timedelta(days=days))


def test_those_observed_last_come_first_in_chunks_of_bounded_size():
    early, late = _campaigns(3), _campaigns(TOGETHER)
    chosen = arrange([*early, *late], _last(early) | _last(late, 1))  # type: ignore[arg-type]
    assert [len(chunk) for chunk in chosen.chunks] == [TOGETHER, 3]
    assert set(chosen.chunks[0]) == {one.id for one in late}
    assert set(chosen.chunks[1]) == {one.id for one in early}
    assert chosen.skipped == ()


def test_the_order_in_which_campaigns_come_does_not_matter():
    campaigns = _campaigns(7)
    last = _last(campaigns)
    assert arrange(campaigns, last, 3) == arrange(campaigns[::-1], last, 3)  # type: ignore[arg-type]


def test_whoever_is_28_days_behind_still_runs_and_a_day_later_does_not():
    newest, behind, stale = _campaigns(3)
    last = _last([newest], STALE_DAYS + 1) | _last([behind], 1) | _last([stale])
    chosen = arrange([newest, behind, stale], last)  # type: ignore[arg-type]
    assert chosen.chunks == ((newest.id, behind.id),)
    assert [(one.campaign_id, one.data_version) for one in chosen.skipped] == [(stale.id, stale.data_version)]


def test_what_is_newest_is_asked_of_the_whole_workspace_not_of_those_that_are_asked_for():
    newest, stale = _campaigns(2)
    chosen = arrange([stale], _last([newest], STALE_DAYS + 1) | _last([stale]))  # type: ignore[arg-type]
    assert chosen.chunks == ()
    assert len(chosen.skipped) == 1


def test_paused_campaigns_and_drafts_with_metrics_are_forecast():
    made = [one for status in (CampaignStatus.PAUSED, CampaignStatus.DRAFT) for one in _campaigns(1, status=status)]
    assert set(arrange(made, _last(made)).chunks[0]) == {one.id for one in made}  # type: ignore[arg-type]
