"""Messages that clients send on a socket: what must hold of them before anything looks into them.

See https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md.
"""

from collections.abc import Mapping

_LONGEST_ID = 200
_KINDS = frozenset({"connection_init", "ping", "pong", "subscribe", "complete"})


def fault_in(message: object) -> str | None:
    """Return what is wrong with the form of a message; none when it may be handled."""
    if not isinstance(message, dict):
        return "A message must be a JSON object"
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return "Unknown message type"
    if kind in {"subscribe", "complete"}:
        identity = message.get("id")
        if not isinstance(identity, str) or not 0 < len(identity) <= _LONGEST_ID:
            return f"`id` must be a string of 1 to {_LONGEST_ID} characters"
    payload = message.get("payload")
    if kind == "subscribe":
        return _fault_in_operation(payload)
    if kind != "complete" and not isinstance(payload, dict | None):
        return "`payload` must be an object or null"
    return None


def _fault_in_operation(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "`payload` must be an object"
    if not isinstance(payload.get("query"), str):
        return "`query` must be a string"
    if not isinstance(payload.get("operationName"), str | None):
        return "`operationName` must be a string or null"
    for name in ("variables", "extensions"):
        if not isinstance(payload.get(name), dict | None):
            return f"`{name}` must be an object or null"
    return None


def authorization_in(payload: Mapping[str, object]) -> object:
    """Return the ``Authorization`` entry of a ``connection_init`` payload, however its name is capitalised."""
    return next((value for name, value in payload.items() if name.lower() == "authorization"), None)


def close_reason(reason: str) -> str:
    """Shorten a reason to the 123 bytes that a close frame has room for (RFC 6455 section 5.5)."""
    return reason.encode()[:123].decode(errors="ignore")
