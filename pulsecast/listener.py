"""The socket that the server listens on."""

import socket
import sys
from contextlib import suppress

UNACKNOWLEDGED_MS = 30_000
"""A client that acknowledges nothing for so long is dropped by the kernel; otherwise a stalled one never goes."""

UNSENT_BYTES = 128 * 1024
"""What the kernel takes for a connection beyond what is on its way. By default it takes some 4 MB for a client that has
stopped reading, which nobody learns of until then."""

_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25 if sys.platform == "linux" else None)


class CannotListen(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int, *, beside_others: bool = False) -> socket.socket:
    """Return a listening socket.

    Args:
        host: The address.
        port: The port; 0 for any free one.
        beside_others: Whether other processes of this server listen there too; each connection goes to one of them.

    Raises:
        CannotListen: The port is taken, or the address is not one of this machine's.
    """
    listener = bind(host, port, beside_others=beside_others)
    listener.listen(2048)
    return listener


def bind(host: str, port: int, *, beside_others: bool = False) -> socket.socket:
    """Return a socket that has the address and gets no connections yet; see ``listen``.

    Raises:
        CannotListen: The port is taken, or the address is not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if beside_others:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with suppress(AttributeError):  # Linux only
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        if _NOTSENT_LOWAT is not None:
            listener.setsockopt(socket.IPPROTO_TCP, _NOTSENT_LOWAT, UNSENT_BYTES)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        hint = "set PULSECAST_PORT to another port, or 0 for any free one"
        raise CannotListen(f"Cannot listen on {host}:{port}: {error.strerror}; {hint}.") from None
    return listener
