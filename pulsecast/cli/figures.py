"""Tables of figures that can be read on a terminal of 80 columns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Figures:
    """Rows of figures under headings, for ``Console.print``.

    There are no rules between columns. Where headings on one line make the table wider than the terminal, they are
    broken between their words. What does not fit even so is taken from the widest column of words, which goes on in the
    next line; figures are whole as long as there is room for them alone.

    Attributes:
        title: Stands above the headings.
        headings: One for each column.
        rows: As many cells as there are headings, each written out.
        words: Places of the columns that hold words: flush left, broken over lines where there is no room.
        styles: Of single rows, by their place.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Collection[int] = (0,)
    styles: Mapping[int, str] = field(default_factory=dict)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it for the width that there is, with an empty line below."""
        cells = [max((cell_len(row[place]) for row in self.rows), default=0) for place in range(len(self.headings))]
        whole = sum(max(width, cell_len(name)) for width, name in zip(cells, self.headings, strict=True))
        roomy = whole + 2 * (len(cells) - 1) <= options.max_width
        # The box has a space for the rule between two columns; the padding is the second one.
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1 if roomy else 0, 0, 0))
        for place, (name, width) in enumerate(zip(self.headings, cells, strict=True)):
            heading = Text(name if roomy else _broken(name, width))
            if place in self.words:
                table.add_column(heading, overflow="fold")
            else:
                table.add_column(heading, justify="right", no_wrap=True)
        for place, row in enumerate(self.rows):
            table.add_row(*map(Text, row), style=self.styles.get(place))
        yield Text(self.title, style="bold")
        yield table
        yield ""


def _broken(heading: str, width: int) -> str:
    """Break a heading between words, into lines no longer than its longest word or than the cells below it."""
    longest = max(map(cell_len, heading.split()), default=1)
    return "\n".join(wrap(heading, max(longest, width), break_long_words=False, break_on_hyphens=False))
