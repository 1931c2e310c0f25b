"""Applies the presentation of errors to every result that leaves the schema."""

from collections.abc import Iterator

from graphql import ExecutionResult as CoreResult
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionResult, StreamExecutionResult

from graph.errors.coded import present


class ErrorPresenter(SchemaExtension):
    """Codes and masks the errors of answers and pushes."""

    def on_operation(self) -> Iterator[None]:
        """Present the errors of an answer once it is complete."""
        yield
        result = self.execution_context.result
        if isinstance(result, CoreResult | ExecutionResult) and result.errors:
            result.errors = present(result.errors)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Present the errors of a push before it is sent."""
        if isinstance(result, ExecutionResult) and result.errors:
            result.errors = present(result.errors)
        yield
