"""Everything that a batch predicts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from domain.audiences.batches.model import PredictionBatch
from domain.audiences.cases import (
    AudienceCase,
    Case,
    ContentCase,
    EmailCase,
    days_by_piece,
    frequencies,
    past_frequency,
    recent_sends,
    send_moments,
)
from domain.audiences.model import AudienceHistory, AudienceKind, AudienceWeek, EmailSend
from domain.audiences.predictions.questions import shown
from domain.audiences.subject import subject_features

DAYS_AHEAD = 7
HOURS = range(6, 23)
"""Days and hours, UTC, for which sends are predicted."""


@dataclass(frozen=True, slots=True)
class Item:
    """A case of a batch; see ``BatchRow``."""

    label: str
    case: Case
    segment: str | None = None
    at: datetime | None = None
    content_key: str | None = None


def known_until(history: AudienceHistory, until: datetime) -> AudienceHistory:
    """Return what had been observed at a moment."""
    day = until.date()
    return AudienceHistory(
        [one for one in history.sends if one.at <= until],
        [one for one in history.weeks if one.week <= day],
        history.pieces,
        [one for one in history.days if one.day <= day],
    )


def batch_items(batch: PredictionBatch, history: AudienceHistory) -> list[Item]:
    """Return the cases of a batch, always the same ones in the same order.

    Of e-mail each segment and hour of the next week, of audiences each cohort's next week, of content each piece that
    was shown lately.
    """
    known = known_until(history, batch.until)
    if batch.kind is AudienceKind.EMAIL:
        return _emails(known.sends, batch)
    return _audiences(known.weeks) if batch.kind is AudienceKind.AUDIENCE else _contents(known)


def _emails(sends: Sequence[EmailSend], batch: PredictionBatch) -> list[Item]:
    moments, latest = send_moments(sends), {one.segment: one for one in sends}
    first, items = batch.until.date() + timedelta(days=1), []
    for segment in sorted(latest):
        last = latest[segment]
        subject = subject_features(batch.subject or last.subject)
        for ahead in range(DAYS_AHEAD):
            for hour in HOURS:
                at = datetime.combine(first + timedelta(days=ahead), time(hour), UTC)
                before = recent_sends(moments[segment], at)
                case = EmailCase(at, segment, subject, last.health, before, bool(last.preview))
                items.append(Item(f"{segment}, {at:%A %H:%M} UTC", case, segment, at))
    return items


def _audiences(weeks: Sequence[AudienceWeek]) -> list[Item]:
    if not weeks:
        return []
    last, known = weeks[-1].week, frequencies(weeks)
    items = []
    for one in weeks:
        if one.week == last and one.members > one.churned:
            past = past_frequency(known, one.segment, one.cohort, one.week)
            now = AudienceCase(one.segment, one.tenure_weeks, one.week, one.members, one.frequency, past)
            case = replace(now.next_week(one.frequency), members=one.members - one.churned)
            items.append(Item(f"{one.segment} who joined from {one.cohort}", case, one.segment))
    return items


def _contents(history: AudienceHistory) -> list[Item]:
    past = days_by_piece(history.days)
    today = max((days[-1].day for days in past.values()), default=date.min) + timedelta(days=1)
    return [
        Item(
            f"{piece.title} ({piece.key})",
            ContentCase(piece, today, shown(past[piece.key]), tuple(past[piece.key])),
            content_key=piece.key,
        )
        for piece in history.pieces
        if piece.key in past
    ]
