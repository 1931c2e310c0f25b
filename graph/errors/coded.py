"""Errors as clients may see them: each with a code, none with anything internal."""

import secrets
from collections.abc import Sequence
from enum import StrEnum

import structlog
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from domain.errors import Forbidden, Refused, Unauthenticated, Unavailable
from graph.errors.user_error import input_path

_LONGEST = 500
_log = structlog.get_logger(__name__)


class ProtocolCode(StrEnum):
    """Codes of errors that concern the operation as a whole; those of refusals are in ``domain.errors``."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    TOO_LARGE = "TOO_LARGE"
    RATE_LIMITED = "RATE_LIMITED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    SESSION_ENDED = "SESSION_ENDED"
    CONSOLE_HEADER_MISSING = "CONSOLE_HEADER_MISSING"
    FORBIDDEN = "FORBIDDEN"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_ERROR = "INTERNAL_ERROR"


class CodedError(GraphQLError):
    """An error that is fit to be seen; it carries ``extensions.code`` and may carry ``extensions.hint``."""

    def __init__(
        self, message: str, *, code: str, located: GraphQLError | None = None, hint: str | None = None, **more: object
    ) -> None:
        """Make the error; ``located`` lends it its place in document and answer."""
        super().__init__(
            message,
            nodes=located.nodes if located else None,
            source=located.source if located else None,
            positions=located.positions if located else None,
            path=located.path if located else None,
            original_error=located.original_error if located else None,
            extensions={"code": str(code), **({"hint": hint} if hint else {}), **more},
        )

    @classmethod
    def of(cls, error: GraphQLError, code: str) -> "CodedError":
        """Give an error that graphql-core made about a document or a variable a code.

        What Python said about the value is cut off, and so is the rest of a value that fills pages.
        """
        message = error.message
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            message = message.partition(str(error.original_error))[0].partition(", but encountered")[0].rstrip(" ;:'")
            message = f"{message}." if message else "A value is not valid."
        return cls(message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…", code=code, located=error)


def present(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """Turn whatever an operation ended with into errors that are fit to be seen; those that are so already stay."""
    return [_present(error) for error in errors]


def unknown_operation(name: str | None) -> CodedError:
    """Return the error of a document that has not the operation that was asked for."""
    message = f"The document has no operation named `{name}`." if name else "The document has no operation."
    return CodedError(message[:_LONGEST], code=ProtocolCode.BAD_USER_INPUT)


def masked(error: BaseException, located: GraphQLError | None = None) -> CodedError:
    """Log a defect with its stack under a fresh id, and return an error that tells the id and nothing else."""
    identity = secrets.token_hex(8)
    _log.error("internal_error", error_id=identity, path=located.path if located else None, exc_info=error)
    return CodedError(
        "Internal error. The log has the reason under this id.",
        code=ProtocolCode.INTERNAL_ERROR,
        located=located,
        id=identity,
    )


def _present(error: GraphQLError) -> GraphQLError:
    if isinstance(error, CodedError):
        return error
    original = _cause(error)
    if isinstance(original, CodedError):
        return CodedError(
            original.message, located=error, **{"code": ProtocolCode.INTERNAL_ERROR, **(original.extensions or {})}
        )
    if isinstance(error, GraphQLSyntaxError):
        return CodedError.of(error, ProtocolCode.GRAPHQL_PARSE_FAILED)
    if isinstance(original, CannotGetOperationTypeError):
        return unknown_operation(original.operation_name)
    if isinstance(original, MissingQueryError):
        return CodedError.of(error, ProtocolCode.BAD_USER_INPUT)
    if isinstance(original, InvalidOperationTypeError):
        kind = original.operation_type.value.capitalize()
        return CodedError(f"{kind}s are not served by this method.", code=ProtocolCode.METHOD_NOT_ALLOWED)
    if original is not None and not isinstance(original, GraphQLError):
        return _of_exception(original, error)
    return CodedError.of(error, ProtocolCode.BAD_USER_INPUT) if _concerns_input(error) else masked(error, error)


def _cause(error: GraphQLError) -> BaseException | None:
    """Return what a resolver raised, under all the layers of location around it."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError) and not isinstance(cause, CodedError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _concerns_input(error: GraphQLError) -> bool:
    """Tell whether graphql-core refused a variable or an argument, rather than a resolver's result.

    The former concerns no place in the answer, or points at something other than the field itself.
    """
    return error.path is None or not all(isinstance(node, FieldNode) for node in error.nodes or ())


def _of_exception(original: BaseException, error: GraphQLError) -> CodedError:
    if isinstance(original, Refused):
        first = original.faults[0]
        return CodedError(
            str(original), code=first.code, located=error, hint=first.hint, argument=input_path(first) or None
        )
    if isinstance(original, Forbidden):
        return CodedError(str(original), code=ProtocolCode.FORBIDDEN, located=error, roles=list(original.needed))
    if isinstance(original, Unauthenticated):
        return CodedError(str(original) or "This takes credentials.", code=ProtocolCode.UNAUTHENTICATED, located=error)
    if isinstance(original, Unavailable):
        _log.warning("dependency_unavailable", path=error.path, exc_info=original)
        return CodedError(
            "Something that this needs does not answer.",
            code=ProtocolCode.UNAVAILABLE,
            located=error,
            hint="Try again later.",
        )
    return masked(original, error)
