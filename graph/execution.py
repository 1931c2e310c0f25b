"""Execution of one operation, mended where graphql-core 3.3.2 does not suit a long-lived subscription."""

from typing import Any

from graphql import GraphQLError
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph.context import GraphContext


class OperationExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes without suggestions in messages, and each push of a subscription on its own."""

    @classmethod
    def build(cls, *args: Any, **options: Any) -> list[GraphQLError] | Executor[Any]:  # noqa: ANN401 - passed on
        """Build the executor; names from the schema are never suggested to those who guess them."""
        options["hide_suggestions"] = True
        return super().build(*args, **options)

    def build_per_event_executor(self, payload: Any) -> Executor[Any]:  # noqa: ANN401 - any root value
        """Return an executor for one push, with its own memory and its own loaders.

        graphql-core shares the memory of collected sub-fields among all pushes under keys that are new for each push:
        it would grow by about 2 kB a push for as long as the subscription lives.
        """
        executor = super().build_per_event_executor(payload)
        executor._relevant_sub_fields = {}  # noqa: SLF001 - the leak is in a private attribute
        if isinstance(executor.context_value, GraphContext):
            executor.context_value = executor.context_value.fresh()
        return executor
