"""Students and tutors: a number each, and attributes that follow from it."""

from dataclasses import dataclass

from simulator.entities.keys import mixed

_STRIDE = 2_654_435_761
"""Spreads consecutive places of a roster over all tutors; a prime, so that no tutor is in two places."""

_TUTOR_SUBJECT, _TUTOR_REGION, _TUTOR_RATE = 1, 2, 3
_TRIES = 64


@dataclass(slots=True)
class People:
    """Everybody who can take part at the moment.

    Attributes:
        founders: Tutors at the beginning, whom the rosters are made of.
        students: How many have signed up.
        tutors: How many were approved.
        known_students: Those of them whom events pick by chance: who were there at the beginning of the UTC day.
        known_tutors: Likewise.
        weekly: Tutors who teach in a week.
        daily: Of these, those who teach on one day.
        subjects: What tutors teach, each as often as its weight says.
    """

    founders: int
    students: int
    tutors: int
    known_students: int
    known_tutors: int
    weekly: int
    daily: int
    subjects: tuple[str, ...]

    def begin_day(self) -> None:
        """Let everybody who joined be picked."""
        self.known_students = self.students
        self.known_tutors = self.tutors

    def any_student(self, chance: int) -> int:
        """Return the number of a student."""
        return chance % self.known_students + 1

    def any_tutor(self, chance: int) -> int:
        """Return the number of a tutor, teaching or not."""
        return chance % self.known_tutors + 1

    def subject_of(self, tutor: int) -> str:
        """Return what a tutor teaches."""
        return self.subjects[mixed(tutor, _TUTOR_SUBJECT) % len(self.subjects)]

    def hourly_rate(self, tutor: int) -> float:
        """Return what a tutor earns in an hour, USD 18 … 48."""
        return 18.0 + (mixed(tutor, _TUTOR_RATE) % 3_001) / 100.0

    def teaching(self, day: int, chance: int) -> int:
        """Return a tutor who teaches on a day (days since 1970)."""
        return self._placed(day, chance % self.daily)

    def teaching_subject(self, day: int, chance: int, subject: str) -> int:
        """Return a tutor who teaches a subject on a day; another tutor when nobody is found."""
        first = chance % self.daily
        for place in range(first, first + _TRIES):
            tutor = self._placed(day, place % self.daily)
            if self.subject_of(tutor) == subject:
                return tutor
        return self._placed(day, first)

    def _placed(self, day: int, place: int) -> int:
        """Return who is at a place of the day: a window over the week's roster, which moves on slowly."""
        week, weekday = divmod(day + 3, 7)
        roster = (weekday * self.weekly // 7 + place) % self.weekly + week * (self.weekly // 20)
        return roster * _STRIDE % self.founders + 1
