"""Names of processes, by which others know whether they are dead."""

import json
from uuid import uuid4

from infra.jobs.liveness import ProcessMark


def name_of_this_process() -> str:
    """Return a name that no other process has, nor this one if it asks again."""
    mark = ProcessMark.of_this_process()
    return json.dumps([mark.host, mark.pid, mark.started, uuid4().hex])


def surely_dead(name: str) -> bool:
    """Tell whether the process of a name is known to be gone; one on another machine never is."""
    try:
        host, pid, started, _ = json.loads(name)
        return ProcessMark(host, pid, started).is_surely_dead()
    except (ValueError, TypeError):
        return False
