"""Keeps this process's slot, and takes over the work of dead ones."""

import logging
import threading
from collections.abc import Callable

from infra.jobs.ledger import JobLedger
from infra.jobs.slots import ExecutorSlots, Slot

_log = logging.getLogger(__name__)
# Seconds: that ending waits for the thread, between two clearings of the ledger, and that it remembers ended jobs.
_GOODBYE = 1.0
_CLEARING = 3_600.0
_MEMORY = 30 * 86_400.0


class LeaseKeeper:
    """A thread that renews the lease of a slot and hands over what dead processes left unfinished.

    A thread, not a task: a lease must not lapse because the event loop is busy.

    Args:
        slots: The table of slots.
        ledger: The jobs.
        held: The slot of this process.
        interval: Seconds between two renewals.
        lost: Called in the thread, once, when somebody else holds the slot.
    """

    def __init__(
        self, slots: ExecutorSlots, ledger: JobLedger, held: Slot, interval: float, lost: Callable[[], None]
    ) -> None:
        self._slots = slots
        self._ledger = ledger
        self._held = held
        self._interval = interval
        self._lost = lost
        self._cleared_at: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="executor-slot", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; the slot stays held. Blocks until the thread has ended, or for a moment if the database holds it up."""
        self._stop.set()
        self._thread.join(_GOODBYE)

    def _keep(self) -> None:
        while True:
            try:
                if not self._slots.renew(self._held):
                    self._lost()
                    return
                self._take_over()
                self._clear()
            except Exception:  # noqa: BLE001 - logged; the lease is long enough for the database to come back
                _log.warning("the lease of %s could not be renewed", self._held.executor_id, exc_info=True)
            if self._stop.wait(self._interval):
                return

    def _take_over(self) -> None:
        """Put the unfinished jobs of abandoned slots back into their queues.

        The slot is held meanwhile, so that nobody does the same or starts under its id; if this process dies in
        between, the slot is abandoned again and the next one goes on.
        """
        with_work = self._ledger.executors_with_work()
        for slot in self._slots.all():
            if not slot.abandoned or slot.executor_id not in with_work or slot.number == self._held.number:
                continue
            taken = self._slots.take(slot)
            if taken is None:
                continue
            count = self._ledger.hand_over(taken.executor_id)
            self._slots.release(taken)
            _log.warning("took over %d unfinished jobs of %s", count, taken.executor_id)

    def _clear(self) -> None:
        """Forget, once in a while, jobs that ended long ago."""
        now = self._slots.now()
        if self._cleared_at is None or now - self._cleared_at >= _CLEARING:
            self._cleared_at = now
            self._ledger.forget(now - _MEMORY)
