"""Whether the product can serve."""

from types import TracebackType

from domain.errors import Unavailable
from domain.health.service import HealthService
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction, UnitOfWork
from pulsecast.version import product_version
from tests.fixtures.product import World


class Gone(UnitOfWork):
    """A database that does not answer."""

    async def __aenter__(self) -> Transaction:
        raise Unavailable("db.internal:5432 refused the connection")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing was begun."""


class GoneStorage(OpenUnitOfWork):
    def __call__(self) -> UnitOfWork:
        return Gone()


async def test_it_is_well_while_the_database_answers(world: World):
    answer = await world.ask("{ health { status version } }", None)
    assert answer.data == {"health": {"status": "OK", "version": product_version()}}


async def test_it_says_so_when_the_database_does_not_answer(world: World):
    assert not await HealthService(GoneStorage(), "1").ready()
    world.storage = GoneStorage()
    world.product = world.compose()
    answer = await world.ask("{ health { status } }", None)
    assert (answer.data, answer.errors) == ({"health": {"status": "UNAVAILABLE"}}, [])


async def test_other_fields_say_that_something_does_not_answer_and_not_what(world: World):
    world.storage = GoneStorage()
    world.product = world.compose()
    answer = await world.ask("{ campaigns { totalCount } }")
    assert answer.codes == ["UNAVAILABLE"]
    assert "internal" not in str(answer)
