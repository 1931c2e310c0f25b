"""Following simulations live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from domain.errors import not_found
from graph.arguments import NodeId
from graph.information import Info
from graph.node_ids import uuid_of
from graph.realtime.sharing import shared
from graph.simulations.progress_types import SimulationProgressType


@strawberry.type
class SimulationSubscriptions:
    """Fields of Subscription."""

    @strawberry.subscription(
        description="Follow a simulation: first each step already done, then each further one. Ends when the run ends.",
        metadata=shared(),
    )
    async def simulation_progress(
        self, info: Info, simulation_id: NodeId
    ) -> AsyncGenerator[SimulationProgressType, None]:
        """Translate what the service tells."""
        viewer, identity = info.context.viewer, uuid_of(simulation_id, "Simulation")
        if identity is None:
            raise not_found("simulation", "simulationId")
        source = info.context.services.progress.watch(viewer, identity)
        async with aclosing(info.context.following.of(source)) as told:
            async for progress in told:
                yield SimulationProgressType.of(progress)
