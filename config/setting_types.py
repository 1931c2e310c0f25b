"""How the text of an environment variable becomes a value: sizes, lists, addresses of databases and brokers."""

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

_UNITS = {
    "": 1,
    "b": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "kib": 1024,
    "mib": 1024**2,
    "gib": 1024**3,
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.ASCII)
_DATABASES = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_BROKERS = frozenset({"memory", "redis", "rediss", "postgres", "postgresql"})
_PASSWORD = re.compile(r"(://[^/@:]*:).*@")


def folder(value: object) -> object:
    """Read the path of a folder; ``~`` is the home folder.

    Raises:
        ValueError: It names the home folder of somebody who has none.
    """
    if not isinstance(value, str):
        return value
    try:
        return Path(value.strip()).expanduser()
    except RuntimeError as error:
        raise ValueError("no such home folder") from error


def byte_count(value: object) -> object:
    """Read a size such as ``25MB`` (decimal), ``24 MiB`` (binary) or a plain number of bytes.

    Raises:
        ValueError: It is text but not a size.
    """
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip().lower())
    if match is None or match[2] not in _UNITS:
        raise ValueError("not a size")
    return int(Decimal(match[1]) * _UNITS[match[2]])


def origins(value: object) -> object:
    """Read web origins separated by commas.

    Raises:
        ValueError: One of them is not ``scheme://host[:port]`` and nothing more.
    """
    if not isinstance(value, str):
        return value
    listed = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    for origin in listed:
        parts = urlsplit(origin)
        bare = f"{parts.scheme}://{parts.netloc}" == origin
        if parts.scheme not in {"http", "https"} or not parts.hostname or not bare or parts.username:
            raise ValueError(f"{origin!r} is not an origin")
    return listed


def database_address(value: object) -> object:
    """Read a database address and name the driver in it.

    ``sqlite:///file`` becomes ``sqlite+aiosqlite:///file``; ``postgres://`` and ``postgresql://`` become
    ``postgresql+asyncpg://``.

    Raises:
        ValueError: It is no address of SQLite or PostgreSQL, or an SQLite one without a file; one in memory
            would be another one for every connection.
    """
    if not isinstance(value, str):
        return value
    scheme, separator, rest = value.strip().partition("://")
    driver = _DATABASES.get(scheme.lower())
    if driver is None or not separator:
        raise ValueError("not a database address")
    if driver.startswith("sqlite") and (not rest.startswith("/") or rest.partition("?")[0] in {"/", "/:memory:"}):
        raise ValueError("no file named")
    if driver.startswith("postgresql") and not rest.strip("/"):
        raise ValueError("no server named")
    return f"{driver}://{rest}"


def broker_address(value: object) -> object:
    """Read the address of what carries signals between processes.

    Raises:
        ValueError: Its scheme is not one of the known ones, or it names no server where one is needed.
    """
    if not isinstance(value, str):
        return value
    parts = urlsplit(value.strip())
    if parts.scheme not in _BROKERS or (parts.scheme != "memory" and not parts.netloc):
        raise ValueError("not a broker address")
    return value.strip()


def default_database(data_dir: Path) -> str:
    """Return the address of the SQLite file that is used when no database is named."""
    return f"sqlite+aiosqlite:///{data_dir / 'pulsecast.db'}"


def without_password(text: str) -> str:
    """Blank the password in an address, so that it can be shown."""
    return _PASSWORD.sub(r"\1***@", text)
