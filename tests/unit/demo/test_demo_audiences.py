"""The demo workspace has a year of e-mail, audiences and content."""

from dataclasses import replace
from datetime import timedelta

from config.definitions import load_demo
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.demo.audiences import fill_audiences
from infra.storage.memory.unit_of_work import MemoryStorage
from simulator.audiences.history import generate_history
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import FilledWorkspace


async def _history(stage: FilledWorkspace, kind: AudienceKind) -> AudienceHistory:
    async with stage.storage() as tx:
        return await tx.audiences.history(stage.owner.workspace_id, kind, 400)


async def _again(stage: FilledWorkspace) -> bool:
    return await fill_audiences(stage.storage, stage.owner.workspace_id, load_demo(), generate_history)


def _forget(stage: FilledWorkspace) -> None:
    """Leave the workspace as one that was filled before there were audiences."""
    tables = stage.database.committed
    for rows in (tables.sends, tables.audience_weeks, tables.content_days, tables.content_pieces):
        rows.clear()


async def test_a_filled_workspace_has_a_year_that_ends_before_its_present(stage: FilledWorkspace):
    sends = (await _history(stage, AudienceKind.EMAIL)).sends
    weeks = (await _history(stage, AudienceKind.AUDIENCE)).weeks
    days = (await _history(stage, AudienceKind.CONTENT)).days
    assert len({one.week for one in weeks}) == 52
    assert max(one.week for one in weeks) + timedelta(days=7) <= TODAY.date()
    assert sends[-1].at < TODAY
    assert timedelta(days=355) < sends[-1].at - sends[0].at
    assert days[-1].day < TODAY.date()


async def test_what_is_there_stays_as_it_is(stage: FilledWorkspace):
    before = await _history(stage, AudienceKind.EMAIL)
    assert not await _again(stage)
    assert await _history(stage, AudienceKind.EMAIL) == before


async def test_a_workspace_that_was_filled_before_gets_the_same_year_later(stage: FilledWorkspace):
    before = [await _history(stage, kind) for kind in AudienceKind]
    _forget(stage)
    assert await _again(stage)
    assert [await _history(stage, kind) for kind in AudienceKind] == before


async def test_whoever_brought_sends_of_their_own_gets_none_of_ours(stage: FilledWorkspace):
    send = replace((await _history(stage, AudienceKind.EMAIL)).sends[0], segment="Ours", campaign_id=None)
    _forget(stage)
    async with stage.storage() as tx:
        await tx.audiences.put(stage.owner.workspace_id, AudienceHistory(sends=[send]))
        await tx.commit()
    assert not await _again(stage)
    assert (await _history(stage, AudienceKind.EMAIL)).sends == [send]


async def test_a_workspace_without_the_demo_gets_nothing(stage: FilledWorkspace):
    empty = replace(stage, owner=replace(stage.owner, workspace_id=stage.owner.member_id))
    assert not await fill_audiences(
        MemoryStorage(stage.database), empty.owner.workspace_id, load_demo(), generate_history
    )
