"""Addresses of databases, as people write them."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


def normalise_url(address: str) -> URL:
    """Read ``sqlite:///file`` or ``postgresql://user@host/name``, with or without the driver, as an address.

    Raises:
        ValueError: It names no database that the product can use; the message never repeats a password.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ValueError("the database address cannot be read; write sqlite:///FILE or postgresql://…") from error
    driver = _DRIVERS.get(url.drivername, url.drivername)
    if driver not in _DRIVERS.values():
        raise ValueError(f"databases of the kind {url.drivername!r} are not supported; use sqlite or postgresql")
    if driver.startswith("sqlite") and url.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file, because several connections share the database: sqlite:///FILE")
    return url.set(drivername=driver)
