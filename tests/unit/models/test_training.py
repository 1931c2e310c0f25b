"""Training as a job: what it stores, when it crowns, and what a crash or a rival does to it."""

import asyncio
import json
from dataclasses import replace

import pytest

from domain.errors import Forbidden, Refused
from domain.jobs.model import JobStatus
from domain.models.kept import MOST_ARTEFACTS
from domain.models.model import DriftSubject, ModelStage
from domain.models.recipe import SEED, version_id_of
from domain.models.training import Untrainable
from domain.paging import PageRequest
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from infra.artefacts.memory import MemoryArtefacts
from tests.fixtures.product import drive
from tests.fixtures.trained import NAME, SteeredTrainer, losing, of_other_code, steered
from tests.unit.models.conftest import Academy


async def test_the_first_model_that_beats_the_naive_prediction_is_champion(academy: Academy):
    record = await academy.train(0.8)
    assert record.status is JobStatus.SUCCEEDED
    assert record.note is not None
    assert record.note.startswith("Version 1 is champion now. Its loss was 20.0% below that of the naive prediction")
    [version] = await academy.versions()
    assert version.stage is ModelStage.CHAMPION
    assert (version.number, version.seed, version.code_version) == (1, SEED, "1")
    assert version.data_hash == losing(0.8).data_hash
    assert (version.observations, version.series) == (100, 3)
    assert [(one.name, one.share) for one in version.importance] == [("much", 0.75), ("little", 0.25)]
    assert version.crowned_at == version.trained_at == academy.world.clock.now()
    assert json.loads(academy.world.artefacts.kept[version.artefact or ""])["losses"] == [0.8, 1.0]


async def test_one_that_does_not_is_rejected_but_kept_for_a_person_to_look_at(academy: Academy):
    record = await academy.train(1.2)
    [version] = await academy.versions()
    assert version.stage is ModelStage.REJECTED
    assert version.crowned_at is None
    assert version.artefact in academy.world.artefacts.kept
    assert record.note is not None
    assert "Version 1 was rejected. Its loss was 20.0% above" in record.note


async def test_a_better_challenger_takes_the_place_of_the_champion_and_a_worse_one_does_not(academy: Academy):
    await academy.train(0.8)
    await academy.train(0.9)
    assert await academy.stages() == ["CHAMPION", "REJECTED"]
    await academy.train(0.7)
    assert await academy.stages() == ["RETIRED", "REJECTED", "CHAMPION"]


async def test_the_same_data_code_and_seed_make_nothing_new(academy: Academy):
    await academy.train(0.8)
    record = await academy.train()
    assert record.note == "Nothing new: version 1 of steered was trained on the same data by the same code."
    assert record.status is JobStatus.SUCCEEDED
    assert await academy.stages() == ["CHAMPION"]


async def test_other_code_on_the_same_data_makes_a_new_version(academy: Academy):
    await academy.train(0.8)
    academy.world.recipes = steered(academy.source, of_other_code(SteeredTrainer()))
    academy.world.product = academy.world.compose()
    await academy.train()
    assert [one.code_version for one in await academy.versions()] == ["1", "1+"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Untrainable("There are no campaigns."), "Nothing was trained. There are no campaigns."),
        (losing(0.8, observations=59), "Nothing was trained. 59 observations; it takes 60."),
    ],
)
async def test_too_little_data_are_told_and_nothing_is_trained(academy: Academy, data: object, words: str):
    academy.source.data = data  # type: ignore[assignment]
    record = await academy.train()
    assert (record.status, record.note) == (JobStatus.SUCCEEDED, words)
    assert await academy.versions() == []
    assert academy.world.artefacts.kept == {}


