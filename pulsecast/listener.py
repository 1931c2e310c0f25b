"""The socket that the server listens on."""

import socket
from contextlib import suppress

UNACKNOWLEDGED_MS = 30_000
"""A client that acknowledges nothing for so long is dropped by the kernel; otherwise a stalled one never goes."""


class CannotListen(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        CannotListen: The port is taken, or the address is not one of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(AttributeError):  # Linux only
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        hint = "set PULSECAST_PORT to another port, or 0 for any free one"
        raise CannotListen(f"Cannot listen on {host}:{port}: {error.strerror}; {hint}.") from None
    return listener
