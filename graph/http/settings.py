"""What can be set about the protocol."""

from dataclasses import dataclass, field

from graph.realtime.outlet import Patience


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
        max_sockets: Most sockets at a time in this process.
        max_sockets_per_key: Most sockets at a time in this process with the same credentials.
        max_messages: Most messages a second that a socket may send for long; ten times as many at once.
        ping_seconds: Time between two pings of the server to each socket.
        silent_seconds: A socket that says nothing for so long, not even a pong, is closed.
        admission_seconds: How often the credentials of open sockets are looked at again.
        raw_sockets: Whether frames are written around ASGI where the server allows it.
        patience: What a client may leave unread.
    """

    max_body: int = 100_000
    max_upload: int = 25 * 1024 * 1024
    allowed_origins: tuple[str, ...] = ()
    socket_init_seconds: float = 10.0
    max_socket_message: int = 256_000
    max_socket_operations: int = 100
    max_sockets: int = 10_000
    max_sockets_per_key: int = 5_000
    max_messages: float = 20.0
    ping_seconds: float = 30.0
    silent_seconds: float = 90.0
    admission_seconds: float = 1.0
    raw_sockets: bool = True
    patience: Patience = field(default_factory=Patience)
