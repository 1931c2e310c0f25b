"""Who may see and command the simulator of a workspace."""

from dataclasses import dataclass

from domain.errors import ErrorCode, Fault, Refused, conflict
from domain.simulators.host import SimulatorHost
from domain.simulators.running import RunningSimulator
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class SimulatorAccess:
    """Finds the running simulator of whoever asks."""

    host: SimulatorHost

    def seen_by(self, principal: Principal) -> RunningSimulator | None:
        """Return the simulator of the principal's workspace, or none; any role may watch.

        Raises:
            Refused: With CONFLICT while it is starting.
        """
        require(principal, Action.READ)
        return self._running(principal)

    def watched_by(self, principal: Principal) -> RunningSimulator:
        """Return the simulator of the principal's workspace.

        Raises:
            Refused: With NOT_FOUND when there is none, with CONFLICT while it is starting.
        """
        live = self.seen_by(principal)
        if live is None:
            raise _none()
        return live

    def commanded_by(self, principal: Principal) -> RunningSimulator:
        """Return the simulator of the principal's workspace, which he may command.

        Raises:
            Forbidden: The role does not allow it.
            Refused: With NOT_FOUND when there is none, with CONFLICT while it is starting.
        """
        require(principal, Action.CONTROL_SIMULATOR)
        live = self._running(principal)
        if live is None:
            raise _none()
        return live

    def _running(self, principal: Principal) -> RunningSimulator | None:
        if self.host.starting(principal.workspace_id):
            raise conflict("The simulator is starting.", hint="Ask again in a few seconds.")
        return self.host.live(principal.workspace_id)


def _none() -> Refused:
    hint = "An owner or admin can enable one with enableSimulator."
    return Refused(Fault(ErrorCode.NOT_FOUND, "This workspace has no simulator.", (), hint))
