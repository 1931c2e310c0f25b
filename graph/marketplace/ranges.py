"""Ranges of moments in the schema."""

from datetime import datetime

import strawberry

from domain.errors import ErrorCode, Fault, Refused


@strawberry.type(name="DateTimeRange", description="Moments from start to end; the end is not part of it.")
class DateTimeRangeType:
    """A range of moments."""

    start: datetime = strawberry.field(description="First moment.")
    end: datetime = strawberry.field(description="First moment after it.")


@strawberry.input(name="DateTimeRangeInput", description="Moments from start to end; the end is not part of it.")
class DateTimeRangeInput:
    """A range of moments."""

    start: datetime = strawberry.field(description="First moment.")
    end: datetime = strawberry.field(description="First moment after it.")

    def moments(self) -> tuple[datetime, datetime]:
        """Return both ends.

        Raises:
            Refused: With INVALID_TIME_RANGE when the end is not after the start.
        """
        if self.end <= self.start:
            message = "The range ends before it starts."
            hint = "Give a range whose end is after its start."
            raise Refused(Fault(ErrorCode.INVALID_TIME_RANGE, message, ("range", "end"), hint))
        return self.start, self.end
