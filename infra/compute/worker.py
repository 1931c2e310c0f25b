"""What runs inside a worker process of the pool."""

import logging
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.synchronize import Semaphore

_log = logging.getLogger(__name__)


def prepare(functions: Sequence[Callable[[], None]], ready: Semaphore) -> None:
    """Make a fresh worker killable, bound to its parent's life, and warm; then report it as ready.

    A function that fails to warm up is logged and no reason to stop: the same failure will meet whoever needs it.
    """
    # The pool's own handler runs only between bytecodes, so a long call into C would outlive a cancellation.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()
    for function in functions:
        try:
            function()
        except Exception:  # noqa: BLE001 - logged with its trace; see above why it does not stop the worker
            _log.exception("%s could not be warmed up", getattr(function, "__qualname__", function))
    ready.release()


def call(function: Callable[..., object], arguments: tuple[object, ...]) -> object:
    """Call the function; an exception that would not survive the way back is replaced by its description.

    An exception class that cannot be rebuilt from its arguments would otherwise break the pool when it arrives.
    """
    try:
        return function(*arguments)
    except Exception as error:
        if _travels(error):
            raise
        raise RuntimeError("".join(traceback.format_exception_only(error)).strip()) from None


def _travels(error: Exception) -> bool:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes, made in the same expression
    except Exception:  # noqa: BLE001 - pickling runs foreign code; any failure means that it does not travel
        return False
    return True


def _follow_parent() -> None:
    """Die with the parent, however it dies; a parent killed by -9 cannot tell its children."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)
