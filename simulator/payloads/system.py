"""Payloads of the systems' streams."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.entities import names, plans
from simulator.entities.keys import KeyArray, mixed, mixed_all, uniform
from simulator.entities.world import Link, World

_WHO, _WHAT = 10, 11
_SIGNED_IN = 7
"""Of ten requests so many come from somebody who is signed in."""

_GATEWAY, _FAILURE = "payment_gateway.transaction.status", "customer.subscription.payment_failure"


def _transaction_link(world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    student = parent[0] if parent and parent[0] else world.people.any_student(mixed(key, _WHO))
    return student, plans.price_of(student), key


LINKS = {_GATEWAY: _transaction_link}


def _requesters(world: World, _at: NDArray[np.int64], keys: KeyArray) -> list[Any]:
    bits = mixed_all(keys, _WHO)
    numbers = (bits >> np.uint64(8)) % np.uint64(world.people.known_students) + np.uint64(1)
    signed_in = bits % np.uint64(10) < np.uint64(_SIGNED_IN)
    return [
        f"stu-{number:06d}" if signed else None
        for number, signed in zip(numbers.tolist(), signed_in.tolist(), strict=True)
    ]


def _query(_world: World, _at: int, key: int, _link: Link) -> str:
    return f"{mixed(key, _WHAT) % 97:012x}"


def _transaction(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("txn", link[2])


def _status(world: World, at: int, key: int, _link: Link) -> str:
    chance = mixed(key, _WHAT)
    failed = world.share(_GATEWAY, at)
    status = str(world.value(_GATEWAY, "status", chance, at))
    if failed is None:
        # More payments can fail than usual only if more transactions do.
        return "failed" if status != "failed" and uniform(key, _WHAT + 1) < _more_failures(world, at) else status
    if uniform(key, _WHAT + 1) < failed:
        return "failed"
    return "success" if status == "failed" else status


def _more_failures(world: World, at: int) -> float:
    """Return the chance that a transaction fails that usually would not."""
    gateway, failure = world.numbers[_GATEWAY], world.numbers.get(_FAILURE)
    gate = 1.0 if failure is None else world.gates.gate(gateway, failure, at)
    if gate <= 1.0:
        return 0.0
    usual = world.tables[_GATEWAY]["status"].share("failed")
    return min(1.0, usual * (gate - 1.0) / (1.0 - usual))


def _amount(_world: World, _at: int, _key: int, link: Link) -> float:
    return float(link[1])


def _students(_world: World, _at: int, _key: int, link: Link) -> int:
    return int(link[0])


def _tutors(_world: World, _at: int, _key: int, link: Link) -> int:
    return int(link[1])


FIELDS = {
    "database.query.performance": {"query_hash": _query},
    _GATEWAY: {"transaction_id": _transaction, "status": _status, "amount": _amount},
    "platform.concurrent.users": {"active_student_count": _students, "active_tutor_count": _tutors},
}

COLUMNS = {"api.request.log": {"user_id": _requesters}}
