"""What a worker process does before its first piece of work.

Both functions take no argument and can be pickled by name, so that a pool can run them in each of its processes.
"""

from datetime import date

import numpy as np

from domain.forecasting.model import Panel, Series, SeriesKind
from ml.members.registry import MEMBERS


def warm_members() -> None:
    """Import the libraries of every member and run each once, so that neither falls on the first user.

    Takes about four seconds in a fresh process. Ends with ``use_one_thread``, which binds only what is loaded.
    """
    panel = _small_panel()
    for member in MEMBERS:
        member.forecast(panel, 7)
    use_one_thread()


def use_one_thread() -> None:
    """Bind the numeric libraries of this process to one thread each.

    The pool has a process for each core; threads beside them only wait for each other. So do those of a server, whose
    matrices are small: with threads, correlations took a hundred times as long on busy cores.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    threadpool_limits(limits=1)


def _small_panel() -> Panel:
    days = np.arange(70)
    values = 100.0 + 10.0 * (days % 7) + np.random.default_rng(1).normal(0.0, 3.0, len(days))
    return Panel((Series("warm", "warm", SeriesKind.AMOUNT, date(2024, 1, 1), values),))
