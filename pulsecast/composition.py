"""The composition root: services put together from adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from config.definitions import load_demo
from config.import_columns import load_import_vocabulary
from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.scenario_document import parse_scenario, scenario_document
from domain.campaigns.service import CampaignService
from domain.demo.feed import CampaignFeed
from domain.demo.service import DemoService
from domain.demo.world import DemoMarket
from domain.health.service import HealthService
from domain.imports.service import ImportService
from domain.insights.making import InsightMaker
from domain.insights.service import InsightService
from domain.jobs.recording import JobBook, RecordedHandler, RecordedJobs
from domain.jobs.service import JobService, outcome_of_simulation
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
from domain.ports.marketplace import MarketplaceSimulator
from domain.ports.metric_detection import MetricDetector
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.quality.service import QualityService
from domain.simulations.progress import ProgressService
from domain.simulations.service import SimulationService
from domain.simulators.access import SimulatorAccess
from domain.simulators.chronicle import Chronicle
from domain.simulators.control import SimulatorControl
from domain.simulators.host import SimulatorHost
from domain.simulators.library import ScenarioLibrary
from domain.simulators.service import SimulatorService
from domain.simulators.simulated_time import SimulatedTime
from domain.simulators.timelines import Courses
from domain.workspaces.authentication import Authenticator
from domain.workspaces.keys import ApiKeyService
from domain.workspaces.members import MemberService
from domain.workspaces.provision import Provisioning
from graph.cursors import Cursors
from graph.services import Services
from pulsecast.version import product_version
from simulator.campaigns.generator import generate_campaign_hours


@dataclass(frozen=True, slots=True)
class Adapters:
    """Everything outside of the domain, one for each port.

    Attributes:
        concurrency: How many runs work at once.
        simulators: How many workspaces may have a simulator.
        speed: With which a new one starts.
        catch_up: How much missed simulation time is made after a stop.
        shared: Whether other processes use the same storage and broadcast.
        process: Name of this process, different from those of all others.
        dead: Tells whether the process of a name is known to be dead; nobody is when none.
    """

    storage: OpenUnitOfWork
    jobs: Jobs
    broadcast: Broadcast
    engine: ForecastEngine
    vault: KeyVault
    clock: Clock
    ids: Ids
    secret: bytes
    marketplace: MarketplaceSimulator
    detector: MetricDetector
    concurrency: int = 2
    simulators: int = 4
    speed: float = 1.0
    catch_up: timedelta = timedelta(hours=1)
    shared: bool = False
    process: str = ""
    dead: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """The services, and the handlers of background work."""

    services: Services
    authenticator: Authenticator
    provisioning: Provisioning
    demo: DemoService
    host: SimulatorHost
    handlers: dict[JobKind, JobHandler]


def compose(adapters: Adapters) -> Product:
    """Put the product together."""
    storage, clock, ids = adapters.storage, adapters.clock, adapters.ids
    book = JobBook(storage, adapters.broadcast, clock)
    jobs = RecordedJobs(adapters.jobs, book)
    insights = InsightMaker(adapters.detector, adapters.broadcast, clock)
    progress = ProgressService(storage, adapters.broadcast, clock, adapters.concurrency)
    simulations = SimulationService(storage, jobs, adapters.engine, progress, clock, ids)
    backtests = Backtests(storage, adapters.engine)
    courses = Courses(adapters.marketplace)
    market = DemoMarket(adapters.marketplace, load_campaign_mapping(adapters.marketplace.marketplace))
    feed = CampaignFeed(storage, market, load_demo(), generate_campaign_hours, insights)
    host = SimulatorHost(
        courses,
        storage,
        clock,
        hours_done=feed.of,
        bound=adapters.simulators,
        catch_up=adapters.catch_up,
        broadcast=adapters.broadcast if adapters.shared else None,
        holder=adapters.process,
        dead=adapters.dead,
    )
    time = SimulatedTime(host, storage, clock)
    steps = Steps(storage, Predictor(adapters.engine, clock), clock, ids, time)
    services = Services(
        members=MemberService(storage, clock, ids),
        keys=ApiKeyService(storage, adapters.vault, clock, ids),
        campaigns=CampaignService(storage, clock, ids),
        metrics=MetricService(storage),
        imports=ImportService(storage, jobs, load_import_vocabulary(), clock, ids, time),
        quality=QualityService(storage, time),
        simulations=simulations,
        progress=progress,
        jobs=JobService(storage, adapters.broadcast, clock, progress, {JobKind.SIMULATION: adapters.concurrency}),
        insights=InsightService(storage, adapters.broadcast),
        simulators=_simulators(adapters, host),
        chronicle=Chronicle(SimulatorAccess(host), storage),
        time=time,
        health=HealthService(storage, product_version()),
        cursors=Cursors(adapters.secret),
    )
    return Product(
        services=services,
        authenticator=Authenticator(storage, adapters.vault, clock),
        provisioning=Provisioning(storage, adapters.vault, clock, ids),
        host=host,
        demo=DemoService(storage, jobs, simulations, courses, market, generate_campaign_hours, clock, ids),
        handlers={
            JobKind.SIMULATION: RecordedHandler(
                SimulationHandler(storage, steps, backtests, progress, insights, clock, ids),
                book,
                outcome_of_simulation,
            ),
            JobKind.BACKTEST: RecordedHandler(BacktestHandler(storage, backtests, insights), book),
        },
    )


def _simulators(adapters: Adapters, host: SimulatorHost) -> SimulatorService:
    storage, clock = adapters.storage, adapters.clock
    access = SimulatorAccess(host)
    library = ScenarioLibrary(adapters.marketplace.marketplace, storage, clock, parse_scenario, scenario_document)
    control = SimulatorControl(host, access, library, storage, clock, adapters.ids, adapters.speed)
    return SimulatorService(access, library, control)
