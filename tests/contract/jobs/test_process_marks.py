"""Telling living processes from dead ones."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infra.jobs.liveness import ProcessMark, _started

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system tells nothing of processes")


def test_the_process_that_asks_is_not_dead():
    assert not ProcessMark.of_this_process().is_surely_dead()


async def test_a_process_is_dead_once_it_was_killed_even_before_anybody_waited_for_it():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    mark = replace(ProcessMark.of_this_process(), pid=process.pid, started=_started(process.pid) or "")
    assert not mark.is_surely_dead()
    process.kill()
    await process.wait()
    assert mark.is_surely_dead()


def test_a_process_id_that_was_given_again_does_not_bring_the_first_one_back():
    assert replace(ProcessMark.of_this_process(), started="1").is_surely_dead()


def test_nothing_is_known_of_processes_on_other_hosts():
    assert not replace(ProcessMark.of_this_process(), host="elsewhere", pid=1).is_surely_dead()
