"""Subscriptions that ask for the same share one execution; nobody misses, repeats or sees what is not his."""

from uuid import UUID

from domain.workspaces.model import Role
from tests.graph.realtime.conftest import Desk, ListOutlet, gaps, member, told, turns
from tests.graph.streams.conftest import Stage

SEARCH, VISIT = "customer.tutor.search", "customer.signup.started"
BOTH = [SEARCH, VISIT]


async def test_many_share_one_execution(desk, stage):
    clients = [ListOutlet() for _ in range(20)]
    tasks = [desk.follow(member(stage, f"{place}"), one, topics=BOTH) for place, one in enumerate(clients)]
    await turns()
    assert desk.together == 1
    stage.publish(SEARCH, VISIT)
    await turns()
    stage.publish(SEARCH)
    await turns()
    assert all(told(one) == [(SEARCH, 1), (VISIT, 1), (SEARCH, 2)] for one in clients)
    assert (desk.together, desk.alone) == (1, 20)
    stage.feed.close()
    await turns()
    assert all(task.result() == () for task in tasks)
    assert not desk.hub.sizes


async def test_a_late_comer_gets_the_last_events_and_then_goes_on_with_the_others(desk, stage):
    first, second = ListOutlet(), ListOutlet()
    desk.follow(member(stage), first, topics=[SEARCH])
    await turns()
    stage.publish(*[SEARCH] * 15)
    await turns()
    desk.follow(member(stage, "Bob"), second, topics=[SEARCH])
    await turns()
    stage.publish(SEARCH)
    await turns()
    assert told(first) == [(SEARCH, number) for number in range(1, 17)]
    assert told(second) == [(SEARCH, number) for number in range(6, 17)]
    assert desk.together == 1


async def test_cursors_differ_and_still_the_execution_is_shared(desk, stage):
    first = ListOutlet()
    desk.follow(member(stage), first, topics=BOTH)
    await turns()
    for _ in range(5):
        stage.publish(SEARCH, VISIT)
        await turns()
    cursors = [result["data"]["streamEvents"]["cursor"] for result in first.results]
    late = [ListOutlet() for _ in cursors]
    for place, (cursor, outlet) in enumerate(zip(cursors, late, strict=True)):
        desk.follow(member(stage, f"late {place}"), outlet, topics=BOTH, after=cursor)
    await turns(60)
    stage.publish(VISIT)
    await turns()
    assert desk.together == 1
    for place, outlet in enumerate(late, 1):
        assert told(outlet) == told(first)[2 * place :]


async def test_what_is_published_while_a_member_catches_up_comes_after_that(desk, stage):
    anchor, late = ListOutlet(), ListOutlet()
    stage.publish(*[SEARCH] * 300)
    desk.follow(member(stage), anchor, topics=[SEARCH])
    await turns()
    beginning = desk.stages[stage.workspace]
    cursor = _cursor(beginning, {SEARCH: 20})
    desk.follow(member(stage, "Bob"), late, topics=[SEARCH], after=cursor)
    for _ in range(40):
        stage.publish(SEARCH)
        await turns(2)
    await turns()
    assert told(late) == [(SEARCH, number) for number in range(21, 341)]


async def test_one_who_does_not_read_catches_up_later_and_the_others_do_not_wait(desk, stage):
    quick, slow = ListOutlet(), ListOutlet(patience=3)
    desk.follow(member(stage), quick, topics=[SEARCH])
    desk.follow(member(stage, "Bob"), slow, topics=[SEARCH])
    await turns()
    for _ in range(50):
        stage.publish(SEARCH)
        await turns(5)
    assert len(told(quick)) == 50
    assert len(slow.results) <= 5
    stage.publish(SEARCH)
    for _ in range(30):
        slow.read()
        await turns(5)
    assert told(slow) == told(quick)
    stage.publish(SEARCH)
    await turns()
    assert told(slow) == told(quick)
    assert (desk.together, desk.alone) == (1, 2), "what the group has told already is told again without executing it"
    assert gaps(slow) == []


async def test_one_who_stays_away_too_long_is_told_how_much_is_missing(stage):
    desk = Desk(stage.schema, {stage.workspace: stage}, kept_bytes=1_000)
    quick, slow = ListOutlet(), ListOutlet(patience=3)
    desk.follow(member(stage), quick, topics=[SEARCH])
    desk.follow(member(stage, "Bob"), slow, topics=[SEARCH])
    await turns()
    for _ in range(60):
        stage.publish(*[SEARCH] * 100)
        await turns(3)
    # All was published at one moment, so that nothing is too old; the bound in number does not hold either.
    stage.feed.buffer._retention = type(stage.feed.buffer._retention)(1_000, -1, 1)
    stage.publish(SEARCH)
    for _ in range(30):
        slow.read()
        await turns(20)
    (gap,) = gaps(slow)
    assert gap["reason"].startswith("FELL_BEHIND")
    numbers = [number for _, number in told(slow)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) + gap["missed"] == 6_001


async def test_no_data_crosses_workspaces_or_roles(marketplace, streams_schema):
    here = Stage(marketplace, streams_schema)
    there = Stage(marketplace, streams_schema, identity="other", workspace=UUID(int=9))
    desk = Desk(streams_schema, {here.workspace: here, there.workspace: there})
    ours, theirs, admins = ListOutlet(), ListOutlet(), ListOutlet()
    desk.follow(member(here), ours, topics=BOTH)
    desk.follow(member(there), theirs, topics=BOTH)
    desk.follow(member(here, role=Role.ADMIN), admins, topics=BOTH)
    await turns()
    here.publish(SEARCH)
    there.publish(VISIT)
    await turns()
    assert desk.together == 3
    assert told(ours) == told(admins) == [(SEARCH, 1)]
    assert told(theirs) == [(VISIT, 1)]


async def test_a_wrong_operation_is_told_to_its_member_alone(desk, stage):
    good, bad = ListOutlet(), ListOutlet()
    desk.follow(member(stage), good, topics=[SEARCH])
    await turns()
    forged = desk.follow(member(stage, "Bob"), bad, topics=[SEARCH], after="forged")
    unknown = desk.follow(member(stage, "Bob"), bad, topics=["serch"])
    await turns()
    stage.publish(SEARCH)
    await turns()
    assert len(told(good)) == 1
    assert bad.results == [] or all("errors" in result for result in bad.results)
    assert "cursor" in str(forged.result() or bad.results)
    assert unknown.result() is None


async def test_the_last_member_ends_the_execution(desk, stage):
    tasks = [desk.follow(member(stage, name), ListOutlet(), topics=[SEARCH]) for name in ("Ann", "Bob")]
    await turns()
    assert stage.feed.readers == 1
    tasks[0].cancel()
    await turns()
    assert stage.feed.readers == 1
    tasks[1].cancel()
    await turns()
    assert stage.feed.readers == 0
    assert not desk.hub.sizes


def _cursor(stage: Stage, positions: dict[str, int]) -> str:
    from graph.streams.cursor import ResumePoints

    context = stage.context()
    points = ResumePoints(context.services.cursors, stage.workspace, stage.identity, stage.marketplace.names)
    return points.seal(positions)
