"""Payloads of the tutors' streams."""

from typing import Any

from domain.marketplace.moments import HOUR
from simulator.entities import names
from simulator.entities.keys import mixed
from simulator.entities.world import Link, World

_WHO, _WHAT, _WHERE, _WHEN = 10, 11, 12, 13
_STEPS = ("application_review", "background_check", "demo_session", "training")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STATUSES = ("active", "paused", "inactive")


def _application_link(world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    subjects = world.people.subjects
    campaign = parent[2] if len(parent) > 2 else None
    return 0, key, subjects[mixed(key, _WHAT) % len(subjects)], names.region(mixed(key, _WHERE)), campaign


def _onboarding_link(_world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    return parent or (0, mixed(key, _WHO), "", "", None)


def _approved_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    return (*_onboarding_link(world, at, key, parent, stream), world.people.tutors)


def _availability_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    if stream == "tutor.onboarding.approved":
        return 0, parent[-1]
    if parent and len(parent) > 1:
        return parent
    return 0, world.people.teaching(world.local_day(at) + mixed(key, _WHEN) % 7, mixed(key, _WHO))


def _anybody_link(world: World, _at: int, key: int, _parent: Link, _stream: str | None) -> Link:
    return 0, world.people.any_tutor(mixed(key, _WHO))


def _view_link(world: World, at: int, key: int, parent: Link, _stream: str | None) -> Link:
    day, chance = world.local_day(at) + 1 + mixed(key, _WHEN) % 6, mixed(key, _WHO)
    if len(parent) > 1:
        return parent[0], world.people.teaching_subject(day, chance, parent[1])
    student = parent[0] if parent and parent[0] else world.people.any_student(mixed(key, _WHAT))
    return student, world.people.teaching(day, chance)


def _payout_link(_world: World, _at: int, _key: int, parent: Link, _stream: str | None) -> Link:
    return parent


LINKS = {
    "tutor.application.received": _application_link,
    "tutor.onboarding.step_completed": _onboarding_link,
    "tutor.onboarding.approved": _approved_link,
    "tutor.onboarding.rejected": _onboarding_link,
    "tutor.availability.set": _availability_link,
    "tutor.availability.batch_updated": _availability_link,
    "tutor.login.event": _availability_link,
    "tutor.status.changed": _anybody_link,
    "tutor.profile.viewed_by_student": _view_link,
    "tutor.payout.initiated": _payout_link,
}


def _applicant(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("app", link[1])


def _subject(_world: World, _at: int, _key: int, link: Link) -> str:
    return str(link[2])


def _region(_world: World, _at: int, _key: int, link: Link) -> str:
    return str(link[3])


def _campaign(_world: World, _at: int, _key: int, link: Link) -> str | None:
    return link[4]  # type: ignore[no-any-return]


def _step(_world: World, _at: int, key: int, _link: Link) -> str:
    return _STEPS[mixed(key, _WHAT) % len(_STEPS)]


def _tutor(world: World, at: int, key: int, link: Link) -> str:
    if link:
        return names.tutor(link[1])
    return names.tutor(world.people.teaching(world.local_day(at), mixed(key, _WHO)))


def _approved_tutor(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.tutor(link[-1])


def _operator(_world: World, _at: int, key: int, _link: Link) -> str:
    return f"op-{mixed(key, _WHERE) % 12 + 1:02d}"


def _block_start(_world: World, at: int, key: int, _link: Link) -> str:
    return names.when((at // HOUR + 2 + mixed(key, _WHEN) % 160) * HOUR)


def _block_end(_world: World, at: int, key: int, _link: Link) -> str:
    bits = mixed(key, _WHEN)
    return names.when((at // HOUR + 2 + bits % 160 + 1 + (bits >> 32) % 4) * HOUR)


def _template(_world: World, _at: int, key: int, _link: Link) -> dict[str, Any]:
    bits = mixed(key, _WHAT)
    template = {}
    for day, name in enumerate(_WEEKDAYS):
        part = bits >> 8 * day & 255
        if part % 3:
            start = 8 + part % 11
            template[name] = [{"start": f"{start:02d}:00", "end": f"{start + 2 + part % 2:02d}:00"}]
    return template or {"monday": [{"start": "16:00", "end": "19:00"}]}


def _viewer(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.student(link[0])


def _sessions(_world: World, _at: int, _key: int, link: Link) -> int:
    return int(link[2])


def _earned(_world: World, _at: int, _key: int, link: Link) -> float:
    return float(round(link[3] / 100.0, 2))


def _old_status(_world: World, _at: int, key: int, _link: Link) -> str:
    return _STATUSES[mixed(key, _WHAT) % 3]


def _new_status(world: World, at: int, key: int, link: Link) -> str:
    old = _old_status(world, at, key, link)
    chance = mixed(key, _WHERE)
    for step in range(8):
        new = str(world.value("tutor.status.changed", "new_status", chance + step * 1_367, at))
        if new != old:
            return new
    return next(status for status in _STATUSES if status != old)


FIELDS = {
    "tutor.application.received": {
        "applicant_id": _applicant,
        "subject": _subject,
        "region": _region,
        "source_campaign_id": _campaign,
    },
    "tutor.onboarding.step_completed": {"applicant_id": _applicant, "step_name": _step},
    "tutor.onboarding.approved": {
        "applicant_id": _applicant,
        "tutor_id": _approved_tutor,
        "approved_by_operator_id": _operator,
    },
    "tutor.onboarding.rejected": {"applicant_id": _applicant},
    "tutor.availability.set": {"tutor_id": _tutor, "block_start": _block_start, "block_end": _block_end},
    "tutor.availability.batch_updated": {"tutor_id": _tutor, "template": _template},
    "tutor.login.event": {"tutor_id": _tutor},
    "tutor.profile.viewed_by_student": {"tutor_id": _tutor, "viewing_student_id": _viewer},
    "tutor.payout.initiated": {"tutor_id": _tutor, "amount_usd": _earned, "session_count": _sessions},
    "tutor.status.changed": {"tutor_id": _tutor, "old_status": _old_status, "new_status": _new_status},
}
