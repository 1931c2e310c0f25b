"""The real adapters of one process, and their life."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from config.definitions import load_demo
from config.marketplace.loader import load_marketplace
from config.secret_key import load_secret_key
from config.settings import Settings
from domain.errors import Refused, Unavailable
from domain.marketplace.model import Marketplace
from domain.workspaces.provision import Provisioned
from infra.artefacts.files import FileArtefacts
from infra.broadcast.connection import BackendBroadcast
from infra.clock import SystemClock, UuidV7Ids
from infra.compute.pool import ProcessCompute
from infra.jobs.durable import DurableJobs, create_durable_jobs
from infra.security.keys import HmacKeyVault
from infra.storage.engine import create_storage_engine
from infra.storage.migrate import upgrade
from infra.storage.unit_of_work import SqlStorage
from ml.detectors.metrics import WeekdayMetricDetector
from ml.engine import LocalForecastEngine
from ml.warm import use_one_thread, warm_members
from pulsecast.composition import Adapters, Product, compose
from pulsecast.models import product_recipes
from pulsecast.process_names import name_of_this_process, surely_dead
from simulator.marketplace import LocalMarketplace

log = structlog.get_logger(__name__)

OWNER = ("owner@example.com", "Owner")
WORKSPACE = ("Workspace", "workspace")

FIRST_LOOK, LOOKS = 60.0, 600.0
"""Seconds after the start at which a process looks for trainings that are due, so that they do not slow the start; and
from then on."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A product on its real adapters."""

    settings: Settings
    product: Product
    jobs: DurableJobs
    compute: ProcessCompute
    secret: bytes

    async def provision(self) -> Provisioned:
        """Make the first workspace if there is none; with the demo, fill it."""
        key = self.settings.owner_key.get_secret_value() if self.settings.owner_key else None
        if not self.settings.demo:
            name, slug = WORKSPACE
            return await self.product.provisioning.first_workspace(name, slug, OWNER, demo=False, owner_key=key)
        demo = load_demo()
        owner = next((one.email, one.name) for one in demo.members if one.role == "OWNER")
        provisioned = await self.product.provisioning.first_workspace(
            demo.workspace_name, demo.workspace_slug, owner, demo=True, owner_key=key
        )
        if provisioned.workspace.demo:
            await self._enable(provisioned.workspace.id)
            await self.product.demo.fill(provisioned.owner, demo, self.settings.simulator_seed)
        return provisioned

    async def simulate(self, begun: asyncio.Event) -> None:
        """Run the simulators until cancelled; then save them. ``begun`` is set when all run that can."""
        self.product.host.failed = _failed
        use_one_thread()
        try:
            await self.product.host.start()
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.shield(self.product.host.stop())

    async def _enable(self, workspace_id: UUID) -> None:
        """Give the demo workspace the simulator that it has from the start."""
        if self.settings.simulators:
            with suppress(Refused):
                await self.product.host.enable(
                    workspace_id, self.settings.simulator_seed, self.settings.simulator_speed
                )

    async def work(self) -> None:
        """Begin to run background work; the numeric processes warm up beside it."""
        await self.jobs.start(self.product.handlers)
        await self.compute.warm([warm_members])

    async def train_daily(self) -> None:
        """Enqueue the trainings of each day once they are due, until cancelled."""
        await asyncio.sleep(FIRST_LOOK)
        while True:
            try:
                count = await self.product.daily_training.enqueue_due()
                if count:
                    log.info("trainings are due", enqueued=count)
            except Exception:  # logged and tried again: what is due today must not stop the server
                log.exception("the trainings that are due could not be enqueued; this is tried again")
            await asyncio.sleep(LOOKS)


def _marketplace() -> Marketplace:
    """Read the definitions; what is disabled in them is told in the log."""
    marketplace = load_marketplace()
    for one in marketplace.problems:
        log.warning("a definition is wrong and disabled", file=one.file, path=one.path, reason=one.message)
    return marketplace


def _failed(workspace_id: UUID, error: Exception) -> None:
    log.error("a simulator failed and is begun again", workspace=str(workspace_id), exc_info=error)


async def migrate(settings: Settings) -> None:
    """Make the data folder where it is missing, and bring the database up to date.

    Raises:
        Unavailable: One of them cannot be; the message says why.
    """
    _make_data_folder(settings)
    try:
        await asyncio.to_thread(upgrade, settings.database_url)
    except (OSError, DBAPIError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise Unavailable(f"The database cannot be used: {reason}. Check PULSECAST_DATABASE_URL.") from error


def _make_data_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The data folder {settings.data_dir} cannot be made: {error.strerror}."
        raise Unavailable(f"{message} Set PULSECAST_DATA_DIR to a folder that you may write to.") from error


@asynccontextmanager
async def open_runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """Open the adapters, in the order in which they need each other, and close them again.

    Raises:
        InvalidSettings: The secret key cannot be read or made.
    """
    _make_data_folder(settings)
    secret = load_secret_key(settings)
    async with AsyncExitStack() as stack:
        engine = create_storage_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        storage = SqlStorage(engine)
        broadcast = BackendBroadcast(settings.broadcast_url)
        await broadcast.connect()
        stack.push_async_callback(broadcast.disconnect)
        compute = ProcessCompute(settings.compute_processes)
        stack.push_async_callback(compute.close)
        jobs = create_durable_jobs(settings.database_url, concurrency=settings.job_concurrency)
        await jobs.connect()
        stack.push_async_callback(jobs.close)
        adapters = Adapters(
            storage=storage,
            jobs=jobs,
            broadcast=broadcast,
            engine=LocalForecastEngine(compute),
            vault=HmacKeyVault(secret),
            clock=SystemClock(),
            ids=UuidV7Ids(),
            secret=secret,
            marketplace=LocalMarketplace(_marketplace()),
            detector=WeekdayMetricDetector(),
            compute=compute,
            artefacts=FileArtefacts(settings.model_dir),
            recipes=product_recipes(),
            concurrency=settings.job_concurrency,
            simulators=settings.simulators,
            speed=settings.simulator_speed,
            catch_up=timedelta(minutes=settings.simulator_catch_up),
            shared=settings.shared,
            process=name_of_this_process(),
            dead=surely_dead,
            training_hour=settings.training_hour if settings.training_hour >= 0 else None,
        )
        yield Runtime(settings, compose(adapters), jobs, compute, secret)
