"""From an ``Authorization`` header to a principal."""

from collections.abc import Awaitable
from typing import Protocol

from domain.errors import Unauthenticated
from domain.workspaces.model import Principal


class Authenticate(Protocol):
    """Recognises callers."""

    def __call__(self, token: str | None) -> Awaitable[Principal | None]:
        """Return whose token it is; none when there is no token and strangers may ask.

        Raises:
            Unauthenticated: The token is unknown, expired or revoked.
        """
        ...


def bearer_token(header: str | None) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header; none without a header.

    Raises:
        Unauthenticated: The header has another form.
    """
    if header is None or not header.strip():
        return None
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Credentials have the form `Authorization: Bearer <key>`.")
    return token.strip()
