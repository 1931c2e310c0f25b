"""Fixtures for every folder of tests, the terminal that all of them write to, and the order in which they begin."""

import logging
import os
import shutil
import signal

import pytest

from tests.fixtures.order import long_files_first

LOG_LEVEL = logging.getLogger().level

TERMINAL, WIDE = shutil.get_terminal_size().columns, 220

# Consoles learn how wide the terminal is when they are made, which is when a module is first imported: a test that says
# it later says it in vain, and what it sees depends on who was imported before it. Hence one width for the whole
# process, before anything of the product is loaded; wide enough that tables are not broken.
os.environ["COLUMNS"] = str(WIDE)

# Where the suite runs in the background it was told to ignore Ctrl-C, and so would be all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = (
    "tests.fixtures.databases",
    "tests.fixtures.product",
    "tests.fixtures.lived_in",
    "tests.fixtures.simulated",
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Let pytest, which makes its reporter now, measure the terminal that it writes to."""
    os.environ["COLUMNS"] = str(TERMINAL)


@pytest.hookimpl(specname="pytest_configure", trylast=True)
def pytest_keep_widths(config: pytest.Config) -> None:
    """Go back to the width of the tests, and let pytest keep its own."""
    os.environ["COLUMNS"] = str(WIDE)
    if config.pluginmanager.hasplugin("terminalreporter"):
        config.get_terminal_writer().fullwidth = TERMINAL


@pytest.fixture(autouse=True)
def usual_log_level() -> None:
    """Begin each test with the log level that the process began with: commands that ran in it set their own."""
    logging.getLogger().setLevel(LOG_LEVEL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let several processes begin with the files that take long; a process alone keeps the usual order."""
    if hasattr(config, "workerinput"):
        long_files_first(items)
