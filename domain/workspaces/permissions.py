"""The permission matrix, as data."""

from enum import StrEnum

from domain.errors import Forbidden
from domain.workspaces.model import Principal, Role


class Action(StrEnum):
    """Something that a role allows or does not allow."""

    READ = "READ"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    APPROVE = "APPROVE"
    READ_KEYS = "READ_KEYS"
    MANAGE_KEYS = "MANAGE_KEYS"
    MANAGE_MEMBERS = "MANAGE_MEMBERS"
    CONTROL_SIMULATOR = "CONTROL_SIMULATOR"
    MANAGE_MODELS = "MANAGE_MODELS"


_ALL = frozenset(Role)
_DESK = frozenset({Role.OWNER, Role.ADMIN, Role.ANALYST})
_LEAD = frozenset({Role.OWNER, Role.ADMIN})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.READ: _ALL,
    Action.CREATE: _DESK,
    Action.UPDATE: _DESK,
    Action.DELETE: _LEAD,
    Action.APPROVE: _LEAD,
    Action.READ_KEYS: _DESK,
    Action.MANAGE_KEYS: _LEAD,
    Action.MANAGE_MEMBERS: _LEAD,
    Action.CONTROL_SIMULATOR: _LEAD,
    Action.MANAGE_MODELS: _LEAD,
}
"""Roles that may perform an action. An analyst updates only what is his own: services check that on top."""


def require(principal: Principal, action: Action) -> None:
    """Let pass whoever may perform the action.

    Raises:
        Forbidden: The role does not allow it.
    """
    allowed = PERMISSIONS[action]
    if principal.role not in allowed:
        needed = tuple(role.value for role in Role if role in allowed)
        raise Forbidden(
            f"The role {principal.role} may not do this ({action.value.lower().replace('_', ' ')}); "
            f"it takes {' or '.join(needed)}.",
            needed,
        )
