"""Recognising API keys while others write."""

from domain.workspaces.authentication import Authenticator
from domain.workspaces.model import Role
from infra.security.keys import HmacKeyVault
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.product import SECRET, World


async def test_a_key_is_known_although_its_use_cannot_be_noted(world: World):
    """A long import locks the database; whoever only reads must not be turned away for it."""
    storage = world.storage
    assert isinstance(storage, MemoryStorage)
    owner = world.here.principals[Role.OWNER]
    secret, key = await world.product.services.keys.create(owner, "reports", Role.VIEWER, None)
    authenticator = Authenticator(storage, HmacKeyVault(SECRET), world.clock)
    storage.database.wait_seconds = 0.01
    async with storage() as importing:
        await importing.workspaces.hold(owner.workspace_id)
        principal = await authenticator.authenticate(secret)
    assert (principal.role, principal.key_id) == (Role.VIEWER, key.id)
    later = await world.product.services.keys.get(owner, key.id)
    assert later is not None
    assert later.last_used_at is None
    await authenticator.authenticate(secret)
    noted = await world.product.services.keys.get(owner, key.id)
    assert noted is not None
    assert noted.last_used_at == world.clock.now()
