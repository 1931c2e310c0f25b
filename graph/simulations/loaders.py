"""What hangs on simulations, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.simulations.model import Simulation, SimulationProgress, SimulationResult
from graph.information import Context


def simulation_loader(context: Context) -> DataLoader[UUID, Simulation | None]:
    """Load simulations by id; none for those of deleted campaigns."""

    async def load(keys: list[UUID]) -> Sequence[Simulation | None]:
        found = await context.services.simulations.many(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def result_loader(context: Context) -> DataLoader[UUID, SimulationResult | None]:
    """Load results of simulations; none for those that have not completed."""

    async def load(keys: list[UUID]) -> Sequence[SimulationResult | None]:
        found = await context.services.simulations.results(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)


def progress_loader(context: Context) -> DataLoader[Simulation, SimulationProgress]:
    """Load where simulations are."""

    async def load(keys: list[Simulation]) -> Sequence[SimulationProgress]:
        return await context.services.progress.current(context.viewer, keys)

    return DataLoader(load, cache_key_fn=lambda simulation: simulation.id)
