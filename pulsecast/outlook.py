"""Forecasting all campaigns of a workspace put together."""

from dataclasses import dataclass

from domain.jobs.recording import JobBook, RecordedHandler
from domain.models.lineup import Lineup, TrainedMember
from domain.orchestrator.predict import Predictor
from domain.outlook.forecasting import CampaignForecaster
from domain.outlook.handler import OutlookHandler
from domain.outlook.pacing import PacedCompute
from domain.outlook.service import OutlookService
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import Compute
from domain.ports.jobs import JobHandler, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork
from ml.outlook import batch_engine


@dataclass(frozen=True, slots=True)
class OutlookParts:
    """What the product needs of outlooks."""

    service: OutlookService
    handler: JobHandler


def compose_outlooks(
    storage: OpenUnitOfWork,
    compute: Compute,
    trained: TrainedMember | None,
    jobs: Jobs,
    book: JobBook,
    clock: Clock,
    ids: Ids,
) -> OutlookParts:
    """Put the parts together; ``trained`` is the member that a workspace trained itself."""
    paced = PacedCompute(compute)
    forecaster = CampaignForecaster(Predictor(Lineup(batch_engine(paced), trained), clock), paced)
    handler = OutlookHandler(storage, forecaster, book, clock)
    return OutlookParts(OutlookService(storage, jobs, clock, ids), RecordedHandler(handler, book))
