"""Reading simulations."""

import strawberry

from graph.arguments import NodeId
from graph.information import Info
from graph.node_ids import uuid_of
from graph.simulations.types import SimulationType


@strawberry.type
class SimulationQueries:
    """Fields of Query."""

    @strawberry.field(description="A simulation; null when the workspace has no such one.")
    async def simulation(self, info: Info, id: NodeId) -> SimulationType | None:
        """Return one simulation."""
        viewer, simulation_id = info.context.viewer, uuid_of(id, "Simulation")
        found = None if simulation_id is None else await info.context.services.simulations.get(viewer, simulation_id)
        return None if found is None else SimulationType.of(found)
