"""What follows from what: takes pending things as they fall due, and lets their own consequences become pending."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.marketplace.moments import HOUR, MINUTE, WEEK
from simulator.engine.lessons import LessonFlow
from simulator.engine.pending import BATCH, CHECK, EVENT, LESSON, MARKED, NATURAL, NOTHING, Agenda, Pending
from simulator.engine.recorder import Recorder
from simulator.engine.trees import HIGHEST_GATE, Branch, Tree
from simulator.entities.gates import Gates
from simulator.entities.keys import child_key, uniform
from simulator.entities.ledger import Ledger
from simulator.entities.world import Link, World
from simulator.payloads.recipes import Recipe
from simulator.rates.delays import RESOLVED, UPDATED, resolution

_SOWN, _MANY, _TREE, _TURN, _MARKS = 1_000, 2_000, 3_000, 4_000, 10_000
"""Columns of a key's chances: whether there are children, how many, which outcome, what it turns into, marks."""

_MOST_MARKS = 64

_JOINED, _APPROVED = "customer.signup.completed", "tutor.onboarding.approved"
_TICKET = "support.ticket.created"


@dataclass(slots=True)
class Flow:
    """Follows the chains of one simulator.

    Attributes:
        trees: Of each stream.
        recipes: Of each stream.
        needs: Whether a stream's payload decides what follows.
    """

    world: World
    agenda: Agenda
    ledger: Ledger
    recorder: Recorder
    all_trees: Sequence[Tree]
    recipes: Sequence[Recipe]
    trees: Sequence[tuple[Tree, ...]]
    branches: Sequence[Branch]
    needs: Sequence[bool]
    names: Sequence[str]
    lessons: LessonFlow

    @property
    def gates(self) -> Gates:
        """Return the factors that are in force."""
        return self.world.gates

    def take(self, one: Pending) -> None:
        """Do what is due."""
        if one.kind == EVENT:
            self._happen(one.at, one.number, one.key, one.parent, one.branch, one.link)
        elif one.kind == MARKED:
            branch = self.branches[one.branch]
            if one.mark < branch.probability * self.gates.gate(branch.parent, branch.child, one.at):
                self._happen(one.at, one.number, one.key, one.parent, one.branch, one.link)
        elif one.kind == NATURAL:
            self._turn(one)
        elif one.kind in {CHECK, LESSON}:
            due = self.lessons.take(one, self.all_trees[one.tree], self.gates)
            if due is not None and due.at == one.at:
                self._happen(due.at, due.number, due.key, due.parent, due.branch, due.link)
            elif due is not None:
                self.agenda.push(due)
        else:
            self._pay(one)

    def _happen(self, at: int, number: int, key: int, parent: int | None, branch: int, link: Link) -> None:
        name = self.names[number]
        recorder = self.recorder
        if not recorder.muted and name in {_JOINED, _APPROVED}:
            self._join(name)
        make = self.recipes[number].link
        if make is not None:
            stream = None if branch == NOTHING else self.names[self.branches[branch].parent]
            link = make(self.world, at, key, link, stream)
        data: dict[str, Any] | None = None
        if self.needs[number] or recorder.wants(number):
            data = self.recipes[number].make(self.world, at, key, link)
        recorder.record(number, at, key, parent, data)
        for tree in self.trees[number]:
            if not tree.exclusive:
                for one in tree.branches:
                    self._sow(one, at, key, link, data)
            elif tree.scheduled:
                self.agenda.push(self.lessons.begin(tree, at, key, link))
            else:
                self._decide(tree, at, key, link)

    def _join(self, name: str) -> None:
        if name == _JOINED:
            self.world.people.students += 1
        else:
            self.world.people.tutors += 1

    def _sow(self, branch: Branch, at: int, key: int, link: Link, data: dict[str, Any] | None) -> None:
        """Let children of an outcome that does not mind others become pending."""
        if branch.condition is not None and (data is None or str(data[branch.condition[0]]) != branch.condition[1]):
            return
        chance = uniform(key, _SOWN + branch.index)
        probability = branch.probability
        if branch.batch:
            self._gather(branch, at, key, link)
        elif branch.short:
            expected = probability * self.gates.gate(branch.parent, branch.child, at)
            if probability > 1.0:
                expected *= 0.5 + uniform(key, _MANY + branch.index)
            for number in range(_count(expected, chance, probability)):
                self._push(EVENT, branch, at, key, number, 0.0, link)
        elif probability <= 1.0:
            if chance < min(1.0, probability * HIGHEST_GATE):
                self._push(MARKED, branch, at, key, 0, chance, link)
        else:
            for number in range(min(_MOST_MARKS, int(2.0 * probability) + 1)):
                mark = number + uniform(key, _MARKS + branch.index * _MOST_MARKS + number)
                self._push(MARKED, branch, at, key, number, mark, link)

    def _push(self, kind: int, branch: Branch, at: int, key: int, number: int, mark: float, link: Link) -> None:
        child = child_key(key, branch.index, number)
        due = max(at + 1, self._due(branch, at, key, uniform(child, 0)))
        self.agenda.push(Pending(due, branch.child, child, kind, key, branch.index, NOTHING, mark, link))

    def _due(self, branch: Branch, at: int, key: int, share: float) -> int:
        name = self.names[branch.child]
        if self.names[branch.parent] != _TICKET or name not in {RESOLVED, UPDATED}:
            return branch.delay.draw(at, share)
        hours = resolution(uniform(key, _MANY))
        resolved = min(max(int(hours * HOUR), branch.delay.low), branch.delay.high)
        return at + (resolved if name == RESOLVED else int(share * resolved))

    def _decide(self, tree: Tree, at: int, key: int, link: Link) -> None:
        """Let one of the outcomes of an exclusive tree become pending."""
        chance = uniform(key, _TREE + tree.index)
        if tree.short:
            gates = [self.gates.gate(one.parent, one.child, at) for one in tree.branches]
            branch = tree.chosen(chance, gates)
            if branch is not None:
                self._push(EVENT, branch, at, key, 0, 0.0, link)
            return
        # What is usual at the time of each outcome is known already, so each keeps its delay; see ``_turn``.
        dues = [max(at + 1, one.delay.draw(at, uniform(child_key(key, one.index, 0), 0))) for one in tree.branches]
        usual = [self.gates.quiet(one.parent, one.child, due) for one, due in zip(tree.branches, dues, strict=True)]
        branch = tree.chosen(chance, usual)
        longest = branch or max(tree.branches, key=lambda one: one.delay.high)
        child, due = child_key(key, longest.index, 0), dues[tree.branches.index(longest)]
        index = NOTHING if branch is None else branch.index
        # The mark is when the parent was: whole microseconds are exact in it.
        self.agenda.push(Pending(due, longest.child, child, NATURAL, key, index, tree.index, float(at), link))

    def _turn(self, one: Pending) -> None:
        """Let the outcome of an exclusive tree happen, or the one that the gates turn it into."""
        tree = self.all_trees[one.tree]
        gates = [self.gates.acting(branch.parent, branch.child, one.at) for branch in tree.branches]
        usual = [self.gates.quiet(branch.parent, branch.child, one.at) for branch in tree.branches]
        if one.parent is None:
            return
        chance, waited = uniform(one.parent, _TURN + tree.index), one.at - int(one.mark)
        place = tree.turned(tree.place(one.branch), chance, gates, usual, waited)
        if place < len(tree.branches):
            branch = tree.branches[place]
            key = child_key(one.parent, branch.index, 0)
            self._happen(one.at, branch.child, key, one.parent, branch.index, one.link)

    def _gather(self, branch: Branch, at: int, key: int, link: Link) -> None:
        """Add a completed session to what its tutor is paid next."""
        tutor, minutes = link[1], link[7]
        cents = round(self.world.people.hourly_rate(tutor) * 100.0 * minutes / (HOUR // MINUTE))
        if self.ledger.add(tutor, cents, key):
            self._push(BATCH, branch, at, key, 0, uniform(key, _SOWN + branch.index), (0, tutor))

    def _pay(self, one: Pending) -> None:
        """Pay a tutor, or a week later where payouts are held back."""
        branch = self.branches[one.branch]
        if one.mark >= self.gates.gate(branch.parent, branch.child, one.at):
            self.agenda.push(one._replace(at=one.at + WEEK))
            return
        tutor = one.link[1]
        sessions, cents, completed = self.ledger.settle(tutor)
        self._happen(one.at, one.number, one.key, completed, one.branch, (0, tutor, sessions, cents))


def _count(expected: float, chance: float, probability: float) -> int:
    """Return a whole number of that mean; at most one where one is all there can be."""
    return int(chance < expected) if probability <= 1.0 else int(expected + 1.0 - chance)
