"""The composition root: services put together from adapters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from config.definitions import load_demo
from config.import_columns import load_import_vocabulary
from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.scenario_document import parse_scenario, scenario_document
from domain.campaigns.planning import SpendPlanService
from domain.campaigns.service import CampaignService
from domain.dashboard.keeping import CampaignDays
from domain.dashboard.service import DashboardService
from domain.demo.feed import CampaignFeed
from domain.demo.moved import MovedCampaigns, followed_streams
from domain.demo.service import DemoService
from domain.demo.world import DemoMarket
from domain.health.service import HealthService
from domain.imports.service import ImportService
from domain.insights.judging import JudgingService
from domain.insights.making import InsightMaker
from domain.insights.service import InsightService
from domain.jobs.recording import JobBook, RecordedHandler, RecordedJobs
from domain.jobs.service import JobService, outcome_of_simulation
from domain.metrics.service import MetricService
from domain.models.lineup import Lineup, TrainedMember
from domain.models.recipe import Recipes
from domain.models.schedule import DailyTraining
from domain.orchestrator.backtests import BacktestHandler, Backtests
from domain.orchestrator.handler import SimulationHandler
from domain.orchestrator.learning import Learning
from domain.orchestrator.predict import Predictor
from domain.orchestrator.steps import Steps
from domain.performance.service import PerformanceService
from domain.performance.tracking import ForecastTracker
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import Compute, ForecastEngine
from domain.ports.jobs import JobHandler, JobKind, Jobs
from domain.ports.keys import KeyVault
from domain.ports.marketplace import MarketplaceSimulator
from domain.ports.metric_detection import MetricDetector
from domain.ports.models import ModelArtefacts
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.profiles.service import ProfileService
from domain.quality.service import QualityService
from domain.rules.service import RuleService
from domain.rules.watching import RuleWatch
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
from domain.workspaces.sessions import SessionService
from graph.cursors import Cursors
from graph.services import Services
from ml.training.serving import LocalTrainedForecaster
from pulsecast.audiences import compose_audiences
from pulsecast.models import compose_models, workshop
from pulsecast.outlook import compose_outlooks
from pulsecast.version import product_version
from simulator.audiences.history import generate_history
from simulator.campaigns.generator import generate_campaign_hours


@dataclass(frozen=True, slots=True)
class Adapters:
    """Everything outside of the domain, one for each port.

    Attributes:
        recipes: Models that can be trained.
        concurrency: How many runs work at once.
        simulators: How many workspaces may have a simulator.
        speed: With which a new one starts.
        catch_up: How much missed simulation time is made after a stop.
        shared: Whether other processes use the same storage and broadcast.
        process: Name of this process, different from those of all others.
        dead: Tells whether the process of a name is known to be dead; nobody is when none.
        training_hour: Hour of the day, UTC, from which models are trained daily; none for never.
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
    compute: Compute
    artefacts: ModelArtefacts
    recipes: Recipes
    concurrency: int = 2
    simulators: int = 4
    speed: float = 1.0
    catch_up: timedelta = timedelta(hours=1)
    shared: bool = False
    process: str = ""
    dead: Callable[[str], bool] | None = None
    training_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """The services, and the handlers of background work."""

    services: Services
    authenticator: Authenticator
    provisioning: Provisioning
    demo: DemoService
    host: SimulatorHost
    daily_training: DailyTraining
    handlers: dict[JobKind, JobHandler]