async def test_progress_is_told_by_step(academy: Academy):
    job = await academy.job()
    handler = academy.world.compose().handlers[JobKind.TRAINING]
    told = []
    for step in handler.steps():
        assert await handler.run(job, step)
        record = await academy.record(job.id)
        told.append((record.step, record.progress))
    assert told == [("COLLECT", 0.0), ("FIT", 0.1), ("GATE", 0.35), ("STORE", 0.9), ("WATCH", 0.92)]
    state = await academy.world.product.services.jobs.get(academy.owner, job.id)
    assert state is not None
    assert (state.record.status, state.percent) == (JobStatus.SUCCEEDED, 100.0)


@pytest.mark.parametrize("finished", [1, 2, 3, 4])
async def test_a_training_whose_process_dies_between_steps_ends_in_another_one(academy: Academy, finished: int):
    job = await academy.job()
    first, second = (academy.world.compose().handlers[JobKind.TRAINING] for _ in range(2))
    for step in first.steps()[:finished]:
        await first.run(job, step)
    for step in second.steps()[finished:]:
        await second.run(job, step)
    assert await academy.stages() == ["CHAMPION"]
    assert (await academy.record(job.id)).status is JobStatus.SUCCEEDED


async def test_a_step_that_is_done_twice_stores_one_version(academy: Academy):
    job = await academy.job()
    for _ in range(2):
        handler = academy.world.compose().handlers[JobKind.TRAINING]
        for step in handler.steps():
            await handler.run(job, step)
    assert [(one.id, one.number) for one in await academy.versions()] == [(version_id_of(job.id), 1)]


async def test_of_two_trainings_at_once_the_later_one_is_held_against_the_champion_of_the_earlier(academy: Academy):
    subject = (await academy.job()).subject_id
    at_work = []
    for loss in (0.8, 0.9):
        academy.source.become(loss)
        job = Job(academy.world.ids.new(), JobKind.TRAINING, academy.owner.workspace_id, subject)
        handler = academy.world.compose().handlers[JobKind.TRAINING]
        for step in ("COLLECT", "FIT", "GATE"):
            await handler.run(job, step)
        at_work.append((job, handler))
    # Both were judged while there was no champion.
    for job, handler in at_work:
        await handler.run(job, "STORE")
    assert await academy.stages() == ["CHAMPION", "REJECTED"]
    assert "above that of the champion" in " ".join((await academy.versions())[1].verdict.reasons)


async def test_many_trainings_at_once_leave_one_champion(academy: Academy):
    subject = (await academy.job()).subject_id

    async def train(loss: float) -> None:
        academy.source.become(loss)
        job = Job(academy.world.ids.new(), JobKind.TRAINING, academy.owner.workspace_id, subject)
        handler = academy.world.compose().handlers[JobKind.TRAINING]
        await handler.run(job, "COLLECT")
        await drive(handler, job)

    await asyncio.gather(*(train(loss) for loss in (0.9, 0.8, 0.7, 0.6)))
    stages = await academy.stages()
    assert stages.count("CHAMPION") == 1
    numbers = [one.number for one in await academy.versions()]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


async def test_old_artefacts_are_deleted_but_neither_rows_nor_the_champion_nor_the_one_before(academy: Academy):
    await academy.train(0.8)
    await academy.train(0.7)
    for number in range(MOST_ARTEFACTS + 2):
        await academy.train(0.75 + number / 1000)
    versions = await academy.versions()
    assert len(versions) == MOST_ARTEFACTS + 4
    kept = [one.number for one in versions if one.artefact is not None]
    assert kept == [1, 2, *range(5, MOST_ARTEFACTS + 5)]
    assert set(academy.world.artefacts.kept) == {one.artefact for one in versions if one.artefact is not None}


async def test_a_champion_whose_bytes_are_lost_gives_way_to_whoever_beats_the_naive_prediction(academy: Academy):
    await academy.train(0.5)
    academy.world.artefacts.kept.clear()
    await academy.train(0.9)
    assert await academy.stages() == ["RETIRED", "CHAMPION"]


