"""What every storage guarantees about versions of models."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.errors import Refused
from domain.models.model import (
    DriftFinding,
    DriftReport,
    DriftSubject,
    GateVerdict,
    ModelFilter,
    ModelStage,
    ModelVersion,
)
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from infra.storage.unit_of_work import SqlStorage
from tests.fixtures.records import FIRST_DAY, minutes, two_workspaces
from tests.fixtures.trained import a_version

NAME = "campaign_forecaster"


async def _add(storage: OpenUnitOfWork, *versions: ModelVersion) -> None:
    async with storage() as tx:
        for version in versions:
            await tx.models.add(version)
        await tx.commit()


async def test_a_version_comes_back_as_it_was_and_only_to_its_workspace(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    full = a_version(here, 1, stage=ModelStage.CHAMPION, crowned_at=minutes(2))
    bare = a_version(here, 2, artefact=None, importance=(), figures=(), verdict=GateVerdict(False, ("No.",)))
    await _add(storage, full, bare)
    async with storage() as tx:
        assert await tx.models.get(here, full.id) == full
        assert await tx.models.get(here, bare.id) == bare
        assert await tx.models.get(there, full.id) is None
        assert await tx.models.many(here, [full.id, bare.id, uuid4()]) == {full.id: full, bare.id: bare}
        assert await tx.models.many(there, [full.id]) == {}
        assert await tx.models.champion(there, NAME) is None


async def test_a_number_is_given_once_in_a_workspace_and_name(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    async with storage() as tx:
        assert await tx.models.newest_number(here, NAME) == 0
    await _add(storage, a_version(here, 4), a_version(here, 2, name="other"), a_version(there, 9))
    async with storage() as tx:
        assert await tx.models.newest_number(here, NAME) == 4
        assert await tx.models.newest_number(here, "other") == 2
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.models.add(a_version(here, 4))


async def test_a_version_of_no_workspace_is_refused(storage: OpenUnitOfWork):
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.models.add(a_version(uuid4()))


async def test_there_is_one_champion_of_each_name_and_workspace(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    champion = a_version(here, 1, stage=ModelStage.CHAMPION)
    second = a_version(here, 2)
    others = (
        a_version(there, 1, stage=ModelStage.CHAMPION),
        a_version(here, 1, name="other", stage=ModelStage.CHAMPION),
    )
    await _add(storage, champion, second, *others)
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.models.add(a_version(here, 3, stage=ModelStage.CHAMPION))
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.models.move(here, second.id, ModelStage.CHAMPION, minutes(5))
    async with storage() as tx:
        await tx.models.move(here, champion.id, ModelStage.RETIRED, None)
        await tx.models.move(here, second.id, ModelStage.CHAMPION, minutes(5))
        await tx.commit()
    async with storage() as tx:
        assert await tx.models.champion(here, NAME) == replace(second, stage=ModelStage.CHAMPION, crowned_at=minutes(5))
        assert await tx.models.champion(here, "other") == others[1]
        assert await tx.models.champion(there, NAME) == others[0]


async def test_of_those_who_crown_at_once_each_finds_the_other_or_is_refused(sql_storage: SqlStorage):
    here, _ = await two_workspaces(sql_storage)
    versions = [a_version(here, number) for number in range(1, 7)]
    await _add(sql_storage, *versions)
    refused = []

    async def crown(version: ModelVersion) -> None:
        try:
            async with sql_storage() as tx:
                champion = await tx.models.champion(here, NAME)
                await asyncio.sleep(0.01)
                if champion is not None:
                    await tx.models.move(here, champion.id, ModelStage.RETIRED, None)
                await tx.models.move(here, version.id, ModelStage.CHAMPION, minutes(version.number))
                await tx.commit()
        except Refused:
            refused.append(version)

    async with asyncio.timeout(60):
        await asyncio.gather(*(crown(version) for version in versions))
    async with sql_storage() as tx:
        page = await tx.models.list(here, PageRequest(), ModelFilter(stages=(ModelStage.CHAMPION,)))
    assert page.total == 1
    assert len(refused) < len(versions)


async def test_moving_a_version_of_another_workspace_changes_nothing(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    version = a_version(here)
    await _add(storage, version)
    async with storage() as tx:
        await tx.models.move(there, version.id, ModelStage.CHAMPION, minutes(5))
        await tx.models.forget_artefact(there, version.id)
        await tx.commit()
    async with storage() as tx:
        assert await tx.models.get(here, version.id) == version


async def test_lists_are_newest_first_and_restricted(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    made = [
        a_version(here, 1, stage=ModelStage.RETIRED),
        a_version(here, 2, stage=ModelStage.CHAMPION),
        a_version(here, 1, name="other", trained_at=minutes(3)),
    ]
    await _add(storage, *made, a_version(there, 1))

    async def ids(**restrict: Any) -> list[UUID]:
        async with storage() as tx:
            page = await tx.models.list(here, PageRequest(), ModelFilter(**restrict))
        return [one.id for _, one in page.rows]

    assert await ids() == [made[2].id, made[1].id, made[0].id]
    assert await ids(names=(NAME,)) == [made[1].id, made[0].id]
    assert await ids(stages=(ModelStage.RETIRED, ModelStage.REJECTED)) == [made[2].id, made[0].id]
    async with storage() as tx:
        first = await tx.models.list(here, PageRequest(size=2), ModelFilter())
        after = PageRequest(size=2, after=first.rows[-1][0])
        rest = await tx.models.list(here, after, ModelFilter())
    assert (first.total, [one.id for _, one in rest.rows]) == (3, [made[0].id])


async def test_the_newest_version_of_the_same_data_code_and_seed_is_found(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    older, newer = a_version(here, 1), a_version(here, 2)
    others = (
        a_version(here, 3, data_hash="b" * 64),
        a_version(here, 4, seed=8),
        a_version(here, 5, artefact=None),
    )
    await _add(storage, older, newer, *others)
    async with storage() as tx:
        assert await tx.models.alike(here, NAME, "a" * 64, "1", 7) == newer
        assert await tx.models.alike(here, NAME, "a" * 64, "2", 7) is None
        assert await tx.models.alike(here, "other", "a" * 64, "1", 7) is None
        assert await tx.models.alike(there, NAME, "a" * 64, "1", 7) is None


async def test_the_former_champion_is_the_last_one_that_can_still_serve(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    first = a_version(here, 1, stage=ModelStage.RETIRED, crowned_at=minutes(1))
    again = a_version(here, 2, stage=ModelStage.RETIRED, crowned_at=minutes(9))
    await _add(
        storage,
        first,
        again,
        a_version(here, 3, stage=ModelStage.RETIRED, crowned_at=minutes(10), artefact=None),
        a_version(here, 4, stage=ModelStage.REJECTED, crowned_at=minutes(11)),
        a_version(here, 5, stage=ModelStage.CHAMPION, crowned_at=minutes(12)),
    )
    async with storage() as tx:
        assert await tx.models.former(here, NAME) == again
        assert await tx.models.former(there, NAME) is None
        await tx.models.move(here, again.id, ModelStage.REJECTED, None)
        assert await tx.models.former(here, NAME) == first


async def test_versions_whose_artefact_was_forgotten_stay_without_it(storage: OpenUnitOfWork):
    here, _ = await two_workspaces(storage)
    versions = [a_version(here, number) for number in (1, 2, 3)]
    await _add(storage, *versions, a_version(here, 1, name="other"))
    async with storage() as tx:
        await tx.models.forget_artefact(here, versions[1].id)
        await tx.commit()
    async with storage() as tx:
        assert await tx.models.with_artefacts(here, NAME) == [versions[2], versions[0]]
        assert await tx.models.get(here, versions[1].id) == replace(versions[1], artefact=None)


async def test_the_last_look_at_a_version_is_kept(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    finding = DriftFinding(DriftSubject.INPUT, "weekday", 0.3, 0.2, 0.001, True, None, 60, 20, "It moved.")
    first = DriftReport(minutes(1), FIRST_DAY, (finding,), "One input drifted.")
    last = DriftReport(minutes(2), FIRST_DAY, (), "Nothing came since.")
    watched, given = a_version(here), a_version(here, 2, drift=first)
    await _add(storage, watched, given)
    for workspace_id, report in ((here, first), (here, last), (there, first)):
        async with storage() as tx:
            await tx.models.note_drift(workspace_id, watched.id, report)
            await tx.commit()
    async with storage() as tx:
        assert await tx.models.get(here, watched.id) == replace(watched, drift=last)
        assert await tx.models.get(here, given.id) == given


async def test_moments_without_a_time_zone_are_refused(storage: OpenUnitOfWork):
    here, _ = await two_workspaces(storage)
    async with storage() as tx:
        with pytest.raises(ValueError, match="time zone"):
            await tx.models.add(a_version(here, trained_at=minutes(1).replace(tzinfo=None)))
