"""Following the simulator's state live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from graph.information import Info
from graph.marketplace.state_types import SimulatorStateType
from graph.realtime.sharing import shared


@strawberry.type
class SimulatorSubscriptions:
    """Field of Subscription."""

    @strawberry.subscription(
        description="The simulator's state: now, after every change, and once a second while its clock runs. One who "
        "lags gets the newest state.",
        metadata=shared(),
    )
    async def simulator_state(self, info: Info) -> AsyncGenerator[SimulatorStateType, None]:
        """Translate what the service tells."""
        source = info.context.services.simulators.watch(info.context.viewer)
        async with aclosing(info.context.following.of(source)) as states:
            async for state in states:
                yield SimulatorStateType.of(state)
