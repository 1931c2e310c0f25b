"""Advice on content, timing and audiences."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.audiences.cases import Case
from domain.audiences.model import AudienceKind
from domain.audiences.rates import Rate


class AdviceKind(StrEnum):
    """What is to be changed."""

    SEND_TIME = "SEND_TIME"
    SUBJECT = "SUBJECT"
    FREQUENCY = "FREQUENCY"
    CONTENT_REFRESH = "CONTENT_REFRESH"
    CONTENT_PUSH = "CONTENT_PUSH"


@dataclass(frozen=True, slots=True)
class Uplift:
    """What a change does to a rate.

    Attributes:
        before: The rate as things are.
        after: The rate after the change.
        relative: Improvement relative to ``before``; of a rate that is better when lower, its fall.
        low: Lower end of the improvement's 80 % interval.
        high: Its upper end.
        worse: Probability that the change does harm, as far as the model knows itself.
    """

    before: float
    after: float
    relative: float
    low: float
    high: float
    worse: float

    @property
    def confidence(self) -> float:
        """Probability that the change helps."""
        return 1.0 - self.worse


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice.

    Attributes:
        subject: The segment, or the title of the piece of content.
        content_key: The piece of content, if it is about one.
        horizon_days: Days that the rate is for; none for sends.
        message: What was found, with numbers.
        suggestion: What to do.
        priority: 1 … 10, 10 first.
        before: Cases as they are.
        after: The same cases after the change.
        version_id: The version of the model that it rests on.
    """

    id: UUID
    kind: AdviceKind
    about: AudienceKind
    subject: str
    content_key: str | None
    rate: Rate
    horizon_days: int | None
    uplift: Uplift
    message: str
    suggestion: str
    priority: int
    tags: tuple[str, ...]
    before: tuple[Case, ...]
    after: tuple[Case, ...]
    version_id: UUID
    version_number: int
