"""The course as it was known at each moment."""

from dataclasses import replace

from domain.marketplace.model import Marketplace
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Course

_BASELINE = "baseline"


class KnownCourses:
    """Follows the commands of a course one after the other.

    Rates by the hour are means over the whole hour, so a command within it would act a little before it was given if
    it were known beforehand. Therefore each command is taken up only when its time has come: events are the same
    whether a command was given while they were made or was known when they are made again.
    """

    def __init__(self, marketplace: Marketplace, course: Course) -> None:
        """Take a course with all its commands."""
        self._marketplace = marketplace
        self._course = course

    def at(self, moment: int) -> Course:
        """Return the course that follows from the commands up to a moment, inclusive."""
        timeline = self._course.timeline
        known = tuple(command for command in timeline.commands if command.at <= moment)
        if len(known) == len(timeline.commands):
            return self._course
        baseline = [event for event in self._course.events if event.injected_by == _BASELINE]
        return compile_course(self._marketplace, replace(timeline, commands=known), baseline)

    def next_change(self, moment: int) -> int | None:
        """Return the time of the first command after a moment."""
        return min((one.at for one in self._course.timeline.commands if one.at > moment), default=None)
