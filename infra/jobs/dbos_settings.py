"""How the product uses DBOS: names, addresses, queues, and its silence."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.ports.jobs import JobKind
from infra.storage.address import normalise_url

if TYPE_CHECKING:
    from dbos import DBOSConfig, Serializer

APPLICATION = "pulsecast"
WORKFLOW = "pulsecast-job"
# Jobs are only run by processes of the same version: raise it when a job's arguments change their shape.
VERSION = "1"


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How one kind of job waits and runs.

    Attributes:
        name: Name of the queue.
        poll: Seconds between two looks for work.
        concurrency: Jobs of this kind that one process runs at once.
    """

    name: str
    poll: float
    concurrency: int


def queues(concurrency: int) -> dict[JobKind, QueueSettings]:
    """Return the queue of each kind: people wait for simulations, nobody waits for backtests and trainings."""
    return {
        JobKind.SIMULATION: QueueSettings("simulations", 0.1, concurrency),
        JobKind.BACKTEST: QueueSettings("backtests", 1.0, 1),
        JobKind.TRAINING: QueueSettings("trainings", 1.0, 1),
        JobKind.PREDICTION: QueueSettings("predictions", 0.2, 1),
        JobKind.OUTLOOK: QueueSettings("outlooks", 0.5, 1),
    }


def system_address(database_url: str) -> str:
    """Return the product's own database as the synchronous address that DBOS and the slots use."""
    url = normalise_url(database_url)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "").absolute()
        return url.set(drivername="sqlite", database=str(file), query={}).render_as_string(hide_password=False)
    query = dict(url.query)
    if "ssl" in query:  # what asyncpg calls it
        query["sslmode"] = query.pop("ssl")
    return url.set(drivername="postgresql+psycopg", query=query).render_as_string(hide_password=False)


def configuration(address: str, executor_id: str) -> "DBOSConfig":
    """Return the configuration of this process's one DBOS instance."""
    return {
        "name": APPLICATION,
        "system_database_url": address,
        "serializer": serializer(),
        "executor_id": executor_id,
        "application_version": VERSION,
        "run_migrations": False,
        "sys_db_pool_size": 6,
        # We use none of its notifications; this is how long their listener takes to notice that it should stop.
        "notification_listener_polling_interval_sec": 0.25,
        "log_level": "WARNING",
    }


def serializer() -> "Serializer":
    """Return JSON: nothing that is read back from the database may run code."""
    from dbos import DBOSPortableJSONSerializer  # noqa: PLC0415 - takes more than a second to import

    return DBOSPortableJSONSerializer()


def silence() -> None:
    """Let DBOS log through the product's own logging, from warnings up, instead of printing to the console itself."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # with a handler present it installs none of its own
    logger.propagate = True
    logger.setLevel(logging.WARNING)
