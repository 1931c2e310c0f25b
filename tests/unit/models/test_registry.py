"""Promoting, rolling back, and serving champions."""

import asyncio
from typing import Any

import pytest

from domain.errors import Refused
from domain.jobs.recording import JobBook, RecordedHandler
from domain.models.handler import TrainingHandler
from domain.models.model import ModelStage
from domain.models.recipe import daily_job_id
from domain.models.schedule import DailyTraining
from domain.models.serving import Champions
from domain.ports.forecasting import Compute
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Role
from pulsecast.models import workshop
from tests.fixtures.product import drive
from tests.fixtures.trained import NAME
from tests.unit.models.conftest import Academy


async def three_champions(academy: Academy) -> None:
    for loss in (0.8, 0.7, 0.6):
        await academy.train(loss)
    assert await academy.stages() == ["RETIRED", "RETIRED", "CHAMPION"]


async def test_rolling_back_goes_one_champion_back_each_time(academy: Academy):
    await three_champions(academy)
    models = academy.world.product.services.models
    assert (await models.rollback(academy.owner, NAME)).number == 2
    assert await academy.stages() == ["RETIRED", "CHAMPION", "REJECTED"]
    assert (await models.rollback(academy.owner, NAME)).number == 1
    assert await academy.stages() == ["CHAMPION", "REJECTED", "REJECTED"]
    with pytest.raises(Refused, match="no earlier champion"):
        await models.rollback(academy.owner, NAME)
    assert await academy.stages() == ["CHAMPION", "REJECTED", "REJECTED"]


async def test_any_version_may_be_promoted_whatever_the_gate_said(academy: Academy):
    await academy.train(0.8)
    await academy.train(1.2)
    academy.world.clock.advance(minutes=1)
    rejected = (await academy.versions())[1]
    promoted = await academy.world.product.services.models.promote(academy.owner, rejected.id)
    assert promoted.stage is ModelStage.CHAMPION
    assert promoted.crowned_at == academy.world.clock.now()
    assert not promoted.verdict.passed
    assert await academy.stages() == ["RETIRED", "CHAMPION"]
    assert (await academy.world.product.services.models.rollback(academy.owner, NAME)).number == 1


async def test_a_champion_is_not_promoted_again(academy: Academy):
    await academy.train(0.8)
    with pytest.raises(Refused, match="champion already"):
        await academy.world.product.services.models.promote(academy.owner, (await academy.versions())[0].id)


async def test_a_version_without_its_artefact_cannot_serve_again(academy: Academy):
    await academy.train(0.8)
    await academy.train(0.9)
    rejected = (await academy.versions())[1]
    async with academy.world.storage() as tx:
        await tx.models.forget_artefact(rejected.workspace_id, rejected.id)
        await tx.commit()
    with pytest.raises(Refused, match="deleted"):
        await academy.world.product.services.models.promote(academy.owner, rejected.id)


async def test_rolling_back_what_was_never_trained_is_refused(academy: Academy):
    with pytest.raises(Refused, match="no earlier champion"):
        await academy.world.product.services.models.rollback(academy.owner, NAME)
    with pytest.raises(Refused, match="no model named"):
        await academy.world.product.services.models.rollback(academy.owner, "nothing")


async def test_predictions_get_the_champion_of_now_and_its_bytes_are_read_once(academy: Academy):
    champions = Champions(academy.world.storage, academy.world.artefacts)
    where = academy.owner.workspace_id
    assert await champions.of(where, NAME) is None
    await academy.train(0.8)
    first = await champions.of(where, NAME)
    assert first is not None
    assert (first.version.number, first.artefact) == (1, academy.world.artefacts.kept[first.version.artefact or ""])
    academy.world.artefacts.kept.clear()
    assert await champions.of(where, NAME) == first
    await academy.train(0.7)
    second = await champions.of(where, NAME)
    assert second is not None
    assert second.version.number == 2
    assert await champions.of(academy.world.there.principals[Role.OWNER].workspace_id, NAME) is None


async def test_a_champion_whose_bytes_are_lost_serves_nobody(academy: Academy, caplog: pytest.LogCaptureFixture):
    await academy.train(0.8)
    academy.world.artefacts.kept.clear()
    assert await Champions(academy.world.storage, academy.world.artefacts).of(academy.owner.workspace_id, NAME) is None
    assert "the artefact of version 1 of steered is lost" in caplog.text


