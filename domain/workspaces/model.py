"""Who may do what, where."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member is in a workspace, most powerful first."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    ANALYST = "ANALYST"
    VIEWER = "VIEWER"

    @property
    def rank(self) -> int:
        """0 for the most powerful role."""
        return list(Role).index(self)

    def at_most(self, other: "Role") -> bool:
        """Tell whether this role is no more powerful than another."""
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant; everything else belongs to exactly one.

    Attributes:
        slug: Unique, lower case, used on the command line.
        demo: Whether it is the demo workspace.
    """

    id: UUID
    name: str
    slug: str
    created_at: datetime
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a workspace. ``email`` is unique within it, compared without case."""

    id: UUID
    workspace_id: UUID
    email: str
    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A secret that acts for a member with a role of its own, never above the member's.

    Attributes:
        prefix: First characters of the secret, in clear; unique, and how a presented secret is looked up.
        digest: HMAC-SHA256 of the secret; the secret itself is not kept.
    """

    id: UUID
    workspace_id: UUID
    member_id: UUID
    name: str
    role: Role
    prefix: str
    digest: bytes
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def usable(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


SESSION_LIFE = timedelta(days=30)
"""How long a session lasts at most."""

SESSION_IDLE = timedelta(days=7)
"""A session that is not used for so long ends."""

SIGN_IN_TOKEN_LIFE = timedelta(minutes=15)
"""How long a one-time token may be used."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that a member is signed in from.

    Attributes:
        api_key_id: The key that it was begun with; it ends when the key does and allows no more. None when it was begun
            with a one-time token.
        digest: HMAC-SHA256 of the secret in the cookie; the secret itself is not kept.
        last_used_at: To the minute; its beginning at first.
    """

    id: UUID
    workspace_id: UUID
    member_id: UUID
    api_key_id: UUID | None
    digest: bytes
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime

    def usable(self, now: datetime) -> bool:
        """Tell whether it has neither expired nor been idle for too long."""
        return now < self.expires_at and now - self.last_used_at < SESSION_IDLE


@dataclass(frozen=True, slots=True)
class SignInToken:
    """A secret that begins one session for a member, once.

    Attributes:
        digest: HMAC-SHA256 of the secret; the secret itself is not kept.
    """

    workspace_id: UUID
    member_id: UUID
    digest: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks: a member in a workspace, through a key, from a browser or on the command line.

    Attributes:
        role: What counts for permissions: the weaker of the member's and the key's role.
        key_id: The key that was shown, or that the session was begun with.
        session_id: The session of the browser that asks.
    """

    workspace_id: UUID
    member_id: UUID
    name: str
    role: Role
    key_id: UUID | None = None
    session_id: UUID | None = None
