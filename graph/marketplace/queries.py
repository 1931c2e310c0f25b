"""Reading the simulator."""

import strawberry

from graph.information import Info
from graph.marketplace.simulator_type import SimulatorType


@strawberry.type
class SimulatorQueries:
    """Field of Query."""

    @strawberry.field(description="The simulated marketplace of the workspace; null where it has none.")
    async def simulator(self, info: Info) -> SimulatorType | None:
        """Return it when it runs."""
        live = info.context.services.simulators.access.seen_by(info.context.viewer)
        return None if live is None else SimulatorType()
