"""What may be wrong with a rule."""

from math import isfinite

from domain.errors import Fault, invalid
from domain.rules.model import Condition, Outcome, RuleDraft, RuleKind

NAME_LENGTH, MOST_TAGS, TAG_LENGTH = 200, 20, 50
LONGEST_PERIOD, LONGEST_HORIZON = 90, 30
LARGEST_VALUE = 1e15
LARGEST_CHANGE = 100.0
HIGHEST_Z = 20.0

NEEDED: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.THRESHOLD: ("comparator", "value"),
    RuleKind.TREND: ("direction", "least_change", "period_days"),
    RuleKind.ANOMALY: ("least_z", "period_days"),
    RuleKind.COMPARISON: ("other", "form", "comparator", "value"),
}
POSSIBLE: dict[RuleKind, tuple[str, ...]] = {
    **NEEDED,
    RuleKind.THRESHOLD: (*NEEDED[RuleKind.THRESHOLD], "horizon_days"),
}
PARTS = tuple(dict.fromkeys(name for names in POSSIBLE.values() for name in names))


def draft_faults(draft: RuleDraft) -> list[Fault]:
    """Return everything that is wrong with a draft."""
    faults = []
    if not 1 <= len(draft.name.strip()) <= NAME_LENGTH or "\0" in draft.name:
        faults.append(invalid(f"A name has 1 to {NAME_LENGTH} characters, none of them NUL.", "rule", "name"))
    if not 1 <= draft.priority <= 10:
        faults.append(invalid("A priority is from 1 to 10.", "rule", "priority"))
    if len(draft.tags) > MOST_TAGS or any(not 1 <= len(tag.strip()) <= TAG_LENGTH or "\0" in tag for tag in draft.tags):
        faults.append(invalid(f"At most {MOST_TAGS} tags of 1 to {TAG_LENGTH} characters each.", "rule", "tags"))
    return faults + condition_faults(draft.condition)


def condition_faults(condition: Condition) -> list[Fault]:
    """Return everything that is wrong with a condition: parts that its kind needs or has no use for, and bounds."""
    faults, kind = [], condition.kind
    for name in PARTS:
        given = getattr(condition, name) is not None
        if not given and name in NEEDED[kind]:
            faults.append(_fault(name, f"A rule of kind {kind} needs it."))
        if given and name not in POSSIBLE[kind]:
            faults.append(_fault(name, f"A rule of kind {kind} has no use for it."))
    faults += _outside("value", condition.value, -LARGEST_VALUE, LARGEST_VALUE)
    faults += _outside("horizon_days", condition.horizon_days, 1, LONGEST_HORIZON)
    faults += _outside("least_change", condition.least_change, 0.0, LARGEST_CHANGE)
    faults += _outside("least_z", condition.least_z, 0.1, HIGHEST_Z)
    least = 7 if kind is RuleKind.ANOMALY else 2
    faults += _outside("period_days", condition.period_days, least, LONGEST_PERIOD)
    if condition.other is not None and condition.other is condition.metric:
        faults.append(_fault("other", "A metric is compared with another one."))
    return faults


def outcome_faults(outcome: Outcome) -> list[Fault]:
    """Return everything that is wrong with an outcome."""
    faults = []
    if not 0.0 <= outcome.least_change <= LARGEST_CHANGE:
        faults.append(invalid(f"It must be from 0 to {LARGEST_CHANGE:g}.", "outcome", "leastChange"))
    if not 1 <= outcome.within_days <= LONGEST_PERIOD:
        faults.append(invalid(f"It must be from 1 to {LONGEST_PERIOD}.", "outcome", "withinDays"))
    return faults


def _outside(name: str, value: float | None, least: float, most: float) -> list[Fault]:
    if value is None or (isfinite(value) and least <= value <= most):
        return []
    return [_fault(name, f"It must be from {least:g} to {most:g}.")]


def _fault(name: str, message: str) -> Fault:
    return invalid(message, "rule", "condition", name)
