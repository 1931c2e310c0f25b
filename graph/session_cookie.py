"""The cookie of a browser that is signed in."""

from dataclasses import dataclass
from datetime import timedelta

SESSION_COOKIE = "pulsecast_session"

CONSOLE_HINT = (
    "Send the header X-Pulsecast-Console: 1; it shows that the request comes from the console and not from another "
    "site."
)


@dataclass(slots=True)
class SessionCookie:
    """What becomes of the session cookie with the answer to one request; nothing unless a resolver says so.

    Attributes:
        secure: Whether the request came by https; then the cookie goes by nothing else.
        by_console: Whether the request showed that it comes from the console and not from a page of another site.
        written: The value of ``Set-Cookie``; none when the cookie stays as it is.
    """

    secure: bool
    by_console: bool = False
    written: str | None = None

    def keep(self, secret: str, life: timedelta) -> None:
        """Let the browser show this secret from now on."""
        self._write(secret, int(life.total_seconds()))

    def clear(self) -> None:
        """Let the browser forget the cookie."""
        self._write("", 0)

    def headers(self) -> dict[str, str]:
        """Return what the answer carries besides its own headers."""
        return {} if self.written is None else {"set-cookie": self.written}

    def _write(self, value: str, seconds: int) -> None:
        parts = [f"{SESSION_COOKIE}={value}", "HttpOnly", "SameSite=Strict", "Path=/", f"Max-Age={seconds}"]
        self.written = "; ".join([*parts, "Secure"] if self.secure else parts)
