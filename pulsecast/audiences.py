"""Models of e-mail, audiences and content put together: who trains them, answers from them and advises by them."""

from dataclasses import dataclass

from domain.audiences.advice.service import AdviceService
from domain.audiences.batches.handler import PredictionHandler
from domain.audiences.batches.service import BatchService
from domain.audiences.importing.service import AudienceImportService
from domain.audiences.model import AudienceKind
from domain.audiences.predictions.service import AudienceChampions, PredictionService
from domain.audiences.training import AudienceSource
from domain.jobs.recording import JobBook, RecordedHandler
from domain.models.recipe import Recipe
from domain.models.serving import Champions
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import JobHandler, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from ml.audiences.predictor import BoostedAudienceModels
from ml.audiences.trainer import AudienceTrainer


def audience_recipes() -> tuple[Recipe, ...]:
    """Return how the models of e-mail, audiences and content are made."""
    return tuple(Recipe(AudienceSource(kind), AudienceTrainer(kind)) for kind in AudienceKind)


@dataclass(frozen=True, slots=True)
class AudienceParts:
    """What the product needs of them."""

    predictions: PredictionService
    batches: BatchService
    advice: AdviceService
    imports: AudienceImportService
    handler: JobHandler


def compose_audiences(
    storage: OpenUnitOfWork,
    champions: Champions,
    jobs: Jobs,
    book: JobBook,
    clock: Clock,
    ids: Ids,
    time: WorkspaceTime,
) -> AudienceParts:
    """Put the parts together."""
    serving = AudienceChampions(champions, BoostedAudienceModels())
    return AudienceParts(
        PredictionService(storage, serving),
        BatchService(storage, serving, jobs, clock, ids, time),
        AdviceService(storage, serving),
        AudienceImportService(storage, clock, ids, time),
        RecordedHandler(PredictionHandler(storage, serving, book, clock), book),
    )
