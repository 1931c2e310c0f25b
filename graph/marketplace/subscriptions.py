"""Following the simulator's state live."""

from collections.abc import AsyncGenerator

import strawberry

from graph.information import Info
from graph.marketplace.state_types import SimulatorStateType


@strawberry.type
class SimulatorSubscriptions:
    """Field of Subscription."""

    @strawberry.subscription(
        description="The simulator's state: now, after every change, and once a second while its clock runs. One who "
        "lags gets the newest state."
    )
    async def simulator_state(self, info: Info) -> AsyncGenerator[SimulatorStateType, None]:
        """Translate what the service tells."""
        async for state in info.context.services.simulators.watch(info.context.viewer):
            yield SimulatorStateType.of(state)
