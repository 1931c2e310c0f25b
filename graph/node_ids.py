"""Global ids: opaque to clients, a type name and a UUID to us."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

_LONGEST = 160


def encode_node_id(type_name: str, identity: UUID) -> str:
    """Return the global id of a thing: base64url of ``Type:uuid`` without padding."""
    return urlsafe_b64encode(f"{type_name}:{identity}".encode()).rstrip(b"=").decode()


def decode_node_id(text: str) -> tuple[str, UUID] | None:
    """Return type name and UUID, or none for anything that ``encode_node_id`` never returns.

    Callers treat none like the id of a thing that does not exist, so that a guess teaches nothing.
    """
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    try:
        type_name, separator, identity = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").partition(":")
        uuid = UUID(identity)
    except (NotBase64, ValueError):
        return None
    if not separator or not type_name.isidentifier() or encode_node_id(type_name, uuid) != text:
        return None
    return type_name, uuid


def uuid_of(text: str, type_name: str) -> UUID | None:
    """Return the UUID if it is a global id of this very type, else none."""
    decoded = decode_node_id(text)
    return decoded[1] if decoded is not None and decoded[0] == type_name else None