def daily(academy: Academy, hour: int | None = 3) -> DailyTraining:
    academy.world.training_hour = hour
    return academy.world.compose().daily_training


async def test_every_model_of_every_workspace_is_trained_once_a_day_however_many_ask(academy: Academy):
    academy.world.clock.moment = academy.world.clock.moment.replace(hour=3, minute=0)
    one, other = daily(academy), daily(academy)
    assert (await one.enqueue_due(), await other.enqueue_due(), await one.enqueue_due()) == (2, 0, 0)
    academy.world.clock.advance(hours=23, minutes=59)
    assert await one.enqueue_due() == 0
    academy.world.clock.advance(minutes=1)
    assert await other.enqueue_due() == 2


async def test_a_day_begins_at_the_hour_of_its_trainings(academy: Academy):
    academy.world.clock.moment = academy.world.clock.moment.replace(hour=2, minute=59)
    yesterday = academy.world.clock.now().date().toordinal() - 1
    await daily(academy).enqueue_due()
    day = type(academy.world.clock.now().date()).fromordinal(yesterday)
    record = await academy.record(daily_job_id(academy.owner.workspace_id, NAME, day))
    assert record.priority == 60


async def test_who_was_away_for_days_catches_up_with_one(academy: Academy):
    schedule = daily(academy)
    await schedule.enqueue_due()
    academy.world.clock.advance(days=5)
    assert await schedule.enqueue_due() == 2


async def test_without_an_hour_nothing_is_trained_by_itself(academy: Academy):
    assert await daily(academy, None).enqueue_due() == 0


async def test_a_daily_job_trains(academy: Academy):
    schedule = daily(academy)
    await schedule.enqueue_due()
    day = (academy.world.clock.now()).date()
    job_id = daily_job_id(academy.owner.workspace_id, NAME, day)
    record = await academy.record(job_id)
    job = Job(job_id, JobKind.TRAINING, academy.owner.workspace_id, record.subject_id)
    await drive(academy.world.compose().handlers[JobKind.TRAINING], job)
    assert await academy.stages() == ["CHAMPION"]


async def test_a_training_runs_through_the_job_runner_and_can_be_cancelled(academy: Academy):
    """A waiting one is cancelled; the next one runs to its end."""
    job = await academy.job()
    await academy.world.product.services.models.jobs.cancel(job.id)
    assert (await academy.record(job.id)).status == "CANCELLED"
    next_job = await academy.job()
    assert next_job.id != job.id
    await academy.world.work()
    async for state in _until_end(academy, next_job):
        last = state
    assert last == "SUCCEEDED"
    assert await academy.stages() == ["CHAMPION"]


class EndlessCompute(Compute):
    """Never comes to an end."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.killed = asyncio.Event()

    async def run(self, function: Any, *arguments: object, time_limit: float | None = None) -> Any:
        del function, arguments, time_limit
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.killed.set()
            raise

    async def warm(self, functions: Any) -> None:
        del functions


async def test_a_training_is_cancelled_while_it_fits_and_leaves_nothing(academy: Academy):
    world, compute = academy.world, EndlessCompute()
    shop = workshop(world.storage, compute, world.artefacts, world.clock, world.ids)
    book = JobBook(world.storage, world.broadcast, world.clock)
    handler = RecordedHandler(TrainingHandler(shop, world.recipes, book), book)
    job = await academy.job()
    await world.jobs.start({JobKind.TRAINING: handler})
    async with asyncio.timeout(30):
        await compute.begun.wait()
        assert (await academy.record(job.id)).step == "FIT"
        await world.product.services.models.jobs.cancel(job.id)
        await compute.killed.wait()
    assert (await academy.record(job.id)).status == "CANCELLED"
    assert await academy.versions() == []
    assert world.artefacts.kept == {}


async def _until_end(academy: Academy, job: Job):
    source = academy.world.product.services.jobs.watch(academy.owner, job.id)
    async with source.live() as live:
        record = await academy.record(job.id)
        yield record.status.value
        if not record.status.ended:
            async for _, state in live:
                yield state.record.status.value
