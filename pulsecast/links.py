"""Addresses to open in a browser."""

from datetime import timedelta
from ipaddress import ip_address

from domain.workspaces.model import SIGN_IN_TOKEN_LIFE

LINK_TITLE = f"Console, signed in (once, within {SIGN_IN_TOKEN_LIFE // timedelta(minutes=1)} minutes):"


def address(host: str, port: int) -> str:
    """Return the address of a server as a browser on the same machine asks for it."""
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - what listens everywhere is reached on this machine
        host = "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def loopback(host: str) -> bool:
    """Tell whether a host that is listened on is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def sign_in_link(base: str, token: str) -> str:
    """Return the link that signs a browser in; the token is a fragment, which browsers send to no server."""
    return f"{base.rstrip('/')}/sign-in#token={token}"
