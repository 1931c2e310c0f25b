"""Ranges of days in the schema."""

from datetime import date

import strawberry

from domain.errors import ErrorCode, Fault, Refused

LONGEST_DAYS = 3_660


@strawberry.type(name="DateRange", description="Days from start to end, both inclusive.")
class DateRangeType:
    """A range of days."""

    start: date = strawberry.field(description="First day.")
    end: date = strawberry.field(description="Last day.")


@strawberry.input(name="DateRangeInput", description="Days from start to end, both inclusive; at most ten years.")
class DateRangeInput:
    """A range of days."""

    start: date = strawberry.field(description="First day.")
    end: date = strawberry.field(description="Last day.")

    def days(self) -> tuple[date, date]:
        """Return both ends.

        Raises:
            Refused: With INVALID_TIME_RANGE when the end is before the start or the range is too long.
        """
        if self.end < self.start:
            message = f"The range ends ({self.end}) before it starts ({self.start})."
            raise Refused(Fault(ErrorCode.INVALID_TIME_RANGE, message, ("range", "end")))
        if (self.end - self.start).days > LONGEST_DAYS:
            raise Refused(Fault(ErrorCode.INVALID_TIME_RANGE, "A range is at most ten years.", ("range",)))
        return self.start, self.end
