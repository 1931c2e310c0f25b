"""Execution of operations that push: each alone, or together for all who ask for the same."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from starlette.requests import HTTPConnection
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from domain.workspaces.model import Principal
from graph.context import ContextFactory, GraphContext
from graph.http.metrics import ProtocolMetrics
from graph.protocol_schema import ProtocolSchema
from graph.realtime.following import CatchUp, Together
from graph.realtime.group import Results
from graph.realtime.hub import Hub
from graph.realtime.member import Member
from graph.realtime.outlet import Outlet
from graph.realtime.sharing import Shared, Sharing, subscription_metadata


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation, who asks for it, and by what.

    Attributes:
        transport: Name of the transport, for the figures.
        kinds: The kinds of operation that may come by it.
    """

    query: str
    variables: Mapping[str, Any] | None
    operation_name: str | None
    principal: Principal | None
    connection: HTTPConnection
    transport: str
    kinds: frozenset[OperationType] = frozenset(OperationType)


class Delivery:
    """Executes operations for the clients of one process."""

    def __init__(self, schema: ProtocolSchema, context_factory: ContextFactory, metrics: ProtocolMetrics) -> None:
        self._schema = schema
        self._context_factory = context_factory
        self._metrics = metrics
        self._sharing = Sharing(subscription_metadata(schema))
        self.hub = Hub(self._together)
        metrics.groups.set_function(lambda: len(self.hub.sizes))

    async def share(self, asked: Asked, identity: bytes, outlet: Outlet) -> Sequence[GraphQLError] | None:
        """Deliver a subscription together with all who ask for the same, until it ends.

        Args:
            asked: The operation.
            identity: Its id on the connection, written in JSON.
            outlet: The way to the client.

        Returns:
            What was wrong with it, or failed; none when there is nothing to share and it is to be executed alone.

        Raises:
            Gone: The client went away, or does not read.
        """
        shared = self._sharing.find(asked.query, asked.variables, asked.operation_name, asked.principal)
        if shared is None:
            return None

        begun = False

        def catch_up(following: CatchUp) -> Results:
            nonlocal begun
            if not begun:
                self._metrics.count_operation("subscription", asked.transport)
                begun = True
            context = self._context_factory(asked.principal, asked.connection)
            context.following = following
            return self._execute(asked.query, asked.variables, asked.operation_name, context)

        member = Member(identity, outlet, catch_up, self._metrics.behind.inc)
        errors = await member.follow(lambda: self.hub.group(shared))
        self._metrics.count_errors(errors or ())
        return errors

    async def alone(self, asked: Asked) -> Results:
        """Execute an operation of any kind for its caller alone."""
        context, counted = self._context_factory(asked.principal, asked.connection), False
        results = self._execute(asked.query, asked.variables, asked.operation_name, context, asked.kinds)
        async with aclosing(results):
            async for result in results:
                if not counted:
                    self._metrics.count_operation(context.operation, asked.transport)
                    counted = True
                yield result

    def _together(self, shared: Shared, following: Together) -> Results:
        context = self._context_factory(shared.scope.principal(), None)
        context.following = following
        return self._execute(shared.text, shared.variables, shared.operation_name, context)

    async def _execute(
        self,
        query: str,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
        context: GraphContext[Any],
        kinds: frozenset[OperationType] = frozenset(OperationType),
    ) -> Results:
        source = await self._schema.stream(
            query,
            variable_values=None if variables is None else dict(variables),
            context_value=context,
            operation_name=operation_name,
            allowed_operation_types=kinds,
        )
        async with aclosing(source):
            async for result in source:
                if isinstance(result, ExecutionResult):
                    self._metrics.count_errors(result.errors or ())
                    yield result