def compose(adapters: Adapters) -> Product:
    """Put the product together."""
    storage, clock, ids = adapters.storage, adapters.clock, adapters.ids
    book = JobBook(storage, adapters.broadcast, clock)
    jobs = RecordedJobs(adapters.jobs, book)
    insights = InsightMaker(adapters.detector, adapters.broadcast, clock, RuleWatch(clock).insights)
    progress = ProgressService(storage, adapters.broadcast, clock, adapters.concurrency)
    shop = workshop(storage, adapters.compute, adapters.artefacts, clock, ids)
    lineup = Lineup(adapters.engine, TrainedMember(shop.champions, LocalTrainedForecaster(adapters.compute)))
    simulations = SimulationService(storage, jobs, lineup, progress, clock, ids)
    courses = Courses(adapters.marketplace)
    market = DemoMarket(adapters.marketplace, load_campaign_mapping(adapters.marketplace.marketplace))
    tracker = ForecastTracker(storage, insights, clock)
    host = _host(adapters, courses, _feed(adapters, market, insights, tracker))
    time = SimulatedTime(host, storage, clock)
    days = CampaignDays(storage)
    runs, scored = _runs(adapters, lineup, progress, insights, time, tracker, days)
    models = compose_models(shop, adapters.recipes, jobs, book, adapters.training_hour)
    audiences = compose_audiences(storage, models.champions, jobs, book, clock, ids, time)
    outlooks = compose_outlooks(storage, adapters.compute, lineup.trained, jobs, book, clock, ids)
    authenticator = Authenticator(storage, adapters.vault, clock)
    services = Services(
        members=MemberService(storage, clock, ids),
        keys=ApiKeyService(storage, adapters.vault, clock, ids),
        sessions=SessionService(storage, adapters.vault, clock, ids, authenticator),
        campaigns=CampaignService(storage, clock, ids),
        spend_plans=SpendPlanService(storage, clock, ids),
        metrics=MetricService(storage),
        dashboards=DashboardService(storage, time, days),
        imports=ImportService(storage, jobs, load_import_vocabulary(), clock, ids, time),
        profiles=ProfileService(storage),
        quality=QualityService(storage, time),
        simulations=simulations,
        progress=progress,
        jobs=JobService(storage, adapters.broadcast, clock, progress, {JobKind.SIMULATION: adapters.concurrency}),
        performance=PerformanceService(storage),
        outlooks=outlooks.service,
        models=models.registry,
        predictions=audiences.predictions,
        batches=audiences.batches,
        advice=audiences.advice,
        audience_imports=audiences.imports,
        rules=RuleService(storage, clock, ids),
        insights=InsightService(storage, adapters.broadcast),
        judging=JudgingService(storage, adapters.detector),
        simulators=_simulators(adapters, host),
        chronicle=Chronicle(SimulatorAccess(host), storage),
        moved_campaigns=MovedCampaigns(storage, time, followed_streams(market.simulator.marketplace, market.mapping)),
        time=time,
        health=HealthService(storage, product_version()),
        cursors=Cursors(adapters.secret),
    )
    return Product(
        services=services,
        authenticator=authenticator,
        provisioning=Provisioning(storage, adapters.vault, clock, ids),
        host=host,
        demo=_demo(adapters, jobs, simulations, courses, market),
        daily_training=models.daily,
        handlers=_handlers(book, runs, scored, models.handler, audiences.handler, outlooks.handler),
    )


def _handlers(
    book: JobBook,
    runs: JobHandler,
    backtests: JobHandler,
    training: JobHandler,
    predictions: JobHandler,
    outlooks: JobHandler,
) -> dict[JobKind, JobHandler]:
    return {
        JobKind.SIMULATION: RecordedHandler(runs, book, outcome_of_simulation),
        JobKind.BACKTEST: RecordedHandler(backtests, book),
        JobKind.TRAINING: training,
        JobKind.PREDICTION: predictions,
        JobKind.OUTLOOK: outlooks,
    }


def _runs(
    adapters: Adapters,
    lineup: Lineup,
    progress: ProgressService,
    insights: InsightMaker,
    time: SimulatedTime,
    tracker: ForecastTracker,
    days: CampaignDays,
) -> tuple[SimulationHandler, BacktestHandler]:
    """Return what runs simulations, and what holds forecasts against the past."""
    storage, clock, ids = adapters.storage, adapters.clock, adapters.ids
    backtests = Backtests(storage, adapters.engine)
    steps = Steps(storage, Predictor(lineup, clock), clock, ids, time, tracker)
    runs = SimulationHandler(storage, steps, Learning(backtests, lineup.trained), progress, insights, clock, ids)
    return runs, BacktestHandler(storage, backtests, insights, tracker, days)


def _demo(
    adapters: Adapters, jobs: RecordedJobs, simulations: SimulationService, courses: Courses, market: DemoMarket
) -> DemoService:
    storage, clock, ids = adapters.storage, adapters.clock, adapters.ids
    return DemoService(
        storage, jobs, simulations, courses, market, generate_campaign_hours, clock, ids, generate_history
    )


def _feed(adapters: Adapters, market: DemoMarket, insights: InsightMaker, tracker: ForecastTracker) -> CampaignFeed:
    return CampaignFeed(adapters.storage, market, load_demo(), generate_campaign_hours, insights, tracker)


def _host(adapters: Adapters, courses: Courses, feed: CampaignFeed) -> SimulatorHost:
    return SimulatorHost(
        courses,
        adapters.storage,
        adapters.clock,
        hours_done=feed.of,
        bound=adapters.simulators,
        catch_up=adapters.catch_up,
        broadcast=adapters.broadcast if adapters.shared else None,
        holder=adapters.process,
        dead=adapters.dead,
    )


def _simulators(adapters: Adapters, host: SimulatorHost) -> SimulatorService:
    storage, clock = adapters.storage, adapters.clock
    access = SimulatorAccess(host)
    library = ScenarioLibrary(adapters.marketplace.marketplace, storage, clock, parse_scenario, scenario_document)
    control = SimulatorControl(host, access, library, storage, clock, adapters.ids, adapters.speed)
    return SimulatorService(access, library, control)
