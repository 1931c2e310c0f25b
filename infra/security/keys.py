"""Secrets of API keys, sessions and one-time tokens: made at random, recognised by a keyed digest, never kept."""

import hmac
import re
import secrets
import string
from hashlib import sha256

from domain.ports.keys import KeyVault

_ALPHABET = string.ascii_letters + string.digits
_PREFIX_LENGTH = 8
_SECRET_LENGTH = 40
"""Characters of base 62, 238 bits: guessing is hopeless, so a plain HMAC serves and a slow hash would only cost."""

_SESSION_BYTES = 32

_ISSUED = re.compile(r"pc_([A-Za-z0-9]{8})_[A-Za-z0-9]{40}")

MINIMUM_LENGTH = 16
"""Characters that a secret chosen by somebody else has at least."""


class HmacKeyVault(KeyVault):
    """Issues secrets ``pc_PREFIX_SECRET``; digests are HMAC-SHA256 under the installation's own key."""

    def __init__(self, secret_key: bytes) -> None:
        """Take the key of the installation.

        Raises:
            ValueError: It is shorter than 16 bytes.
        """
        if len(secret_key) < 16:
            raise ValueError("the secret key needs at least 16 bytes")
        # Several keys from one, so that what is shown of an adopted secret says nothing about its digest.
        self._digest_key = hmac.digest(secret_key, b"pulsecast api key digest", "sha256")
        self._prefix_key = hmac.digest(secret_key, b"pulsecast api key prefix", "sha256")
        self._session_key = hmac.digest(secret_key, b"pulsecast session digest", "sha256")

    def issue(self) -> tuple[str, str, bytes]:
        """Return a new secret, its prefix and its digest."""
        prefix, rest = _random(_PREFIX_LENGTH), _random(_SECRET_LENGTH)
        secret = f"pc_{prefix}_{rest}"
        return secret, self.prefix_of(secret), self._digest(secret)

    def adopt(self, secret: str) -> tuple[str, bytes]:
        """Return prefix and digest of a secret that somebody else chose.

        Raises:
            ValueError: It is shorter than 16 characters; the message does not repeat it.
        """
        if len(secret) < MINIMUM_LENGTH:
            raise ValueError(f"a key needs at least {MINIMUM_LENGTH} characters")
        return self.prefix_of(secret), self._digest(secret)

    def matches(self, secret: str, digest: bytes) -> bool:
        """Tell in constant time whether a secret has this digest."""
        return hmac.compare_digest(self._digest(secret), digest)

    def prefix_of(self, secret: str) -> str:
        """Return the prefix under which a secret would be stored.

        An issued secret shows its own first part. Of any other nothing is shown: its prefix is cut from a keyed hash.
        """
        issued = _ISSUED.fullmatch(secret)
        if issued is not None:
            return f"pc_{issued[1]}"
        return f"own_{hmac.new(self._prefix_key, _bytes(secret), sha256).hexdigest()[:_PREFIX_LENGTH]}"

    def issue_secret(self) -> tuple[str, bytes]:
        """Return a new random secret of 256 bits for a session or a one-time token, and its digest."""
        secret = secrets.token_urlsafe(_SESSION_BYTES)
        return secret, self.digest_of(secret)

    def digest_of(self, secret: str) -> bytes:
        """Return the digest under which such a secret would be stored."""
        return hmac.digest(self._session_key, _bytes(secret), "sha256")

    def _digest(self, secret: str) -> bytes:
        return hmac.digest(self._digest_key, _bytes(secret), "sha256")


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _bytes(secret: str) -> bytes:
    # A header may hold lone surrogates; they must lead to a refusal, not to an exception.
    return secret.encode("utf-8", "surrogatepass")
