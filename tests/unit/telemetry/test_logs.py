"""Logs have one form, carry context, and hold no secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from infra.telemetry.logs import configure_logging
from infra.telemetry.redaction import REDACTED, Redaction, secret_name

KEY = "pc_a1B2c3D4_n0t-a-real_secret"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Give the process its logging back; that is the one thing about it that is global."""
    root = logging.getLogger()
    libraries = [logging.getLogger(name) for name in ("dbos", "uvicorn", "uvicorn.access", "uvicorn.error")]
    handlers, level = list(root.handlers), root.level
    owned = [(logger, list(logger.handlers), logger.propagate) for logger in libraries]
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for logger, kept, propagate in owned:
        logger.handlers[:] = kept
        logger.propagate = propagate
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_elsewhere_than_on_a_terminal_lines_are_json_with_context():
    stream = io.StringIO()
    configure_logging("INFO", "auto", stream=stream)
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("ours").info("done", rows=3)
        logging.getLogger("theirs").warning("slow by %d ms", 7)
    ours, theirs = lines(stream)
    assert {"event": "done", "rows": 3, "request_id": "r-1", "level": "info", "logger": "ours"}.items() <= ours.items()
    assert {"event": "slow by 7 ms", "request_id": "r-1", "level": "warning"}.items() <= theirs.items()
    assert ours["time"].endswith("Z")


def test_fields_of_a_plain_line_are_written_without_secrets():
    """The reference of a failed run is such a field; whoever is told it must find it."""
    stream = io.StringIO()
    configure_logging("INFO", "json", stream=stream)
    logging.getLogger("domain").error("a step failed", extra={"reference": "r-7", "owner_key": KEY})
    (line,) = lines(stream)
    assert (line["reference"], line["owner_key"]) == ("r-7", REDACTED)


def test_on_a_terminal_lines_are_for_people():
    stream = Terminal()
    configure_logging("INFO", "auto", stream=stream)
    structlog.get_logger("ours").info("done")
    assert "done" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_the_format_can_be_forced():
    stream = Terminal()
    configure_logging("INFO", "json", stream=stream)
    structlog.get_logger("ours").info("done")
    assert lines(stream)[0]["event"] == "done"


def test_less_severe_lines_and_talkative_libraries_are_quiet():
    stream = io.StringIO()
    configure_logging("INFO", "json", stream=stream)
    structlog.get_logger("ours").debug("detail")
    logging.getLogger("dbos").info("launched")
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    logging.getLogger("uvicorn.access").info("GET /")
    assert stream.getvalue() == ""
    logging.getLogger("dbos").error("lost")
    assert [line["event"] for line in lines(stream)] == ["lost"]


def test_setting_up_twice_writes_each_line_once():
    stream = io.StringIO()
    configure_logging("INFO", "json", stream=stream)
    configure_logging("INFO", "json", stream=stream)
    structlog.get_logger("ours").info("done")
    assert len(lines(stream)) == 1


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_secret_reaches_the_stream_by_any_way(form):
    stream = io.StringIO()
    chosen = "correct-horse-battery-staple"
    configure_logging("INFO", form, hidden=(chosen, ""), stream=stream)
    log = structlog.get_logger("ours")
    log.info(
        "request", headers={"Authorization": "Bearer abc.def.ghijk"}, nested=[{"apiKey": "k-1234"}], raw=KEY.encode()
    )
    log.info("key %s used", KEY, owner=chosen, url="postgresql://u:s3cr3t@db/x")
    logging.getLogger("theirs").warning("got %s", KEY)
    log.warning("theme=dark; pulsecast_session=s-e_ss1on; and http://127.0.0.1:8000/sign-in#token=l-i_nk")
    try:
        int(f"bad key {KEY} and {chosen}")
    except ValueError:
        log.exception("failed", error=ValueError(KEY))
    written = stream.getvalue()
    for secret in (KEY, chosen, "ghijk", "k-1234", "s3cr3t", "s-e_ss1on", "l-i_nk"):
        assert secret not in written
    assert "Traceback" in written
    assert "ValueError" in written


@pytest.mark.parametrize(
    "name", ["authorization", "Authorization", "cookie", "key", "password", "db.password", "secret"]
)
@pytest.mark.parametrize("prefix", ["", "x-", "client_", "OWNER_", "myOwn."])
def test_fields_named_like_secrets_are_blanked(prefix, name):
    assert Redaction()(None, "info", {prefix + name: "value"}) == {prefix + name: REDACTED}


@pytest.mark.parametrize("name", ["apiKey", "ownerKey", "APIKey", "accessToken", "api_token", "API_KEY"])
def test_compound_names_are_recognised(name):
    assert secret_name(name)


@pytest.mark.parametrize(
    "name", ["key_id", "keyPrefix", "token_count", "monkey", "keyboard", "author", "campaign", "id"]
)
def test_fields_that_only_tell_about_a_secret_stay(name):
    assert not secret_name(name)


def test_ordinary_values_keep_their_type_and_text():
    event = {
        "event": "pc_ is a prefix",
        "rows": 3,
        "ratio": 0.5,
        "ok": True,
        "none": None,
        "url": "https://a.example/x:y",
    }
    assert Redaction()(None, "info", event) == event


def test_a_structure_without_end_is_cut_off():
    endless: dict[str, object] = {}
    endless["again"] = endless
    assert "…" in str(Redaction()(None, "info", {"x": endless}))
