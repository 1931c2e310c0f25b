"""The composition root: services put together from adapters."""

from dataclasses import dataclass

from config.import_columns import load_import_vocabulary
from domain.campaigns.service import CampaignService
from domain.demo.service import DemoService
from domain.health.service import HealthService
from domain.imports.service import ImportService
from domain.metrics.service import MetricService
from domain.orchestrator.backtests import BacktestHandler, Backtests
from domain.orchestrator.handler import SimulationHandler
from domain.orchestrator.predict import Predictor
from domain.orchestrator.steps import Steps
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import ForecastEngine
from domain.ports.jobs import JobHandler, JobKind, Jobs
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.quality.service import QualityService
from domain.simulations.progress import ProgressService
from domain.simulations.service import SimulationService
from domain.workspaces.authentication import Authenticator
from domain.workspaces.keys import ApiKeyService
from domain.workspaces.members import MemberService
from domain.workspaces.provision import Provisioning
from graph.cursors import Cursors
from graph.services import Services
from pulsecast.version import product_version


@dataclass(frozen=True, slots=True)
class Adapters:
    """Everything outside of the domain, one for each port. ``concurrency`` is how many runs work at once."""

    storage: OpenUnitOfWork
    jobs: Jobs
    broadcast: Broadcast
    engine: ForecastEngine
    vault: KeyVault
    clock: Clock
    ids: Ids
    secret: bytes
    concurrency: int = 2


@dataclass(frozen=True, slots=True)
class Product:
    """The services, and the handlers of background work."""

    services: Services
    authenticator: Authenticator
    provisioning: Provisioning
    demo: DemoService
    handlers: dict[JobKind, JobHandler]


def compose(adapters: Adapters) -> Product:
    """Put the product together."""
    storage, jobs, clock, ids = adapters.storage, adapters.jobs, adapters.clock, adapters.ids
    progress = ProgressService(storage, adapters.broadcast, clock, adapters.concurrency)
    simulations = SimulationService(storage, jobs, adapters.engine, progress, clock, ids)
    backtests = Backtests(storage, adapters.engine)
    steps = Steps(storage, Predictor(adapters.engine, clock), clock, ids)
    services = Services(
        members=MemberService(storage, clock, ids),
        keys=ApiKeyService(storage, adapters.vault, clock, ids),
        campaigns=CampaignService(storage, clock, ids),
        metrics=MetricService(storage),
        imports=ImportService(storage, jobs, load_import_vocabulary(), clock, ids),
        quality=QualityService(storage, clock),
        simulations=simulations,
        progress=progress,
        health=HealthService(storage, product_version()),
        cursors=Cursors(adapters.secret),
    )
    return Product(
        services=services,
        authenticator=Authenticator(storage, adapters.vault, clock),
        provisioning=Provisioning(storage, adapters.vault, clock, ids),
        demo=DemoService(storage, jobs, simulations, clock, ids),
        handlers={
            JobKind.SIMULATION: SimulationHandler(storage, steps, backtests, progress, clock, ids),
            JobKind.BACKTEST: BacktestHandler(storage, backtests),
        },
    )
