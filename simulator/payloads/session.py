"""Payloads of the sessions' streams.

Links: a request is (student, tutor, wanted time, request key); what is confirmed adds (scheduled time, session key),
what is started the time of the start, and what is completed its length in minutes.
"""

from collections.abc import Callable

from domain.marketplace.moments import HOUR, MINUTE, SECOND
from simulator.entities import names
from simulator.entities.keys import mixed, uniform
from simulator.entities.world import Link, World

_WHO, _WHAT, _WHERE, _WHEN = 10, 11, 12, 13
_LATE = 24 * HOUR
"""A student who cancels later than this before the lesson pays a fee."""


def _request_link(world: World, at: int, key: int, parent: Link, _stream: str | None) -> Link:
    wanted = world.lessons.requested(at, uniform(key, _WHEN))
    day, chance = world.local_day(wanted), mixed(key, _WHO)
    if len(parent) > 1:
        return parent[0], world.people.teaching_subject(day, chance, parent[1]), wanted, key
    student = parent[0] if parent and parent[0] else world.people.any_student(mixed(key, _WHERE))
    return student, world.people.teaching(day, chance), wanted, key


def _confirmed_link(world: World, at: int, key: int, parent: Link, _stream: str | None) -> Link:
    return (*parent[:4], world.lessons.scheduled(parent[2], at, uniform(key, _WHEN)), key)


def _same(_world: World, _at: int, _key: int, parent: Link, _stream: str | None) -> Link:
    return parent


def _started_link(_world: World, at: int, _key: int, parent: Link, _stream: str | None) -> Link:
    return (*parent, at)


def _completed_link(_world: World, at: int, _key: int, parent: Link, _stream: str | None) -> Link:
    return (*parent, round((at - parent[6]) / MINUTE))


LINKS = {
    "session.booking.requested": _request_link,
    "session.booking.confirmed": _confirmed_link,
    "session.booking.declined_by_tutor": _same,
    "session.booking.expired": _same,
    "session.cancellation.by_student": _same,
    "session.cancellation.by_tutor": _same,
    "session.started": _started_link,
    "session.completed": _completed_link,
    "session.no_show.student": _same,
    "session.no_show.tutor": _same,
    "session.rating.submitted_by_student": _same,
    "session.feedback.submitted_by_tutor": _same,
}


def _request(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("req", link[3])


def _session(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("ses", link[5])


def _student(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.student(link[0])


def _tutor(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.tutor(link[1])


def _subject(world: World, _at: int, _key: int, link: Link) -> str:
    return world.people.subject_of(link[1])


def _wanted(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.when(link[2])


def _scheduled(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.when(link[4])


def _fee(_world: World, at: int, _key: int, link: Link) -> bool:
    return bool(link[4] - at < _LATE)


def _joined(student_last: int) -> Callable[[World, int, int, Link], str]:
    def make(_world: World, at: int, key: int, _link: Link) -> str:
        bits = mixed(key, _WHAT)
        early = 0 if bits & 1 == student_last else (bits >> 8) % 300
        return names.when(at - early * SECOND)

    return make


def _duration(_world: World, _at: int, _key: int, link: Link) -> int:
    return int(link[7])


_BOTH = {"session_id": _session, "student_id": _student, "tutor_id": _tutor}
_BOOKING = {"request_id": _request, "student_id": _student, "tutor_id": _tutor}

FIELDS = {
    "session.booking.requested": {**_BOOKING, "subject": _subject, "requested_time": _wanted},
    "session.booking.confirmed": {**_BOOKING, "session_id": _session, "scheduled_time": _scheduled},
    "session.booking.declined_by_tutor": _BOOKING,
    "session.booking.expired": {"request_id": _request, "student_id": _student, "subject": _subject},
    "session.cancellation.by_student": {**_BOTH, "cancellation_fee_charged": _fee},
    "session.cancellation.by_tutor": _BOTH,
    "session.started": {"session_id": _session, "student_join_time": _joined(1), "tutor_join_time": _joined(0)},
    "session.completed": {**_BOTH, "duration_minutes": _duration, "subject": _subject},
    "session.no_show.student": {**_BOTH, "scheduled_time": _scheduled},
    "session.no_show.tutor": {**_BOTH, "scheduled_time": _scheduled},
    "session.rating.submitted_by_student": _BOTH,
    "session.feedback.submitted_by_tutor": _BOTH,
}
