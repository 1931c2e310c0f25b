"""Payloads of the customers' streams."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.moments import DAY, HOUR, moment
from simulator.entities import names, plans
from simulator.entities.keys import KeyArray, mixed, mixed_all
from simulator.entities.world import Link, World

_WHO, _WHAT, _WHERE, _WHEN = 10, 11, 12, 13

_ATTACKERS = 24
"""One login failure in four comes from one of a few addresses that try again and again."""


def _student_link(world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    return (parent[0] if parent and parent[0] else world.people.any_student(mixed(key, _WHO)),)


def _new_student(world: World, _at: int, _key: int, _parent: Link, _stream: str | None) -> Link:
    return (world.people.students,)


def _search_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    student = _student_link(world, at, key, parent, stream)[0]
    subjects = world.people.subjects
    return student, subjects[mixed(key, _WHAT) % len(subjects)]


def _payment_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    if parent and len(parent) > 1:
        return parent
    student = _student_link(world, at, key, parent, stream)[0]
    return student, plans.price_of(student), key


def _plan_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    student = _student_link(world, at, key, parent, stream)[0]
    return student, stream


LINKS = {
    "customer.signup.completed": _new_student,
    "customer.login.success": _student_link,
    "customer.profile.update": _student_link,
    "customer.subscription.plan_changed": _plan_link,
    "customer.subscription.payment_success": _payment_link,
    "customer.subscription.payment_failure": _payment_link,
    "customer.tutor.search": _search_link,
}


def _user(world: World, _at: int, key: int, link: Link) -> str:
    return names.student(link[0] if link else world.people.any_student(mixed(key, _WHO)))


def _users(world: World, _at: NDArray[np.int64], keys: KeyArray) -> list[Any]:
    numbers = mixed_all(keys, _WHO) % np.uint64(world.people.known_students) + np.uint64(1)
    return [f"stu-{number:06d}" for number in numbers.tolist()]


def _address(_world: World, _at: int, key: int, _link: Link) -> str:
    return names.address(mixed(key, _WHERE) & 0xFFFF)


def _failing_address(_world: World, at: int, key: int, _link: Link) -> str:
    bits = mixed(key, _WHERE)
    return names.address(mixed(at // DAY, bits % _ATTACKERS) & 0xFFFF if bits >> 16 & 3 == 0 else bits & 0xFFFF)


def _login_name(world: World, at: int, key: int, _link: Link) -> str:
    bits = mixed(key, _WHERE)
    chance = mixed(at // DAY, bits % _ATTACKERS) if bits >> 16 & 3 == 0 else mixed(key, _WHO)
    return f"{names.student(world.people.any_student(chance))}@example.com"


def _cohort(_world: World, at: int, _key: int, _link: Link) -> str:
    day = moment(at)
    return f"{day.year}Q{(day.month + 2) // 3}"


def _event_type(world: World, at: int, key: int, link: Link) -> str:
    if len(link) > 1 and link[1] is not None:
        return "downgrade"
    stream = "customer.subscription.plan_changed"
    return str(world.value(stream, "event_type", mixed(key, _WHAT), at))


def _old_plan(world: World, at: int, key: int, link: Link) -> str:
    return plans.change(_event_type(world, at, key, link), mixed(key, _WHERE))[0]


def _new_plan(world: World, at: int, key: int, link: Link) -> str:
    return plans.change(_event_type(world, at, key, link), mixed(key, _WHERE))[1]


def _plan(_world: World, _at: int, _key: int, link: Link) -> str:
    return plans.plan_of(link[0])


def _amount(_world: World, _at: int, _key: int, link: Link) -> float:
    return float(link[1])


def _next_billing(_world: World, at: int, _key: int, _link: Link) -> str:
    return names.when((at // DAY + 30) * DAY)


def _subject(_world: World, _at: int, _key: int, link: Link) -> str:
    return str(link[1])


def _from(_world: World, at: int, key: int, _link: Link) -> str:
    return names.when((at // HOUR + 1 + mixed(key, _WHEN) % 72) * HOUR)


def _until(_world: World, at: int, key: int, _link: Link) -> str:
    bits = mixed(key, _WHEN)
    return names.when((at // HOUR + 1 + bits % 72 + 1 + (bits >> 32) % 4) * HOUR)


def _temporary(_world: World, _at: int, key: int, _link: Link) -> str:
    return names.thing("tmp", key)


FIELDS = {
    "customer.signup.started": {"temp_user_id": _temporary},
    "customer.signup.completed": {"user_id": _user, "cohort_id": _cohort},
    "customer.login.success": {"user_id": _user, "ip_address": _address},
    "customer.login.failure": {"username_or_email": _login_name, "ip_address": _failing_address},
    "customer.profile.update": {"user_id": _user},
    "customer.subscription.plan_changed": {
        "user_id": _user,
        "old_plan_id": _old_plan,
        "new_plan_id": _new_plan,
        "event_type": _event_type,
    },
    "customer.subscription.payment_success": {
        "user_id": _user,
        "amount": _amount,
        "plan_id": _plan,
        "next_billing_date": _next_billing,
    },
    "customer.subscription.payment_failure": {"user_id": _user, "amount": _amount},
    "customer.page.view": {"user_id": _user},
    "customer.tutor.search": {
        "user_id": _user,
        "subject": _subject,
        "availability_start": _from,
        "availability_end": _until,
    },
}

COLUMNS = {"customer.page.view": {"user_id": _users}}
