"""What the reference and the explanations say is what the code does."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from domain.campaigns.draft import MAX_BUDGET
from domain.campaigns.planning import MOST_DAYS
from domain.ensemble.confidence import ENOUGH_DAYS, FLAG, LEVELS
from domain.ensemble.drivers import SILENT_DAYS
from domain.ensemble.recency import HALF_LIFE
from domain.ensemble.scales import DOUBT, SCALE_FLOOR, UNMEASURED
from domain.ensemble.weights import SHARPNESS
from domain.errors import ErrorCode
from domain.forecasting.model import HORIZON_BLOCKS
from domain.imports.model import FIRST_DAY, LARGEST_VALUE, SHOWN_ERRORS, ImportField
from domain.insights.changes import MOST_AT_ONCE
from domain.insights.findings import MOST_OF_A_KIND
from domain.insights.making import JUDGED_DAYS, MOST_A_DAY, NEWS_DAYS
from domain.insights.service import TOLD_FIRST
from domain.metrics.weekly import LEAST_WEEKS
from domain.orchestrator.predict import TIME_LIMIT
from domain.orchestrator.steps import CACHE_TTL
from domain.outlook import model as outlook
from domain.outlook.selection import STALE_DAYS
from domain.outlook.subject import LEAST_DAYS as OUTLOOK_DAYS
from domain.peers.opening import FIRST_DAYS
from domain.peers.similar import MOST_CAMPAIGNS
from domain.profiles.model import AHEAD_DAYS, DAY_HOURS, PROFILE_DAYS
from domain.profiles.model import MINIMUM_DAYS as HOURLY_DAYS
from domain.quality.assess import MINIMUM_DAYS, SHORT_DAYS
from domain.scenarios.generate import PERCENTILES
from domain.simulations.model import FailureCategory, SimulationStep
from domain.simulations.request import LONGEST_HORIZON, MOST_SCENARIOS, MULTIPLIERS, SHORTEST_HORIZON, USUAL_HORIZON
from domain.simulations.service import IDEMPOTENCY_KEY_LENGTH
from domain.workspaces.model import SESSION_IDLE, SESSION_LIFE, SIGN_IN_TOKEN_LIFE, Role
from domain.workspaces.permissions import PERMISSIONS
from domain.workspaces.sessions import MOST_SESSIONS
from graph.campaigns.types import MOST_PLANNED
from graph.errors.coded import ProtocolCode
from graph.http.metrics import ProtocolMetrics
from graph.http.settings import HttpSettings
from graph.limits.limits import Limits
from graph.paging import DEFAULT_PAGE, LARGEST_PAGE
from infra.jobs.durable import DurableJobs
from infra.jobs.step import Patience
from ml.backtest import LEAST_HISTORY, MOST_ORIGINS
from ml.backtest import LONGEST_HORIZON as LONGEST_TESTED
from ml.detectors.metrics import LEAST_DAYS
from ml.members.peer_prior import MOST_DAYS as COLD_DAYS
from ml.members.registry import EVERY_MEMBER

ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
ROOT = Path(__file__).resolve().parents[3]


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows_of(name: str, heading: str | None = None) -> list[list[str]]:
    """The rows of the tables of a page, or of one of its sections, without their heads."""
    text = text_of(name)
    if heading is not None:
        text = text.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    heads = {number - 1 for number, row in enumerate(tables) if set("".join(row)) <= set("-:")}
    return [row for number, row in enumerate(tables) if number not in heads and number - 1 not in heads]


def first_words(rows: list[list[str]]) -> list[str]:
    return [row[0].strip("`") for row in rows]


def said(name: str, heading: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of(name, heading)}


def test_the_command_line_page_is_what_the_commands_say() -> None:
    assert runpy.run_path(str(ROOT / "scripts/document-cli"))["document"]() == text_of("reference/cli.md"), (
        "run `.venv/bin/python scripts/document-cli` and commit the page"
    )


def test_every_refusal_is_listed() -> None:
    assert first_words(rows_of("reference/errors.md", "Refusals")) == list(ErrorCode)


def test_every_error_of_an_operation_is_listed() -> None:
    listed = first_words(rows_of("reference/errors.md", "Errors of an operation"))
    assert sorted(listed) == sorted(ProtocolCode)


def test_every_category_of_failure_is_listed() -> None:
    assert first_words(rows_of("reference/errors.md", "Why a simulation failed")) == list(FailureCategory)


def test_the_limits_of_requests_are_those_of_the_code() -> None:
    limits, http = Limits(), HttpSettings()
    assert said("reference/limits.md", "Requests") == {
        "body without credentials": f"{http.max_body:,} bytes",
        "body with credentials": "25,000,000 bytes",
        "document": f"{limits.characters:,} characters",
        "lexical tokens of a document": f"{limits.tokens:,}",
        "lexical tokens without credentials": f"{limits.anonymous_tokens:,}",
        "depth of fields": f"{limits.depth}",
        "aliases, with fragments expanded": f"{limits.aliases}",
        "fields, with fragments expanded": f"{limits.fields:,}",
        "cost": f"{limits.cost:,}",
        "cost of introspection": f"{limits.introspection:,}",
        "rows of a page": f"{LARGEST_PAGE}, {DEFAULT_PAGE} by default",
    }


def test_the_limit_of_uploads_is_that_of_the_settings() -> None:
    settings = {row[0].strip("`"): row[1].strip("`") for row in rows_of("reference/settings.md")}
    assert settings["PULSECAST_MAX_UPLOAD"] == "25MB"


def test_the_limits_of_sockets_are_those_of_the_code() -> None:
    http = HttpSettings()
    assert said("reference/limits.md", "Sockets") == {
        "message": f"{http.max_socket_message:,} characters",
        "operations at a time on one socket": f"{http.max_socket_operations}",
        "time to `connection_init`": f"{http.socket_init_seconds:.0f} seconds",
        "messages a second from one client": f"{http.max_messages:.0f} for long, {http.max_messages * 10:.0f} at once",
        "what may wait for a client that does not read": (
            f"{http.patience.waiting_bytes // 2**10} KiB; then it is left out and catches up later"
        ),
        "time without reading any of that": f"{http.patience.stuck_seconds:.0f} seconds",
        "time between two pings": f"{http.ping_seconds:.0f} seconds",
        "time without a word from a client": f"{http.silent_seconds:.0f} seconds",
        "time until a revoked key closes its sockets": f"{http.admission_seconds:.0f} second",
        "sockets in one process": f"{http.max_sockets:,}, `PULSECAST_MAX_SOCKETS`",
        "sockets with one API key in one process": f"{http.max_sockets_per_key:,}, `PULSECAST_MAX_SOCKETS_PER_KEY`",
    }


def test_the_limits_of_sessions_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Sessions of browsers") == {
        "time that a session lasts": f"{SESSION_LIFE.days} days",
        "time without use": f"{SESSION_IDLE.days} days",
        "sessions of one member": f"{MOST_SESSIONS}; then the oldest end",
        "time that a link that signs in works": f"{SIGN_IN_TOKEN_LIFE.total_seconds() / 60:.0f} minutes, once",
    }


def test_the_limits_of_simulations_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Simulations") == {
        "horizon": f"{SHORTEST_HORIZON} to {LONGEST_HORIZON} days; beyond {USUAL_HORIZON} with a warning",
        "scenarios of a run": f"{MOST_SCENARIOS}",
        "multiplier of an adjustment": f"{MULTIPLIERS[0]} to {MULTIPLIERS[1]:g}",
        "idempotency key": f"{IDEMPOTENCY_KEY_LENGTH} characters",
        "a result is given again for": f"{CACHE_TTL.total_seconds() / 3600:.0f} hours",
        "observed days needed": "7",
        "days of a channel, all of one weekday, that count as totals of weeks": f"{LEAST_WEEKS}",
        "days forecast by the hour": f"{AHEAD_DAYS}, {AHEAD_DAYS * DAY_HOURS} hours",
        "whole days measured by the hour that this takes": f"{HOURLY_DAYS}; the last {PROFILE_DAYS} count",
        "time that one model may take": f"{TIME_LIMIT:.0f} seconds",
    }


def test_the_limits_of_outlooks_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Outlooks") == {
        "horizon": f"{outlook.SHORTEST_HORIZON} to {outlook.LONGEST_HORIZON} days, {outlook.USUAL_HORIZON} by default",
        "campaigns named at once": f"{outlook.MOST_CAMPAIGNS:,}; without names all of the workspace",
        "observed days needed": f"{OUTLOOK_DAYS}",
        "days that metrics may end before the newest of the workspace": f"{STALE_DAYS}",
    }


def test_the_limits_of_planned_spend_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Planned spend") == {
        "days stated in one change": f"{MOST_DAYS}",
        "days cleared in one change": f"{MOST_DAYS}",
        "amount of a day": "0 to 10^12",
        "planned days in one answer": f"{MOST_PLANNED:,}",
    }
    assert MAX_BUDGET == 10**12


def test_the_limits_of_imports_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Imports") == {
        "earliest day": str(FIRST_DAY),
        "latest day": "tomorrow",
        "largest value": "10^15",
        "rejected rows listed": f"{SHOWN_ERRORS}, all are counted",
    }
    assert LARGEST_VALUE == 10**15


def test_the_limits_of_background_work_are_those_of_the_code() -> None:
    defaults = DurableJobs.__init__.__kwdefaults__ or {}
    settings = {row[0].strip("`"): row[1].strip("`") for row in rows_of("reference/settings.md")}
    assert said("reference/limits.md", "Background work") == {
        "simulations at a time in one process": settings["PULSECAST_JOB_CONCURRENCY"],
        "processes for numeric work": settings["PULSECAST_COMPUTE_PROCESSES"],
        "a process on another machine counts as dead after": f"{defaults['stale_after']:.0f} seconds",
        "retries of a step whose dependency is unavailable": f"{Patience().retries}",
        "starts of a job whose process dies each time": f"{defaults['most_starts']}",
    }


def test_the_steps_are_those_of_a_run() -> None:
    assert first_words(rows_of("explanation/simulation.md", "Steps")) == list(SimulationStep)


def test_the_members_are_those_of_the_ensemble() -> None:
    told = [(row[0].strip("`"), row[2]) for row in rows_of("explanation/simulation.md", "Members")]
    assert sorted(told) == sorted((member.info.name, f"{member.info.minimum_days} days") for member in EVERY_MEMBER)


def test_the_levels_of_confidence_are_those_of_the_code() -> None:
    rows = rows_of("explanation/simulation.md", "Confidence")
    assert [(row[0].split()[0], row[1]) for row in rows[:-1]] == [(f"{least:.2f}", name) for least, name in LEVELS]
    assert f"Below {FLAG} it is flagged" in text_of("explanation/simulation.md")


@pytest.mark.parametrize(
    "sentence",
    [
        f"silent for {SILENT_DAYS} days counts as stopped",
        f"A campaign with fewer than {SHORT_DAYS} observed days hears what others did",
        f"the {MOST_CAMPAIGNS} that are most like it are read, their first {FIRST_DAYS} days each",
        f"Below {MINIMUM_DAYS} days it speaks alone, from {MINIMUM_DAYS} to {COLD_DAYS} it counts as much as all other",
        f"up to six origins, a week apart, each up to {LONGEST_TESTED} days long, and none below {LEAST_HISTORY} days",
        f"the inverse {ORDINALS[SHARPNESS]} power of its own loss",
        f"half after {HALF_LIFE:.0f} days",
        f"raised by {DOUBT} standard errors",
        f"Below {ENOUGH_DAYS} past days the value is lowered",
        "by {}, {} and {} for 50, 80 and 95 %".format(*UNMEASURED),
        f"never narrowed below {SCALE_FLOOR} of their width",
        "Optimistic is around the {:.0f}th percentile, realistic the {:.0f}th, pessimistic the {:.0f}th".format(
            *PERCENTILES.values()
        ),
        f"(days 1 to {HORIZON_BLOCKS[0][1]}, 8 to {HORIZON_BLOCKS[1][1]}, {HORIZON_BLOCKS[2][0]} and on)",
    ],
)
def test_numbers_in_sentences_are_those_of_the_code(sentence: str) -> None:
    assert MOST_ORIGINS == 6
    assert sentence in re.sub(r"\s+", " ", text_of("explanation/simulation.md"))


def test_the_permissions_are_those_of_the_code() -> None:
    told = {row[0]: row[1:] for row in rows_of("explanation/identity.md", "Members and roles")}
    matrix = {action.value: ["yes" if role in PERMISSIONS[action] else "no" for role in Role] for action in PERMISSIONS}
    matrix["UPDATE"][list(Role).index(Role.ANALYST)] = "own only"
    assert told == matrix


def test_the_fields_of_imports_are_those_of_the_code() -> None:
    sentence = re.search(r"Fields are ([^.]+)\.", text_of("how-to/import-metrics.md"))
    assert sentence is not None
    assert re.findall(r"`(\w+)`", sentence[1]) == list(ImportField)


def test_the_figures_of_the_runbook_exist() -> None:
    registry = CollectorRegistry()
    ProtocolMetrics(registry)
    names = {sample.name for family in registry.collect() for sample in family.samples} | {
        f"{family.name}{ending}" for family in registry.collect() for ending in ("", "_total")
    }
    assert set(first_words(rows_of("runbook.md", "Figures"))) <= names


def test_every_direct_dependency_has_its_reason() -> None:
    page = text_of("adr/0011-dependencies.md").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.split(r"[\[=;<> ]", one)[0] for one in named]
    missing = [name for name in names if name.removeprefix("pytest-") not in page]
    assert not missing


def test_the_limits_of_insights_are_those_of_the_code() -> None:
    assert said("reference/limits.md", "Insights") == {
        "of one simulation": f"{MOST_OF_A_KIND} risks, {MOST_OF_A_KIND} recommendations",
        "anomalies of one campaign and day": f"{MOST_A_DAY}",
        "days of an import that are looked at": f"the last {JUDGED_DAYS}",
        "changes of one campaign that begin together": f"{MOST_AT_ONCE}",
        "days in which a change that is told may have begun": f"the last {NEWS_DAYS}",
        "observed days needed before a day that is judged": f"{LEAST_DAYS}",
        "told first to a follower": f"the latest {TOLD_FIRST}",
    }
