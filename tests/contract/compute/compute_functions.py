"""Functions that worker processes import by name."""

import os
import signal
import time
from pathlib import Path


def add(left: int, right: int) -> int:
    return left + right


def process_id() -> int:
    return os.getpid()


def refuse(reason: str) -> None:
    raise ValueError(reason)


class Awkward(Exception):
    """Cannot be rebuilt from its arguments, so it does not survive pickling."""

    def __init__(self, *, detail: str) -> None:
        super().__init__()
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


def raise_awkwardly() -> None:
    raise Awkward(detail="awkward but told")


def beat(path: str, seconds: float) -> str:
    """Leave this process's id, then signs of life, until the time is up."""
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        count += 1
        Path(path).write_text(f"{os.getpid()} {count}")
        time.sleep(0.02)
    return "finished"


def sort_for_ages() -> None:
    """Stay inside one call into C, where no Python code, and so no signal handler, gets its turn."""
    sum(range(10**12))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave_mark() -> None:
    folder = os.environ.get("COMPUTE_MARKS")
    if folder:
        (Path(folder) / str(os.getpid())).touch()


def fail_to_warm() -> None:
    raise RuntimeError("not today")
