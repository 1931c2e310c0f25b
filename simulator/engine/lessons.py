"""What becomes of lessons that were agreed on: cancelled before, missed, or held."""

from dataclasses import dataclass

from domain.marketplace.moments import HOUR, MINUTE
from simulator.engine.pending import CHECK, LESSON, Pending
from simulator.engine.trees import Branch, Tree
from simulator.entities.gates import Gates
from simulator.entities.keys import child_key, uniform
from simulator.entities.world import Link

_CHOICE, _SOON, _CHECKED, _TURNED = 5_000, 5_001, 5_002, 5_003
"""Columns of the confirmation's key: the outcome, when hasty cancellations come, what turns it before and then."""

_SCHEDULED = 4
"""Place of the scheduled time in the link of a confirmed lesson."""

_LATEST_CHECK = 16 * MINUTE
"""Lessons are cancelled at least so long before their time, which is before any of them starts."""


@dataclass(frozen=True, slots=True)
class LessonFlow:
    """Decides lessons in two steps: whether one is cancelled before its time, and what happens at its time."""

    def begin(self, tree: Tree, at: int, key: int, link: Link) -> Pending:
        """Return what is pending once a lesson is confirmed: the moment at which it may be cancelled."""
        chosen = tree.chosen(uniform(key, _CHOICE), [1.0] * len(tree.branches))
        branch = chosen or tree.branches[-1]
        cancelling = branch if branch.before else next((one for one in tree.branches if one.before), branch)
        scheduled: int = link[_SCHEDULED]
        child = child_key(key, cancelling.index, 0)
        due = cancelling.delay.draw(scheduled, uniform(child, 0))
        latest = max(at + 1, scheduled - _LATEST_CHECK)
        if due <= at:
            due = at + 1 + int(uniform(key, _SOON) * min(HOUR, latest - at))
        due = min(due, latest)
        return Pending(due, cancelling.child, child, CHECK, key, branch.index, tree.index, uniform(key, _CHECKED), link)

    def take(self, one: Pending, tree: Tree, gates: Gates) -> Pending | None:
        """Return what follows: an event at the same moment, or something that is pending still."""
        factors = [gates.gate(branch.parent, branch.child, one.at) for branch in tree.branches]
        place = tree.place(one.branch)
        turned = tree.turned(place, one.mark, factors)
        before = tree.branches[place].before
        if one.kind == CHECK:
            if turned < len(tree.branches) and tree.branches[turned].before:
                return self._now(one, tree.branches[turned])
            # What turns into something at the time of the lesson is decided then, unless it was to be cancelled.
            return self._at_lesson(one, tree, turned if before else place)
        if turned < len(tree.branches) and not tree.branches[turned].before:
            branch = tree.branches[turned]
            if branch.delay.low > 0 and turned != place:
                return self._later(one, branch)
            return self._now(one, branch)
        return self._now(one, tree.branches[place])

    def _at_lesson(self, one: Pending, tree: Tree, place: int) -> Pending | None:
        if place >= len(tree.branches):
            return None
        branch = tree.branches[place]
        assert one.parent is not None  # noqa: S101 - a lesson has a confirmation
        child = child_key(one.parent, branch.index, 0)
        due = max(one.at + 1, branch.delay.draw(one.link[_SCHEDULED], uniform(child, 0)))
        mark = uniform(one.parent, _TURNED)
        return one._replace(at=due, number=branch.child, key=child, kind=LESSON, branch=branch.index, mark=mark)

    def _later(self, one: Pending, branch: Branch) -> Pending:
        """Let somebody be missed a while after the time of the lesson, when that is not over yet."""
        assert one.parent is not None  # noqa: S101 - a lesson has a confirmation
        due = max(one.at, branch.delay.draw(one.link[_SCHEDULED], 0.0))
        child = child_key(one.parent, branch.index, 0)
        return one._replace(at=due, number=branch.child, key=child, kind=0, branch=branch.index)

    def _now(self, one: Pending, branch: Branch) -> Pending:
        assert one.parent is not None  # noqa: S101 - a lesson has a confirmation
        key = child_key(one.parent, branch.index, 0)
        return one._replace(number=branch.child, key=key, kind=0, branch=branch.index)
