"""What can be set about the protocol."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Bounds and trust of the web side.

    Attributes:
        max_body: Largest body in bytes without credentials.
        max_upload: Largest body in bytes with credentials.
        allowed_origins: Origins such as ``https://console.example`` whose pages may call the API and open sockets,
            besides pages of the API's own origin.
        socket_init_seconds: How long a socket may take to say ``connection_init``.
        max_socket_message: Largest message on a socket in bytes; large content goes over HTTP.
        max_socket_operations: Most operations at a time on one socket.
    """

    max_body: int = 100_000
    max_upload: int = 25 * 1024 * 1024
    allowed_origins: tuple[str, ...] = ()
    socket_init_seconds: float = 10.0
    max_socket_message: int = 256_000
    max_socket_operations: int = 100
