"""Telling whether the process that holds something still lives, as far as this host can know."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# Position of the start time in /proc/PID/stat, counted after the command name (proc(5), field 22).
_START_TIME = 19


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """Names one process for good: process ids are reused, and hosts restart.

    Attributes:
        host: Host name, boot and process namespace; empty parts where the system does not tell.
        pid: Process id on that host.
        started: When it started, in the host's own words; empty where the system does not tell.
    """

    host: str
    pid: int
    started: str

    @classmethod
    def of_this_process(cls) -> "ProcessMark":
        """Describe the process that asks."""
        return cls(_host(), os.getpid(), _started(os.getpid()) or "")

    def is_surely_dead(self) -> bool:
        """Tell whether the process is known to be gone; one on another host or of another boot never is."""
        if self.host != _host() or not self.started:
            return False
        return _started(self.pid) != self.started


def _host() -> str:
    return f"{socket.gethostname()}|{_boot()}|{_namespace()}"


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _namespace() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else fields[_START_TIME]
