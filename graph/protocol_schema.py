"""A schema that keeps the product's protocol wherever it is executed: over HTTP, on a socket, or in a test."""

from collections.abc import Iterable
from functools import partial

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from graph.errors.presenter import ErrorPresenter
from graph.execution import OperationExecutor
from graph.limits.documents import Documents
from graph.limits.guard import DocumentGuard
from graph.limits.limits import Limits
from graph.scalars import scalar_map


class ProtocolSchema(strawberry.Schema):
    """Strawberry's schema with our scalars, limits, coded errors and mended execution."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        types: Iterable[type] = (),
        limits: Limits | None = None,
    ) -> None:
        """Build and check the schema; the cache of documents belongs to it."""
        self.limits = limits or Limits()
        self.documents = Documents()
        super().__init__(
            query=query,
            mutation=mutation,
            subscription=subscription,
            types=types,
            extensions=[ErrorPresenter, partial(DocumentGuard, self.documents, self.limits)],
            execution_context_class=OperationExecutor,
            config=StrawberryConfig(scalar_map=scalar_map()),
        )

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing here: what is a defect is logged when it is masked, and the rest is the client's."""
