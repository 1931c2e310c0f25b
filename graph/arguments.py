"""Arguments that many fields share, described once."""

from typing import Annotated, TypeVar

import strawberry

What = TypeVar("What")

Input = Annotated[What, strawberry.argument(description="What to do.")]
First = Annotated[
    int | None, strawberry.argument(description="How many rows from the start, 1 to 100; 20 when left out.")
]
After = Annotated[str | None, strawberry.argument(description="Only rows behind this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many rows from the end, 1 to 100; not with `first`.")]
Before = Annotated[str | None, strawberry.argument(description="Only rows before this cursor.")]
NodeId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