async def test_a_failure_in_the_trainer_fails_the_job_and_leaves_the_champion(academy: Academy):
    await academy.train(0.8)
    academy.source.data = replace(losing(0.7), columns={})
    record = await academy.train()
    assert record.status is JobStatus.FAILED
    assert record.failure == "Something unexpected went wrong; the log says what."
    assert await academy.stages() == ["CHAMPION"]


async def test_the_champion_is_watched_with_the_data_that_came_since(academy: Academy):
    await academy.train(0.8)
    [champion] = await academy.versions()
    assert champion.drift is None
    await academy.train(0.9, days=3)
    champion, rejected = await academy.versions()
    assert champion.drift is not None
    assert rejected.drift is None
    assert {one.subject for one in champion.drift.findings} == {DriftSubject.INPUT, DriftSubject.ERROR}
    assert all(one.drifted for one in champion.drift.findings)
    assert champion.drift.statement.startswith("1 of 1 inputs drifted; ")
    assert "the error changed by +300.0%, more than chance" in champion.drift.statement


async def test_who_asks_for_a_training_that_waits_joins_it(academy: Academy):
    first = await academy.world.product.services.models.train(academy.owner, NAME)
    assert await academy.world.product.services.models.train(academy.owner, NAME) == first
    job = Job(first, JobKind.TRAINING, academy.owner.workspace_id, (await academy.record(first)).subject_id)
    await drive(academy.world.compose().handlers[JobKind.TRAINING], job)
    assert await academy.world.product.services.models.train(academy.owner, NAME) != first


async def test_an_unknown_model_is_refused_with_the_names_that_there_are(academy: Academy):
    with pytest.raises(Refused) as refusal:
        await academy.world.product.services.models.train(academy.owner, "nothing")
    [fault] = refusal.value.faults
    assert (fault.code, fault.path, fault.hint) == ("NOT_FOUND", ("name",), "There are: steered.")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER])
async def test_only_who_leads_may_train_promote_and_roll_back(academy: Academy, role: Role):
    await academy.train(0.8)
    [version] = await academy.versions()
    models, who = academy.world.product.services.models, academy.world.here.principals[role]
    for attempt in (models.train(who, NAME), models.promote(who, version.id), models.rollback(who, NAME)):
        with pytest.raises(Forbidden):
            await attempt


async def test_each_workspace_has_models_of_its_own(academy: Academy):
    await academy.train(0.8)
    stranger = academy.world.there.principals[Role.OWNER]
    job = await academy.job(stranger)
    academy.source.become(0.9)
    await drive(academy.world.compose().handlers[JobKind.TRAINING], job)
    assert await academy.stages() == ["CHAMPION"]
    [version] = await academy.versions()
    assert await academy.world.product.services.models.get(stranger, version.id) is None
    assert await academy.world.product.services.models.many(stranger, [version.id]) == {}
    with pytest.raises(Refused, match="no such model"):
        await academy.world.product.services.models.promote(stranger, version.id)


async def test_what_is_done_is_in_the_audit_log(academy: Academy):
    await academy.train(0.8)
    await academy.train(0.7)
    models = academy.world.product.services.models
    await models.rollback(academy.owner, NAME)
    await models.promote(academy.owner, (await academy.versions())[1].id)
    async with academy.world.storage() as tx:
        page = await tx.audit.list(academy.owner.workspace_id, PageRequest(size=100))
    told = [(one.action, one.actor_id is None) for _, one in page.rows if one.action.startswith("model.")]
    assert sorted(told) == sorted(
        [("model.train", False), ("model.add", True)] * 2 + [("model.rollback", False), ("model.promote", False)]
    )


async def test_artefacts_that_cannot_be_kept_fail_the_job_and_store_nothing(academy: Academy):
    class Full(MemoryArtefacts):
        async def put(self, workspace_id: object, name: str, content: bytes) -> str:
            raise OSError("no space left")

    academy.world.artefacts = Full()
    record = await academy.train(0.8)
    assert record.status is JobStatus.FAILED
    assert await academy.versions() == []
