"""Payloads of the support streams."""

from domain.marketplace.moments import DAY, HOUR
from simulator.entities import names, plans
from simulator.entities.keys import mixed
from simulator.entities.world import Link, World

_WHO, _WHAT, _WHERE = 10, 11, 12
_OPERATORS, _AGENTS = 12, 40
_REPEATERS, _REPEAT_SHARE = 60, 4
"""One inbound call in four comes from a small group of the fortnight who call again."""

_CATEGORIES = {
    "customer.subscription.payment_failure": "billing",
    "session.booking.expired": "booking_problem",
    "session.no_show.tutor": "quality_complaint",
    "session.rating.submitted_by_student": "quality_complaint",
    "session.cancellation.by_tutor": "booking_problem",
}
"""What a ticket is about by the stream that it follows from."""

_REASONS = {"session.no_show.tutor": "tutor_no_show", "session.rating.submitted_by_student": "poor_quality"}
"""Why somebody wants money back by the stream that it follows from."""


_CALLED_FOR = {
    "customer.subscription.payment_failure": "payment_retry",
    "session.no_show.tutor": "satisfaction_check",
}
"""Why the support calls by the stream that it follows from."""


def _customer(world: World, key: int, parent: Link) -> int:
    return int(parent[0]) if parent and parent[0] else world.people.any_student(mixed(key, _WHO))


def _caller_link(world: World, at: int, key: int, parent: Link, _stream: str | None) -> Link:
    bits = mixed(key, _WHERE)
    if not parent and bits % _REPEAT_SHARE == 0:
        return (world.people.any_student(mixed(at // (14 * DAY), (bits >> 8) % _REPEATERS)),)
    return (_customer(world, key, parent),)


def _calling_link(world: World, _at: int, key: int, parent: Link, stream: str | None) -> Link:
    return _customer(world, key, parent), _CALLED_FOR.get(stream or "")


def _ticket_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    return _customer(world, key, parent), key, at, _CATEGORIES.get(stream or "")


def _chat_link(world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    return _customer(world, key, parent), key


def _refund_link(world: World, _at: int, key: int, parent: Link, stream: str | None) -> Link:
    return _customer(world, key, parent), parent[5] if len(parent) > 5 else None, _REASONS.get(stream or "")


def _same(_world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    return parent


LINKS = {
    "support.call.inbound": _caller_link,
    "support.call.outbound": _calling_link,
    "support.ticket.created": _ticket_link,
    "support.ticket.updated": _same,
    "support.ticket.resolved": _same,
    "support.live_chat.started": _chat_link,
    "support.live_chat.message": _same,
    "support.refund.requested": _refund_link,
}


def _call(_world: World, _at: int, key: int, _link: Link) -> str:
    return names.thing("call", key)


def _who(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.student(link[0])


def _phone(_world: World, _at: int, _key: int, link: Link) -> str:
    return f"+1-555-01{mixed(link[0], _WHAT) % 100:02d}"


def _operator(_world: World, _at: int, key: int, _link: Link) -> str:
    return f"op-{mixed(key, _WHERE) % _OPERATORS + 1:02d}"


def _call_reason(world: World, at: int, key: int, link: Link) -> str:
    return link[1] or str(world.value("support.call.outbound", "reason", mixed(key, _WHAT), at))


def _ticket(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("tic", link[1])


def _category(world: World, at: int, key: int, link: Link) -> str:
    return link[3] or str(world.value("support.ticket.created", "category", mixed(key, _WHAT), at))


def _agent(_world: World, _at: int, _key: int, link: Link) -> str:
    return f"agent-{mixed(link[1], _WHERE) % _AGENTS + 1:02d}"


def _agent_of_update(world: World, at: int, key: int, link: Link) -> str | None:
    return None if _update(world, at, key, link) == "customer_reply" else _agent(world, at, key, link)


def _update(world: World, at: int, key: int, _link: Link) -> str:
    return str(world.value("support.ticket.updated", "update_type", mixed(key, _WHAT), at))


def _hours(_world: World, at: int, _key: int, link: Link) -> float:
    return float(round((at - link[2]) / HOUR, 2))


def _chat(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("chat", link[1])


def _refund(_world: World, _at: int, key: int, _link: Link) -> str:
    return names.thing("ref", key)


def _session(_world: World, _at: int, _key: int, link: Link) -> str | None:
    return None if link[1] is None else names.thing("ses", link[1])


def _refunded(_world: World, _at: int, key: int, link: Link) -> float:
    return round(plans.price_of(link[0]) * (0.25 + mixed(key, _WHAT) % 76 / 100.0), 2)


def _reason(world: World, at: int, key: int, link: Link) -> str:
    return link[2] or str(world.value("support.refund.requested", "reason", mixed(key, _WHERE), at))


FIELDS = {
    "support.call.inbound": {"call_id": _call, "customer_id": _who, "phone_number": _phone},
    "support.call.outbound": {"call_id": _call, "customer_id": _who, "operator_id": _operator, "reason": _call_reason},
    "support.ticket.created": {"ticket_id": _ticket, "customer_id": _who, "category": _category},
    "support.ticket.updated": {"ticket_id": _ticket, "update_type": _update, "agent_id": _agent_of_update},
    "support.ticket.resolved": {"ticket_id": _ticket, "agent_id": _agent, "resolution_time_hours": _hours},
    "support.live_chat.started": {"chat_id": _chat, "customer_id": _who},
    "support.live_chat.message": {"chat_id": _chat},
    "support.refund.requested": {
        "refund_request_id": _refund,
        "customer_id": _who,
        "session_id": _session,
        "amount": _refunded,
        "reason": _reason,
    },
}
