"""Expected failures, as data: what was wrong, where in the input, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """What kind of failure it is; clients branch on it."""

    INVALID_INPUT = "INVALID_INPUT"
    INVALID_TIME_RANGE = "INVALID_TIME_RANGE"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    TOO_LARGE = "TOO_LARGE"
    SCENARIO_NOT_FOUND = "SCENARIO_NOT_FOUND"
    SCENARIO_ALREADY_ACTIVE = "SCENARIO_ALREADY_ACTIVE"
    NO_ACTIVE_SCENARIO = "NO_ACTIVE_SCENARIO"
    INVALID_SCENARIO = "INVALID_SCENARIO"
    INVALID_EVENT = "INVALID_EVENT"
    STREAM_NOT_FOUND = "STREAM_NOT_FOUND"
    RESUME_POINT_EXPIRED = "RESUME_POINT_EXPIRED"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL_ERROR = "INTERNAL_ERROR"


@dataclass(frozen=True, slots=True)
class Fault:
    """One expected failure.

    Attributes:
        code: Its kind.
        message: What is wrong, in words for a person.
        path: Where in the input, field names from the outside in; empty when it concerns the whole.
        hint: What to do about it.
    """

    code: ErrorCode
    message: str
    path: tuple[str, ...] = ()
    hint: str | None = None


class PulsecastError(Exception):
    """Base of every error that the product raises on purpose."""


class Refused(PulsecastError):
    """A request that cannot be carried out as asked; nothing was changed.

    Attributes:
        faults: Every reason that was found, at least one.
    """

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("a refusal needs a reason")
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


class Unauthenticated(PulsecastError):
    """Nobody, or nobody known, is asking."""


class SessionEnded(Unauthenticated):
    """The session of a browser is unknown, has expired, or was ended."""


class Forbidden(PulsecastError):
    """The role of the one who asks does not allow it.

    Attributes:
        needed: The roles that would.
    """

    def __init__(self, message: str, needed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.needed = needed


class Unavailable(PulsecastError):
    """Something the product depends on does not answer; trying again later may work."""


class Cancelled(PulsecastError):
    """The work was cancelled while it ran."""


def not_found(what: str, *path: str) -> Refused:
    """Refuse because there is no such thing in this workspace; a foreign id reads the same as an unknown one."""
    return Refused(Fault(ErrorCode.NOT_FOUND, f"There is no such {what} in this workspace.", path))


def invalid(message: str, *path: str, hint: str | None = None) -> Fault:
    """Describe one input that is wrong."""
    return Fault(ErrorCode.INVALID_INPUT, message, path, hint)


def conflict(message: str, *path: str, hint: str | None = None) -> Refused:
    """Refuse because the present state does not allow it."""
    return Refused(Fault(ErrorCode.CONFLICT, message, path, hint))
