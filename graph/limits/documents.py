"""Documents that were read and found valid before, so that a repeated operation is neither parsed nor validated."""

from collections import OrderedDict
from dataclasses import dataclass, field

from graphql import DocumentNode

from graph.limits.measure import Measure


@dataclass(slots=True)
class Prepared:
    """A valid document.

    Attributes:
        measures: Sizes of its operations by name, of those whose size depends on no variable.
    """

    document: DocumentNode
    measures: dict[str | None, Measure] = field(default_factory=dict)


class Documents:
    """The most recently used valid documents, bounded in number and in text.

    A syntax tree takes up some three hundred times the memory of its text, hence the bound on the text.
    """

    def __init__(self, *, count: int = 256, characters: int = 256_000) -> None:
        self._count = count
        self._characters = characters
        self._held = 0
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._prepared)

    def find(self, text: str) -> Prepared | None:
        """Return what is known of a document."""
        prepared = self._prepared.get(text)
        if prepared is not None:
            self._prepared.move_to_end(text)
        return prepared

    def keep(self, text: str, prepared: Prepared) -> None:
        """Remember a valid document, forgetting the least recently used ones beyond the bounds."""
        if text in self._prepared or len(text) > self._characters // 8:
            return
        self._prepared[text] = prepared
        self._held += len(text)
        while len(self._prepared) > self._count or self._held > self._characters:
            oldest, _ = self._prepared.popitem(last=False)
            self._held -= len(oldest)
