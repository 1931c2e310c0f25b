"""Cases as numbers and labels, from which models learn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.audiences.cases import MEMORY_WEEKS, AudienceCase, Case, ContentCase, EmailCase
from domain.audiences.model import AudienceKind
from domain.forecasting.model import FloatArray

Labels = NDArray[np.str_]

NUMBERS: Mapping[AudienceKind, tuple[str, ...]] = {
    AudienceKind.EMAIL: (
        "hour",
        "weekday",
        "length",
        "words",
        "number",
        "question",
        "emoji",
        "personal",
        "urgency",
        "spam_words",
        "preview",
        "bounce_share",
        "inactive_share",
        "list_size",
        "recent_sends",
    ),
    AudienceKind.AUDIENCE: ("tenure_weeks", "frequency", "last_frequency", "earlier_frequency"),
    AudienceKind.CONTENT: ("age_days", "length", "weekday"),
}
"""Names of the numbers of a kind's cases, in order. The hour is UTC, from 0 to below 24; Monday is 0."""

LABELS: Mapping[AudienceKind, tuple[str, ...]] = {
    AudienceKind.EMAIL: ("segment",),
    AudienceKind.AUDIENCE: ("segment",),
    AudienceKind.CONTENT: ("kind", "topic", "format", "channel"),
}
"""Names of the labels of a kind's cases, in order."""


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Cases of one kind.

    Attributes:
        numbers: Shape ``(cases, len(NUMBERS[kind]))``.
        labels: Shape ``(cases, len(LABELS[kind]))``.
    """

    kind: AudienceKind
    numbers: FloatArray
    labels: Labels

    def __len__(self) -> int:
        return len(self.numbers)

    def number(self, name: str) -> FloatArray:
        """Return a column of numbers."""
        return self.numbers[:, NUMBERS[self.kind].index(name)]

    def label(self, name: str) -> Labels:
        """Return a column of labels."""
        return self.labels[:, LABELS[self.kind].index(name)]

    def where(self, chosen: NDArray[Any]) -> "CaseTable":
        """Return the chosen cases: by a mask, or by their places."""
        return CaseTable(self.kind, self.numbers[chosen], self.labels[chosen])


def table_of(kind: AudienceKind, cases: Sequence[Case]) -> CaseTable:
    """Return cases, all of this kind, as a table."""
    numbers = np.array([_numbers(case) for case in cases], dtype=np.float64).reshape(len(cases), len(NUMBERS[kind]))
    labels = np.array([_labels(case) for case in cases], dtype=np.str_).reshape(len(cases), len(LABELS[kind]))
    return CaseTable(kind, numbers, labels)


def _numbers(case: Case) -> tuple[float, ...]:
    if isinstance(case, EmailCase):
        return _of_email(case)
    if isinstance(case, AudienceCase):
        past = _past(case)
        return (float(case.tenure_weeks), case.frequency, past[0], sum(past[1:]) / (MEMORY_WEEKS - 1))
    return (float(case.age_days), float(case.piece.length), float(case.day.weekday()))


def _of_email(case: EmailCase) -> tuple[float, ...]:
    subject, health = case.subject, case.health
    return (
        case.at.hour + case.at.minute / 60,
        float(case.at.weekday()),
        float(subject.length),
        float(subject.words),
        float(subject.number),
        float(subject.question),
        float(subject.emoji),
        float(subject.personal),
        float(subject.urgency),
        float(subject.spam_words),
        float(case.preview),
        health.bounce_share,
        health.inactive_share,
        float(health.size),
        float(case.recent_sends),
    )


def _past(case: AudienceCase) -> list[float]:
    """Return the frequency of each remembered week, the latest first.

    Before somebody joined there was none; what was not observed is taken for what is known of the time around it.
    """
    known = list(case.past_frequency[:MEMORY_WEEKS])
    usual = sum(known) / len(known) if known else case.frequency
    return known + [usual if case.tenure_weeks > back else 0.0 for back in range(len(known), MEMORY_WEEKS)]


def _labels(case: Case) -> tuple[str, ...]:
    if isinstance(case, ContentCase):
        piece = case.piece
        return (piece.kind.value, piece.topic, piece.format.value, piece.channel.value)
    return (case.segment,)
