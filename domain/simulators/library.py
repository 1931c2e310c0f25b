"""The scenarios that a workspace can activate: those of the product, and its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import ErrorCode, Fault, Refused, conflict
from domain.marketplace.model import Marketplace
from domain.marketplace.names import near_matches
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.scenarios.validation import KEBAB
from domain.marketplace.timeline.checks import check_scenario
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.model import SavedScenario
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

ParseScenario = Callable[[object, Marketplace], ScenarioDefinition]
"""Reads a scenario from a JSON document; raises ``Refused`` with INVALID_SCENARIO and every fault."""

WriteScenario = Callable[[ScenarioDefinition], Mapping[str, Any]]
"""Writes a scenario as the JSON document that it can be read from again."""

SAVED_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class ScenarioLibrary:
    """Scenarios by id. A workspace's own may not take the id of one of the product's."""

    marketplace: Marketplace
    open: OpenUnitOfWork
    clock: Clock
    parse: ParseScenario
    write: WriteScenario

    async def all(self, principal: Principal) -> tuple[ScenarioDefinition, ...]:
        """Return the product's scenarios, then the workspace's own by id."""
        require(principal, Action.READ)
        async with self.open() as tx:
            own = await tx.simulators.scenarios(principal.workspace_id)
        return (*self.marketplace.scenarios, *(one.definition for one in own))

    async def named(self, principal: Principal, scenario_id: str, *path: str) -> ScenarioDefinition:
        """Return a scenario.

        Raises:
            Refused: With SCENARIO_NOT_FOUND and near matches, and where to see what is disabled.
        """
        known = {one.id: one for one in await self.all(principal)}
        wanted = scenario_id.strip().casefold()
        if wanted in known:
            return known[wanted]
        near = near_matches(wanted, known)
        hint = f"Did you mean {near}?" if near else f"Known are {', '.join(known)}."
        if any(one.path.startswith("scenarios[") for one in self.marketplace.problems):
            hint += " A scenario is disabled because its definition is wrong: simulator.problems says why."
        message = f"There is no scenario {scenario_id[:100]!r}."
        raise Refused(Fault(ErrorCode.SCENARIO_NOT_FOUND, message, path, hint))

    async def save(self, principal: Principal, document: object, *path: str) -> ScenarioDefinition:
        """Keep a scenario of the workspace's own, in place of one with its id.

        Args:
            principal: Who keeps it.
            document: JSON.
            path: Where the document is in the input.

        Raises:
            Forbidden: The role does not allow it.
            Refused: The document is no scenario, takes an id of the product, or there are too many.
        """
        require(principal, Action.CONTROL_SIMULATOR)
        try:
            definition = self.parse(document, self.marketplace)
        except Refused as refusal:
            raise Refused(*(replace(one, path=(*path, *one.path)) for one in refusal.faults)) from refusal
        check_scenario(self.marketplace, definition, *path)
        if self.marketplace.scenario(definition.id) is not None:
            message = f"{definition.id!r} is a scenario of the product and cannot be replaced."
            raise Refused(Fault(ErrorCode.INVALID_SCENARIO, message, (*path, "id"), "Choose another id."))
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            there = {one.definition.id for one in await tx.simulators.scenarios(principal.workspace_id)}
            if definition.id not in there and len(there) >= SAVED_AT_MOST:
                hint = "Delete one that is no longer needed with deleteScenario."
                raise conflict(f"A workspace keeps at most {SAVED_AT_MOST} scenarios.", *path, hint=hint)
            saved = SavedScenario(principal.workspace_id, definition, principal.member_id, self.clock.now())
            await tx.simulators.save_scenario(saved)
            await tx.commit()
        return definition

    async def export(self, principal: Principal, scenario_id: str) -> Mapping[str, Any]:
        """Return a scenario as the document that it can be saved from again."""
        return self.write(await self.named(principal, scenario_id, "id"))

    async def delete(self, principal: Principal, scenario_id: str) -> str:
        """Remove a scenario of the workspace's own and return its id; one that is active goes on.

        Raises:
            Forbidden: The role does not allow it.
            Refused: With SCENARIO_NOT_FOUND when the workspace has no such one.
        """
        require(principal, Action.CONTROL_SIMULATOR)
        async with self.open() as tx:
            # What is no id at all is not asked for: storage may not be able to hold it.
            if not KEBAB.fullmatch(scenario_id) or not await tx.simulators.delete_scenario(
                principal.workspace_id, scenario_id
            ):
                message = f"The workspace has no scenario {scenario_id[:100]!r} of its own."
                if self.marketplace.scenario(scenario_id) is not None:
                    hint = "Scenarios of the product cannot be deleted."
                else:
                    hint = "simulator.scenarios lists them: `own` tells which are the workspace's."
                raise Refused(Fault(ErrorCode.SCENARIO_NOT_FOUND, message, ("scenario_id",), hint))
            await tx.commit()
        return scenario_id
