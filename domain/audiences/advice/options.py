"""What could be done differently: cases as they are, and as they could be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.audiences.advice.model import AdviceKind
from domain.audiences.cases import AudienceCase, Case, ContentCase, EmailCase, days_by_piece, email_cases
from domain.audiences.model import AudienceHistory, EmailSend
from domain.audiences.predictions.questions import AudienceQuestion, audience_case, shown
from domain.audiences.rates import Rate

USUAL_SENDS = 6
"""Latest sends to a segment that tell how it is written to."""

HOURS = range(6, 23, 2)

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")

BEST_LENGTH = 45
"""Characters that long subjects are cut to."""

TOO_LONG = 65

FREQUENCIES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Parts of the present frequency that an audience could be reached with instead."""

OLD_DAYS = 21
"""Age from which content may be worth a refresh."""

ACTIVE_DAYS = 14
"""Days without an impression after which content is not shown any more."""


@dataclass(frozen=True, slots=True)
class Option:
    """A change of cases.

    Attributes:
        subject: The segment, or the title of a piece.
        change: What is done, for a reader, beginning with a verb in lower case.
        same: Whether both are of the same things.
    """

    kind: AdviceKind
    subject: str
    content_key: str | None
    rate: Rate
    horizon_days: int | None
    change: str
    before: tuple[Case, ...]
    after: tuple[Case, ...]
    same: bool = True


def email_options(sends: Sequence[EmailSend]) -> list[list[Option]]:
    """Return what could be done about sends; of the options of one list at most one is worth doing.

    Args:
        sends: Latest ones, ascending.
    """
    cases = email_cases(sends)
    found = []
    for segment in sorted({one.segment for one in sends}):
        usual = tuple([case for case in cases if case.segment == segment][-USUAL_SENDS:])
        found += [_times(segment, usual), _subjects(segment, usual)]
    return found


def audience_options(history: AudienceHistory) -> list[list[Option]]:
    """Return how often each segment could be reached instead."""
    found = []
    for segment in sorted({one.segment for one in history.weeks}):
        case = audience_case(AudienceQuestion(segment), history.weeks)
        usual = sum(case.past_frequency) / len(case.past_frequency)
        before = replace(case, frequency=usual)
        if usual > 0:
            found.append([_frequency(segment, before, factor) for factor in FREQUENCIES])
    return found


def content_options(history: AudienceHistory) -> list[list[Option]]:
    """Return which pieces could be renewed, and which shown more instead of a usual one."""
    if not history.days:
        return []
    today = history.days[-1].day + timedelta(days=1)
    cases = [case for case in _content(history, today) if case.past[-1].day >= today - timedelta(days=ACTIVE_DAYS)]
    if not cases:
        return []
    old = [case for case in cases if case.piece.age(today) >= OLD_DAYS]
    renewed = [[_refresh(case)] for case in old]
    most_shown = sorted(cases, key=lambda case: -case.impressions)
    usual = tuple(most_shown[: max(len(most_shown) // 2, 1)])
    return [*renewed, [_push(case, usual) for case in cases]]


def _times(segment: str, usual: Sequence[EmailCase]) -> list[Option]:
    return [
        Option(
            AdviceKind.SEND_TIME,
            segment,
            None,
            Rate.OPEN_RATE,
            None,
            f"send to {segment} on {WEEKDAYS[weekday]} at {hour:02}:00 UTC",
            tuple(usual),
            tuple(replace(case, at=_moved(case.at, weekday, hour)) for case in usual),
        )
        for weekday in range(7)
        for hour in HOURS
    ]


def _moved(at: datetime, weekday: int, hour: int) -> datetime:
    day = at + timedelta(days=weekday - at.weekday())
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _subjects(segment: str, usual: Sequence[EmailCase]) -> list[Option]:
    changes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("address readers personally in subjects to", {"personal": True}),
        ("put a number into subjects to", {"number": True}),
        ("ask a question in subjects to", {"question": True}),
        ("put a pictograph into subjects to", {"emoji": True}),
        ("leave pictographs out of subjects to", {"emoji": False}),
        ("say in subjects what ends soon to", {"urgency": True}),
        ("leave out words that spam filters dislike in subjects to", {"spam_words": 0}),
        (f"keep subjects to {BEST_LENGTH} characters to", {}),
    )
    options = []
    for words, values in changes:
        after = tuple(
            replace(case, subject=replace(case.subject, **values)) if values else _shortened(case) for case in usual
        )
        if after != tuple(usual):
            options.append(
                Option(
                    AdviceKind.SUBJECT, segment, None, Rate.OPEN_RATE, None, f"{words} {segment}", tuple(usual), after
                )
            )
    previewed = tuple(replace(case, preview=True) for case in usual)
    if previewed != tuple(usual):
        change = f"add a preview text to e-mails to {segment}"
        options.append(Option(AdviceKind.SUBJECT, segment, None, Rate.OPEN_RATE, None, change, tuple(usual), previewed))
    return options


def _shortened(case: EmailCase) -> EmailCase:
    subject = case.subject
    if subject.length <= TOO_LONG:
        return case
    words = max(round(subject.words * BEST_LENGTH / subject.length), 1)
    return replace(case, subject=replace(subject, length=BEST_LENGTH, words=words))


def _frequency(segment: str, before: AudienceCase, factor: float) -> Option:
    frequency = round(before.frequency * factor, 2)
    return Option(
        AdviceKind.FREQUENCY,
        segment,
        None,
        Rate.CHURN_RATE,
        30,
        f"reach {segment} {frequency:g} times a week instead of {before.frequency:.1f}",
        (before,),
        (replace(before, frequency=frequency),),
    )


def _content(history: AudienceHistory, today: date) -> list[ContentCase]:
    known = {piece.key: piece for piece in history.pieces}
    past = days_by_piece(history.days)
    return [ContentCase(known[key], today, shown(days), tuple(days)) for key, days in past.items()]


def _refresh(case: ContentCase) -> Option:
    fresh = replace(case, renewed=case.day)
    return Option(
        AdviceKind.CONTENT_REFRESH,
        case.piece.title,
        case.piece.key,
        Rate.ENGAGEMENT_RATE,
        7,
        f"renew {case.piece.title!r}, which is {case.piece.age(case.day)} days old",
        (case,),
        (fresh,),
    )


def _push(case: ContentCase, usual: tuple[ContentCase, ...]) -> Option:
    return Option(
        AdviceKind.CONTENT_PUSH,
        case.piece.title,
        case.piece.key,
        Rate.ENGAGEMENT_RATE,
        7,
        f"show {case.piece.title!r} to those who would be shown a usual piece",
        usual,
        (case,),
        same=False,
    )
