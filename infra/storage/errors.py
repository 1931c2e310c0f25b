"""What the database's failures mean to the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import Refused, Unavailable, conflict, invalid

_CHANGED_MEANWHILE = {"40001", "40P01"}
"""SQLSTATE of serialisation failures and deadlocks."""

_NOT_NOW = ("08", "53", "55P03", "57")
"""Beginnings of SQLSTATEs: connection lost, out of resources, lock not available, shut down or cancelled."""


@contextmanager
def domain_errors() -> Iterator[None]:
    """Let errors of the database leave the block as domain errors; bugs leave it as they are.

    Raises:
        Refused: With CONFLICT when the change contradicts what is stored, with INVALID_INPUT when a value cannot be.
        Unavailable: The database is locked, full, gone or too busy.
    """
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error
    except StatementError as error:
        # A column type refused the value before the database saw it.
        raise (error.orig or error) from error
    except PoolTimeout as error:
        raise Unavailable("All connections to the database are busy.") from error
    except OSError as error:
        raise Unavailable("The database cannot be reached.") from error


def contradiction() -> Refused:
    """Refuse because the rows that this refers to are gone or in another workspace."""
    return conflict("This contradicts what is stored, or refers to something that is gone.")


def _meaning(error: DBAPIError) -> Refused | Unavailable | None:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if isinstance(error, IntegrityError):
        return contradiction()
    if state in _CHANGED_MEANWHILE:
        return conflict("Somebody else changed the same thing at the same time.", hint="Try again.")
    if isinstance(error, DataError) or state.startswith("22"):
        return Refused(invalid("A value cannot be stored: it is out of range or holds forbidden characters."))
    if error.connection_invalidated or state.startswith(_NOT_NOW):
        return Unavailable("The database does not answer.")
    if isinstance(error, OperationalError | InterfaceError) and not state:
        return _sqlite_meaning(str(error.orig))
    return None


def _sqlite_meaning(message: str) -> Unavailable | None:
    lowered = message.lower()
    reasons = ("locked", "busy", "unable to open", "disk is full", "disk i/o", "closed", "readonly", "interrupted")
    if any(reason in lowered for reason in reasons):
        return Unavailable(f"The database does not answer: {message}.")
    return None
