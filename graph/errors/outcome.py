"""What became of an operation."""

from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError


def failed_before(result: ExecutionResult) -> bool:
    """Tell whether an operation failed before it ran: its errors have no place in the answer, nor is there data."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
