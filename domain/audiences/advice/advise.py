"""Chooses what is worth doing from what could be done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp
from uuid import uuid5

from domain.audiences.advice.model import Advice, AdviceKind, Uplift
from domain.audiences.advice.options import Option, audience_options, content_options, email_options
from domain.audiences.advice.uplift import uplift_of, worth_offering
from domain.audiences.cases import AudienceCase, Case
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.model import Forecast
from domain.audiences.rates import Rate
from domain.metrics.wording import percent
from domain.models.model import ModelVersion
from domain.ports.audiences import LoadedModel
from domain.wording import begun

MOST_OF_A_KIND = 10
"""Pieces of advice of one kind; of alternatives to each other only the best is one."""

LEAST_KEPT = 0.85
"""Part of the engagement that an audience reached less often must keep."""

_NAMES = {
    Rate.OPEN_RATE: "open rate",
    Rate.ENGAGEMENT_RATE: "engagement rate",
    Rate.CHURN_RATE: "churn within 30 days",
}
_TAGS = {
    AdviceKind.SEND_TIME: ("email", "timing"),
    AdviceKind.SUBJECT: ("email", "content"),
    AdviceKind.FREQUENCY: ("audience", "fatigue"),
    AdviceKind.CONTENT_REFRESH: ("content", "creative"),
    AdviceKind.CONTENT_PUSH: ("content", "reach"),
}


def options_of(kind: AudienceKind, history: AudienceHistory) -> list[list[Option]]:
    """Return what could be done, in groups of alternatives to each other."""
    if kind is AudienceKind.EMAIL:
        return email_options(history.sends)
    return audience_options(history) if kind is AudienceKind.AUDIENCE else content_options(history)


def advise(kind: AudienceKind, history: AudienceHistory, model: LoadedModel, version: ModelVersion) -> list[Advice]:
    """Return what is worth doing, the most urgent first.

    Of alternatives the one is taken whose improvement is surest to be large: the lower end of its interval counts, so
    that none is chosen for the luck of its estimate. It computes for a second; call it off the event loop.
    """
    groups = [group for group in options_of(kind, history) if group]
    flat = [option for group in groups for option in group]
    cases = list(dict.fromkeys(case for option in flat for case in (*option.before, *option.after)))
    known: dict[Case, Forecast] = dict(zip(cases, model.forecast(cases, explained=False), strict=True))
    found: list[Advice] = []
    for group in groups:
        judged = [(option, _judged(option, known)) for option in group]
        option, uplift = max(judged, key=lambda pair: pair[1].low)
        if worth_offering(uplift) and _harmless(option, known):
            found.append(_advice(kind, option, uplift, version))
    return list(_at_most(most_urgent_first(found)))


def most_urgent_first(advice: Iterable[Advice]) -> list[Advice]:
    """Return advice by its priority; of the same, by how large an improvement is sure."""
    return sorted(advice, key=lambda one: (-one.priority, -one.uplift.low, one.subject))


def _judged(option: Option, known: Mapping[Case, Forecast]) -> Uplift:
    before, after = [known[case] for case in option.before], [known[case] for case in option.after]
    return uplift_of(before, after, option.rate, option.horizon_days, same=option.same)


def _harmless(option: Option, known: Mapping[Case, Forecast]) -> bool:
    """Tell whether an audience that is reached less often goes on to engage."""
    if option.kind is not AdviceKind.FREQUENCY:
        return True
    return engaged(option.after[0], known) >= LEAST_KEPT * engaged(option.before[0], known)


def engaged(case: Case, known: Mapping[Case, Forecast]) -> float:
    """Return the part of an audience that engages in a week: those reached, if exposures fall at random, who do."""
    if not isinstance(case, AudienceCase):
        raise TypeError("only audiences are reached by frequency")
    return (1.0 - exp(-case.frequency)) * known[case].of(Rate.ENGAGEMENT_RATE, 30).expected


def _advice(kind: AudienceKind, option: Option, uplift: Uplift, version: ModelVersion) -> Advice:
    name = _NAMES[option.rate]
    falls = option.rate is Rate.CHURN_RATE
    moved = f"{'fall' if falls else 'rise'} from {percent(uplift.before)} to {percent(uplift.after)}"
    return Advice(
        id=uuid5(version.id, f"{option.kind}/{option.content_key or option.subject}/{option.change}"),
        kind=option.kind,
        about=kind,
        subject=option.subject,
        content_key=option.content_key,
        rate=option.rate,
        horizon_days=option.horizon_days,
        uplift=uplift,
        message=f"The {name} is expected to {moved}: {percent(uplift.relative)} better, "
        f"{percent(uplift.low)} to {percent(uplift.high)} in 8 of 10 cases.",
        suggestion=f"{begun(option.change)}.",
        priority=_priority(uplift),
        tags=_TAGS[option.kind],
        before=option.before,
        after=option.after,
        version_id=version.id,
        version_number=version.number,
    )


def _priority(uplift: Uplift) -> int:
    """Return 10 for an improvement of a half and more that is certain, 1 for the least that is offered."""
    return max(1, min(10, round(20.0 * uplift.relative * (2.0 * uplift.confidence - 1.0))))


def _at_most(advice: Sequence[Advice]) -> Iterator[Advice]:
    counted: dict[AdviceKind, int] = {}
    for one in advice:
        counted[one.kind] = counted.get(one.kind, 0) + 1
        if counted[one.kind] <= MOST_OF_A_KIND:
            yield one
