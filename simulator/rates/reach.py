"""How far a change of one stream reaches, so that what it does not reach need not be worked out again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from simulator.rates.chains import Chains


class Reach:
    """Knows which streams may be other than before when some are."""

    def __init__(self, chains: Chains, cascades: Iterable[tuple[int, int]]) -> None:
        """Take what connects the streams: children, outcomes that give way to each other, and cascades.

        Args:
            chains: Of the marketplace.
            cascades: Trigger and target of each.
        """
        self._chained: dict[int, set[int]] = defaultdict(set)
        for edge in chains.edges:
            self._chained[edge.parent].add(edge.child)
            self._chained[edge.child].update(one.child for one in chains.siblings(edge))
        self._cascading: dict[int, set[int]] = defaultdict(set)
        for trigger, target in cascades:
            self._cascading[trigger].add(target)

    def of(self, streams: set[int], *, cascading: bool = True) -> frozenset[int]:
        """Return all streams that are reached, those themselves included."""
        found, left = set(streams), list(streams)
        while left:
            one = left.pop()
            new = (self._chained[one] | (self._cascading[one] if cascading else set())) - found
            found |= new
            left.extend(new)
        return frozenset(found)


def turned_over(chains: Chains, order: Sequence[int], before: Sequence[int]) -> set[int]:
    """Return streams that come before an outcome of the same exclusive tree in one order and after it in the other."""
    place, old = ({number: index for index, number in enumerate(one)} for one in (order, before))
    if place == old:
        return set()
    return {
        edge.child
        for edge in chains.edges
        for one in chains.siblings(edge)
        if (place[edge.child] < place[one.child]) != (old[edge.child] < old[one.child])
    }
