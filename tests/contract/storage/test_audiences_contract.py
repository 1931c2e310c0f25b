"""What every storage guarantees about e-mail, audiences, content, and batches of predictions."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from domain.audiences.batches.model import BatchRate, BatchRow, PredictionBatch
from domain.audiences.model import (
    AudienceHistory,
    AudienceKind,
    AudienceWeek,
    ContentDay,
    ContentFormat,
    ContentKind,
    ContentPiece,
    EmailSend,
    ListHealth,
)
from domain.audiences.rates import Rate
from domain.campaigns.model import Campaign, Channel
from domain.errors import Refused
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from tests.fixtures.records import a_campaign, a_workspace, minutes

MONDAY = date(2026, 3, 2)


def a_send(minute: float = 0, **values: Any) -> EmailSend:
    defaults: dict[str, Any] = {
        "id": uuid7(),
        "at": minutes(minute),
        "segment": "Schüler",
        "subject": "Größe zählt 📚",
        "health": ListHealth(1_000, 0.0125, 0.25),
        "delivered": 990,
        "opened": 300,
        "clicked": 40,
        "converted": 3,
        "preview": "Mehr davon",
    }
    return EmailSend(**defaults | values)


def a_week(weeks: int = 0, **values: Any) -> AudienceWeek:
    defaults: dict[str, Any] = {
        "segment": "Parents",
        "cohort": date(2025, 12, 1),
        "week": MONDAY + timedelta(weeks=weeks),
        "members": 500,
        "reached": 400,
        "exposures": 900,
        "engaged": 80,
        "churned": 6,
    }
    return AudienceWeek(**defaults | values)


def a_piece(key: str = "a", **values: Any) -> ContentPiece:
    defaults: dict[str, Any] = {
        "key": key,
        "title": "Ein Plan",
        "kind": ContentKind.VIDEO,
        "topic": "Maths",
        "length": 45,
        "format": ContentFormat.HOW_TO,
        "channel": Channel.TIKTOK,
        "published": MONDAY,
    }
    return ContentPiece(**defaults | values)


def a_day(days: int = 0, key: str = "a", engagements: int = 10) -> ContentDay:
    return ContentDay(key, MONDAY + timedelta(days=days), 500, engagements, 1)


async def _workspaces(storage: OpenUnitOfWork) -> tuple[Campaign, Campaign]:
    """A campaign here and one there."""
    here, there = a_workspace("here"), a_workspace("there")
    made = a_campaign(here.id, "A"), a_campaign(there.id, "C")
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        for campaign in made:
            await tx.campaigns.add(campaign)
        await tx.commit()
    return made


async def _put(storage: OpenUnitOfWork, workspace_id: UUID, history: AudienceHistory) -> int:
    async with storage() as tx:
        written = await tx.audiences.put(workspace_id, history)
        await tx.commit()
    return written


async def _read(storage: OpenUnitOfWork, workspace_id: UUID, days: int = 365) -> AudienceHistory:
    async with storage() as tx:
        email = await tx.audiences.history(workspace_id, AudienceKind.EMAIL, days)
        audience = await tx.audiences.history(workspace_id, AudienceKind.AUDIENCE, days)
        content = await tx.audiences.history(workspace_id, AudienceKind.CONTENT, days)
    return AudienceHistory(list(email.sends), list(audience.weeks), list(content.pieces), list(content.days))


async def test_observations_come_back_as_they_were_in_order_of_time_and_only_to_their_workspace(
    storage: OpenUnitOfWork,
):
    ours, theirs = await _workspaces(storage)
    later = a_send(5, campaign_id=ours.id, preview=None)
    sends = [a_send(0), later]
    weeks = [a_week(0, segment="Active"), a_week(0), a_week(0, cohort=MONDAY), a_week(1)]
    pieces, days = [a_piece("a"), a_piece("b")], [a_day(0), a_day(0, "b"), a_day(1)]
    full = AudienceHistory(sends[::-1], weeks[::-1], pieces[::-1], days[::-1])
    assert await _put(storage, ours.workspace_id, full) == 11
    assert await _read(storage, ours.workspace_id) == AudienceHistory(sends, weeks, pieces, days)
    assert await _read(storage, theirs.workspace_id) == AudienceHistory([], [], [], [])


async def test_rows_with_a_known_key_are_replaced(storage: OpenUnitOfWork):
    ours, _ = await _workspaces(storage)
    send = a_send()
    await _put(storage, ours.workspace_id, AudienceHistory([send], [a_week()], [a_piece()], [a_day()]))
    changed = AudienceHistory(
        [replace(send, opened=5)], [a_week(churned=9)], [a_piece(title="Neu")], [a_day(engagements=2)]
    )
    await _put(storage, ours.workspace_id, changed)
    assert await _read(storage, ours.workspace_id) == changed
    async with storage() as tx:
        assert await tx.audiences.counts(ours.workspace_id) == dict.fromkeys(AudienceKind, 1)


async def test_a_history_ends_with_its_last_row_and_goes_back_as_far_as_asked(storage: OpenUnitOfWork):
    ours, _ = await _workspaces(storage)
    old, new = a_send(0), a_send(60 * 24 * 3)
    history = AudienceHistory([old, new], [a_week(0), a_week(1)], [a_piece()], [a_day(0), a_day(3)])
    await _put(storage, ours.workspace_id, history)
    assert await _read(storage, ours.workspace_id, 3) == AudienceHistory([new], [a_week(1)], [a_piece()], [a_day(3)])
    assert (await _read(storage, ours.workspace_id, 4)).sends == [old, new]


async def test_both_workspaces_may_use_the_same_words(storage: OpenUnitOfWork):
    ours, theirs = await _workspaces(storage)
    for campaign, engaged in ((ours, 1), (theirs, 2)):
        history = AudienceHistory([], [a_week(engaged=engaged)], [a_piece()], [a_day(engagements=engaged)])
        await _put(storage, campaign.workspace_id, history)
    assert (await _read(storage, ours.workspace_id)).weeks == [a_week(engaged=1)]
    assert (await _read(storage, theirs.workspace_id)).days == [a_day(engagements=2)]


@pytest.mark.parametrize("case", ["foreign campaign", "unknown piece", "foreign piece", "foreign send"])
async def test_what_refers_to_something_foreign_is_refused(storage: OpenUnitOfWork, case: str):
    ours, theirs = await _workspaces(storage)
    taken = a_send()
    await _put(storage, theirs.workspace_id, AudienceHistory(sends=[taken], pieces=[a_piece("theirs")]))
    wrong = {
        "foreign campaign": AudienceHistory(sends=[a_send(campaign_id=theirs.id)]),
        "unknown piece": AudienceHistory(days=[a_day(key="nowhere")]),
        "foreign piece": AudienceHistory(days=[a_day(key="theirs")]),
        "foreign send": AudienceHistory(sends=[replace(taken, opened=1)]),
    }
    with pytest.raises(Refused):
        await _put(storage, ours.workspace_id, wrong[case])
    assert (await _read(storage, theirs.workspace_id)).sends == [taken]


async def test_a_send_without_a_time_zone_is_refused(storage: OpenUnitOfWork):
    ours, _ = await _workspaces(storage)
    with pytest.raises(ValueError, match="time zone"):
        await _put(storage, ours.workspace_id, AudienceHistory(sends=[a_send(at=minutes(0).replace(tzinfo=None))]))


def a_batch(workspace_id: UUID, minute: float = 0, **values: Any) -> PredictionBatch:
    defaults: dict[str, Any] = {
        "id": uuid7(),
        "workspace_id": workspace_id,
        "kind": AudienceKind.EMAIL,
        "job_id": uuid7(),
        "created_by": uuid7(),
        "created_at": minutes(minute),
        "version_id": uuid7(),
        "version_number": 3,
        "until": minutes(0),
        "subject": "Ends today",
    }
    return PredictionBatch(**defaults | values)


def a_row(batch: PredictionBatch, number: int) -> BatchRow:
    rates = (BatchRate(Rate.OPEN_RATE, None, 0.25, 0.2, 0.3), BatchRate(Rate.CHURN_RATE, 7, 0.01, 0.0, 0.02))
    return BatchRow(batch.id, number, f"Parents {number}", rates, "Parents", minutes(number))


async def test_a_batch_grows_by_chunks_and_a_chunk_that_comes_twice_counts_once(storage: OpenUnitOfWork):
    ours, theirs = await _workspaces(storage)
    batch = a_batch(ours.workspace_id)
    async with storage() as tx:
        await tx.audiences.add_batch(batch)
        await tx.commit()
    for done in (2, 2, 4):
        batch = replace(batch, total=4, done=done, finished_at=minutes(9) if done == 4 else None)
        async with storage() as tx:
            await tx.audiences.save_chunk(batch, [a_row(batch, number) for number in range(done - 2, done)])
            await tx.commit()
    async with storage() as tx:
        assert await tx.audiences.batch(ours.workspace_id, batch.id) == batch
        assert await tx.audiences.batch(theirs.workspace_id, batch.id) is None
        assert await tx.audiences.many_batches(ours.workspace_id, [batch.id, uuid7()]) == {batch.id: batch}
        assert await tx.audiences.many_batches(theirs.workspace_id, [batch.id]) == {}
        first = await tx.audiences.batch_rows(ours.workspace_id, batch.id, PageRequest(size=3))
        rest = await tx.audiences.batch_rows(ours.workspace_id, batch.id, PageRequest(size=3, after=first.rows[-1][0]))
        foreign = await tx.audiences.batch_rows(theirs.workspace_id, batch.id, PageRequest())
    assert [row for _, row in (*first.rows, *rest.rows)] == [a_row(batch, number) for number in range(4)]
    assert (first.total, first.has_next, rest.has_next, foreign.total) == (4, True, False, 0)


async def test_batches_are_listed_newest_first_and_only_to_their_workspace(storage: OpenUnitOfWork):
    ours, theirs = await _workspaces(storage)
    old, new, foreign = a_batch(ours.workspace_id), a_batch(ours.workspace_id, 5), a_batch(theirs.workspace_id)
    async with storage() as tx:
        for batch in (old, new, foreign):
            await tx.audiences.add_batch(batch)
        await tx.commit()
    async with storage() as tx:
        page = await tx.audiences.batches(ours.workspace_id, PageRequest())
    assert [batch for _, batch in page.rows] == [new, old]


async def test_a_chunk_of_a_foreign_batch_is_refused(storage: OpenUnitOfWork):
    ours, theirs = await _workspaces(storage)
    batch = a_batch(ours.workspace_id)
    async with storage() as tx:
        await tx.audiences.add_batch(batch)
        await tx.commit()
    with pytest.raises(Refused):
        async with storage() as tx:
            await tx.audiences.save_chunk(replace(batch, workspace_id=theirs.workspace_id), [a_row(batch, 0)])
