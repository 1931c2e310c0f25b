"""What models can be asked about: segments and pieces of content that were observed lately."""

from dataclasses import dataclass
from datetime import date

from domain.audiences.model import AudienceHistory, AudienceKind

MOST_SUBJECTS = 200
"""How many are told at most."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be asked about.

    Attributes:
        key: What questions call it: a segment, or the key of a piece of content.
        title: What people call it.
        latest: Day of the last observation; of an audience the Monday of the week.
    """

    key: str
    title: str
    latest: date


def subjects(kind: AudienceKind, history: AudienceHistory) -> list[Subject]:
    """Return what of a kind was observed, by title; of more than ``MOST_SUBJECTS`` those observed last."""
    latest: dict[str, date] = {}
    if kind is AudienceKind.EMAIL:
        latest = {one.segment: one.at.date() for one in history.sends}
    elif kind is AudienceKind.AUDIENCE:
        latest = {one.segment: one.week for one in history.weeks}
    else:
        latest = {one.key: one.day for one in history.days}
    titles = {one.key: one.title for one in history.pieces} if kind is AudienceKind.CONTENT else {}
    found = [Subject(key, titles.get(key, key), day) for key, day in latest.items()]
    newest = sorted(found, key=lambda one: one.latest, reverse=True)[:MOST_SUBJECTS]
    return sorted(newest, key=lambda one: (one.title, one.key))
