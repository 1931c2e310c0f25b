"""Expected failures of a mutation, as data in its payload."""

from collections.abc import Awaitable, Iterable
from typing import TypeVar

import strawberry
from strawberry.utils.str_converters import to_camel_case

from domain.errors import ErrorCode, Fault, Refused, not_found
from graph.enums import described

Result = TypeVar("Result")

described(
    ErrorCode,
    "What kind of failure it is; branch on this, not on the message.",
    INVALID_INPUT="A value in the input is missing, malformed or out of its bounds.",
    INVALID_TIME_RANGE="A range of time ends before it starts, or lies where there is nothing.",
    NOT_FOUND="There is no such thing in this workspace.",
    FORBIDDEN="The role does not allow it.",
    CONFLICT="The present state does not allow it.",
    INSUFFICIENT_DATA="There is too little data for an honest answer.",
    TOO_LARGE="It is larger than what is accepted.",
    SCENARIO_NOT_FOUND="The simulator has no scenario with this id.",
    SCENARIO_ALREADY_ACTIVE="Another scenario is active; stop it, reset, or wait until it settles.",
    NO_ACTIVE_SCENARIO="No scenario is active or settling.",
    INVALID_SCENARIO="The definition of the scenario says something that cannot be.",
    INVALID_EVENT="The external event says something that cannot be.",
    STREAM_NOT_FOUND="There is no such stream or topic.",
    RESUME_POINT_EXPIRED="What came after the cursor is no longer kept.",
    RATE_LIMITED="Too much in too short a time; try again later.",
    INTERNAL_ERROR="It failed for a reason that is not the caller's; the log has it.",
)


@strawberry.type(description="One reason why a mutation was not carried out. Nothing was changed.")
class UserError:
    """A fault in the words of the schema."""

    code: ErrorCode = strawberry.field(description="Its kind.")
    message: str = strawberry.field(description="What is wrong, in words for a person.")
    path: list[str] = strawberry.field(
        description="Where in the input, field names from the outside in; empty when it concerns the whole. "
        "At most 20 names."
    )
    hint: str | None = strawberry.field(description="What to do about it.")


def input_path(fault: Fault) -> list[str]:
    """Return a fault's path with the names that the schema uses; names of streams stay as they are."""
    return [name if "." in name else to_camel_case(name) for name in fault.path]


def user_errors(faults: Iterable[Fault]) -> list[UserError]:
    """Translate faults for a payload."""
    return [
        UserError(code=fault.code, message=fault.message, path=input_path(fault), hint=fault.hint) for fault in faults
    ]


def missing(what: str, *path: str) -> list[UserError]:
    """Return the error of an input that names something which this workspace does not have."""
    return user_errors(not_found(what, *path).faults)


async def attempt(work: Awaitable[Result]) -> tuple[Result | None, list[UserError]]:
    """Await a service call of a mutation: its result and no errors, or none and every reason for the refusal.

    Everything but a refusal is raised on: missing credentials, a role that does not suffice and defects are errors of
    the operation, not of its input.
    """
    try:
        return await work, []
    except Refused as refusal:
        return None, user_errors(refusal.faults)
