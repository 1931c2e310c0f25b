"""One training at work: what each step finds, found again where a crash lost it."""

import asyncio
import logging
import time
from dataclasses import dataclass

from domain.audit.model import AuditEntry
from domain.models.drift import report_of, watched
from domain.models.gate import judge
from domain.models.kept import drop_old
from domain.models.model import (
    FeatureWeight,
    Figure,
    GateVerdict,
    ModelStage,
    ModelVersion,
)
from domain.models.recipe import SEED, Recipe, version_id_of
from domain.models.serving import Champions
from domain.models.training import Fitted, Incumbent, TrainingSet, Untrainable
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import Compute
from domain.ports.jobs import Job
from domain.ports.models import DriftMonitor, ModelArtefacts, Trainer
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction

log = logging.getLogger(__name__)

TIME_LIMIT = 1_800.0
"""Seconds of one piece of numeric work, some twenty times what the largest workspace takes."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every training needs."""

    open: OpenUnitOfWork
    compute: Compute
    artefacts: ModelArtefacts
    champions: Champions
    monitor: DriftMonitor
    clock: Clock
    ids: Ids


@dataclass(slots=True)
class TrainingWork:
    """A training of one model; every method may be called in any order and does its work once."""

    shop: Workshop
    recipe: Recipe
    job: Job
    _training: TrainingSet | None = None
    _data_hash: str | None = None
    _fitted: tuple[Fitted, float] | None = None
    _verdict: GateVerdict | None = None
    _opponent: ModelVersion | None = None

    async def obstacle(self) -> str | None:
        """Return in words why there is nothing to train, none when there is something."""
        found = await self._collected()
        if isinstance(found, Untrainable):
            return f"Nothing was trained. {found.reason}"
        shortfall = self.recipe.trainer.shortfall(found)
        if shortfall is not None:
            return f"Nothing was trained. {shortfall}"
        self._training, self._data_hash = found, None
        data_hash = await self.data_hash()
        async with self.shop.open() as tx:
            twin = await self._twin(tx, data_hash)
        if twin is not None and twin.id != version_id_of(self.job.id):
            return _nothing_new(twin, self.recipe.name)
        return None

    async def training(self) -> TrainingSet:
        """Return the data; those of now where a crash lost those that were collected."""
        if self._training is None:
            found = await self._collected()
            if isinstance(found, Untrainable):
                raise LookupError(f"the data of a training went away: {found.reason}")
            self._training = found
        return self._training

    async def data_hash(self) -> str:
        """Return the hash of the data, computed off the event loop: thousands of series take a quarter of a second."""
        if self._data_hash is None:
            training = await self.training()
            self._data_hash = await asyncio.to_thread(lambda: training.data_hash)
        return self._data_hash

    async def fitted(self) -> tuple[Fitted, float]:
        """Return the model, and how many seconds it took to fit it."""
        if self._fitted is None:
            training, trainer = await self.training(), self.recipe.trainer
            self._fitted = await self.shop.compute.run(fitted_in_time, trainer, training, SEED, time_limit=TIME_LIMIT)
        return self._fitted

    async def verdict(self) -> GateVerdict:
        """Return what the gate says."""
        if self._verdict is None:
            training, trainer = await self.training(), self.recipe.trainer
            async with self.shop.open() as tx:
                self._opponent = await tx.models.champion(self.job.workspace_id, self.recipe.name)
            incumbent = await self._incumbent(self._opponent)
            losses = await self.shop.compute.run(trainer.losses, training, SEED, incumbent, time_limit=TIME_LIMIT)
            # A champion whose bytes are lost cannot serve: whatever can is better.
            self._verdict = judge(losses, incumbent=incumbent is not None)
        return self._verdict

    async def stored(self) -> str:
        """Store the version, as champion if the gate let it pass; return in words what came of it."""
        where, name = self.job.workspace_id, self.recipe.name
        fitted, seconds = await self.fitted()
        data_hash = await self.data_hash()
        while True:
            verdict = await self.verdict()
            async with self.shop.open() as tx:
                await tx.workspaces.hold(where)
                twin = await self._twin(tx, data_hash)
                if twin is not None:
                    return _told(twin) if twin.id == version_id_of(self.job.id) else _nothing_new(twin, name)
                champion = await tx.models.champion(where, name)
                if _same(champion, self._opponent):
                    version = await self._add(tx, fitted, seconds, verdict)
                    await drop_old(tx, self.shop.artefacts, where, name)
                    await tx.commit()
                    return _told(version)
            # Somebody else crowned another one meanwhile: it is the one to beat.
            self._verdict = None

    async def watched(self) -> str | None:
        """Look at the champion with the data of now and keep what was found; return it in words.

        None when there is no champion or it was trained on these very data.
        """
        where, trainer, now = self.job.workspace_id, self.recipe.trainer, await self.training()
        serving = await self.shop.champions.of(where, self.recipe.name)
        if serving is None or serving.version.until >= now.until:
            return None
        version = serving.version
        if version.code_version != trainer.version:
            return f"Version {version.number} was made by other code and is not watched for drift."
        findings = await self.shop.compute.run(
            watched, trainer, self.shop.monitor, serving.artefact, now, SEED, time_limit=TIME_LIMIT
        )
        report = report_of(findings, self.shop.clock.now(), now.until)
        async with self.shop.open() as tx:
            await tx.models.note_drift(where, version.id, report)
            await tx.commit()
        return f"Drift of version {version.number}: {report.statement}"

    async def _collected(self) -> TrainingSet | Untrainable:
        async with self.shop.open() as tx:
            return await self.recipe.source.collect(tx, self.job.workspace_id)

    async def _incumbent(self, champion: ModelVersion | None) -> Incumbent | None:
        if champion is None:
            return None
        artefact = await self.shop.champions.bytes_of(champion)
        return None if artefact is None else Incumbent(artefact, champion.code_version, champion.until)

    async def _twin(self, tx: Transaction, data_hash: str) -> ModelVersion | None:
        where, trainer = self.job.workspace_id, self.recipe.trainer
        return await tx.models.alike(where, self.recipe.name, data_hash, trainer.version, SEED)

    async def _add(self, tx: Transaction, fitted: Fitted, seconds: float, verdict: GateVerdict) -> ModelVersion:
        where, name, now = self.job.workspace_id, self.recipe.name, self.shop.clock.now()
        training = await self.training()
        version = ModelVersion(
            id=version_id_of(self.job.id),
            workspace_id=where,
            name=name,
            number=await tx.models.newest_number(where, name) + 1,
            stage=_stage(verdict),
            trained_at=now,
            until=training.until,
            data_hash=await self.data_hash(),
            code_version=self.recipe.trainer.version,
            seed=SEED,
            observations=training.observations,
            series=training.series,
            seconds=seconds,
            verdict=verdict,
            artefact=await self.shop.artefacts.put(where, name, fitted.artefact),
            importance=tuple(FeatureWeight(feature, share) for feature, share in fitted.importance.items()),
            figures=tuple(Figure(figure, value) for figure, value in sorted(fitted.metrics.items())),
            crowned_at=now if verdict.passed else None,
        )
        if verdict.passed and self._opponent is not None:
            await tx.models.move(where, self._opponent.id, ModelStage.RETIRED, None)
        await tx.models.add(version)
        told = {"name": name, "number": str(version.number), "stage": version.stage.value}
        await tx.audit.append(AuditEntry(self.shop.ids.new(), where, None, "model.add", version.id, now, told))
        return version


def fitted_in_time(trainer: Trainer, training: TrainingSet, seed: int) -> tuple[Fitted, float]:
    """Fit a model and return it with the seconds that took; in the process that does it, waiting does not count."""
    begun = time.perf_counter()
    fitted = trainer.fit(training, seed)
    return fitted, time.perf_counter() - begun


def _stage(verdict: GateVerdict) -> ModelStage:
    if verdict.passed:
        return ModelStage.CHAMPION
    return ModelStage.CHALLENGER if verdict.undecided else ModelStage.REJECTED


def _same(one: ModelVersion | None, other: ModelVersion | None) -> bool:
    return (None if one is None else one.id) == (None if other is None else other.id)


def _nothing_new(twin: ModelVersion, name: str) -> str:
    return f"Nothing new: version {twin.number} of {name} was trained on the same data by the same code."


def _told(version: ModelVersion) -> str:
    fates = {
        ModelStage.CHAMPION: "is champion now",
        ModelStage.CHALLENGER: "is a challenger; it may be promoted by hand",
        ModelStage.RETIRED: "was champion and retired",
        ModelStage.REJECTED: "was rejected",
    }
    return f"Version {version.number} {fates[version.stage]}. {' '.join(version.verdict.reasons)}"
