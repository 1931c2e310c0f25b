"""Whether the table of rates and the outcome trees agree, and what was chosen where they do not."""

from domain.marketplace.model import Marketplace, OutcomeTree, StreamDomain

TOLERANCE = 0.25
"""Relative difference above which a table's rate and its chain contradict each other."""


def expected_chain_rate(marketplace: Marketplace) -> dict[str, float]:
    """Return the events a day that each stream gets from its parents in the mean, streams without parents left out.

    What a stream has in all counts for its children: its table's rate, or what its parents give where it has no other
    source or they give more. Batches, which gather many parents into one event, are left out.
    """
    table = {stream.name: stream.events_per_day for stream in marketplace.streams}
    given: dict[str, float] = {}
    for tree in _parents_first(marketplace.relationships.trees):
        parent = marketplace.stream(tree.parent)
        if parent is None:
            continue
        mean = _in_all(table[parent.name], given.get(parent.name), follows=parent.domain is StreamDomain.SESSION)
        for outcome in tree.outcomes:
            if not outcome.batch:
                given[outcome.child] = given.get(outcome.child, 0.0) + outcome.probability * mean
    return given


def consistency_report(marketplace: Marketplace) -> tuple[str, ...]:
    """Return a sentence for each contradiction between rates and trees, the largest first."""
    found: list[tuple[float, str]] = []
    given = expected_chain_rate(marketplace)
    for stream in marketplace.streams:
        rate = given.get(stream.name)
        if rate is None:
            continue
        ratio = rate / stream.events_per_day
        follows = stream.domain is StreamDomain.SESSION
        if ratio > 1 + TOLERANCE or (follows and ratio < 1 - TOLERANCE):
            told = f"the table says {stream.events_per_day:,.0f} a day, its parents give {rate:,.0f}"
            found.append((ratio, f"{stream.name}: {told}; what the parents give counts."))
    found.sort(key=lambda one: -abs(one[0] - 1))
    return (*(text for _, text in found), *_of_figures(marketplace))


def _of_figures(marketplace: Marketplace) -> tuple[str, ...]:
    figures = marketplace.baseline.figures
    per_tutor, active = figures.get("sessions_per_active_tutor"), figures.get("active_tutors_per_day")
    completed = marketplace.stream("session.completed")
    notes: list[str] = []
    if per_tutor is not None and active is not None and completed is not None:
        asked = per_tutor * marketplace.baseline.tutors
        if abs(asked / completed.events_per_day - 1) > TOLERANCE:
            notes.append(
                f"{marketplace.baseline.tutors:,} tutors with {per_tutor:g} sessions each would give {asked:,.0f} "
                f"sessions a day, the table says {completed.events_per_day:,.0f}; the table counts, and "
                f"{per_tutor:g} sessions are held against the {active:,.0f} tutors who are active on a day."
            )
    applied, steps = (
        marketplace.stream("tutor.application.received"),
        marketplace.stream("tutor.onboarding.step_completed"),
    )
    if applied is not None and steps is not None and steps.events_per_day < applied.events_per_day:
        notes.append(
            f"{steps.name}: every applicant takes several steps, but the table says {steps.events_per_day:,.0f} "
            f"steps a day for {applied.events_per_day:,.0f} applications; the table counts and most steps go untold."
        )
    return tuple(notes)


def _in_all(table: float, given: float | None, *, follows: bool) -> float:
    if given is None:
        return table
    return given if follows else max(table, given)


def _parents_first(trees: tuple[OutcomeTree, ...]) -> list[OutcomeTree]:
    """Return the trees so that whatever gives a stream its events comes before its own tree."""
    left, ready = list(trees), list[OutcomeTree]()
    while left:
        waiting = {outcome.child for tree in left for outcome in tree.outcomes}
        free = [tree for tree in left if tree.parent not in waiting] or left
        ready.extend(free)
        left = [tree for tree in left if tree not in free]
    return ready
