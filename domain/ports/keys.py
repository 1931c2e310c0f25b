"""Secrets of API keys, of sessions and of one-time tokens."""

from typing import Protocol


class KeyVault(Protocol):
    """Makes and recognises secrets without keeping them."""

    def issue(self) -> tuple[str, str, bytes]:
        """Return a new secret, its prefix (stored in clear, shown in lists) and its digest (stored)."""
        ...

    def adopt(self, secret: str) -> tuple[str, bytes]:
        """Return prefix and digest of a secret that somebody else chose, such as the owner key of the settings."""
        ...

    def matches(self, secret: str, digest: bytes) -> bool:
        """Tell in constant time whether a secret has this digest."""
        ...

    def prefix_of(self, secret: str) -> str:
        """Return the prefix under which a secret would be stored."""
        ...

    def issue_secret(self) -> tuple[str, bytes]:
        """Return a new random secret of 256 bits for a session or a one-time token, and its digest (stored)."""
        ...

    def digest_of(self, secret: str) -> bytes:
        """Return the digest under which such a secret would be stored; never that of an API key."""
        ...
