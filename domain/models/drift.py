"""Looking at a champion with the eyes of a drift monitor."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.models.model import DriftFinding, DriftReport, DriftSubject
from domain.models.training import TrainingSet
from domain.ports.models import DriftMonitor, Trainer


def watched(
    trainer: Trainer, monitor: DriftMonitor, artefact: bytes, now: TrainingSet, seed: int
) -> tuple[DriftFinding, ...]:
    """Return what drifted since an artefact was trained; runs in another process.

    Raises:
        ValueError: The trainer cannot read the artefact any more.
    """
    return monitor.findings(trainer.watch(artefact, now), seed)


def report_of(findings: Sequence[DriftFinding], at: datetime, until: date) -> DriftReport:
    """Say what findings come to."""
    return DriftReport(at, until, tuple(findings), _statement(findings))


def _statement(findings: Sequence[DriftFinding]) -> str:
    if not findings:
        return "Nothing has come since its training that it could be held against."
    inputs = [one for one in findings if one.subject is DriftSubject.INPUT]
    moved = [one for one in inputs if one.drifted]
    parts = [f"{len(moved)} of {len(inputs)} inputs drifted"]
    worst = next((one for one in moved if one.effect is not None and one.effect > 0), None)
    if worst is not None:
        parts.append(f"{worst.feature} costs most, {worst.effect:+.1%} of the loss")
    error = next((one for one in findings if one.subject is DriftSubject.ERROR), None)
    if error is None:
        parts.append("no outcome is known yet to measure the error by")
    else:
        parts.append(
            f"the error changed by {error.statistic:+.1%}, {'more than' if error.drifted else 'within'} chance"
        )
    return "; ".join(parts) + "."
