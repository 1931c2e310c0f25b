"""The generated year follows from its seed, and from probabilities that can be asked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from uuid import UUID

import numpy as np

from domain.audiences.cases import audience_cases, email_cases
from domain.audiences.model import AudienceHistory
from domain.audiences.subject import subject_features
from simulator.audiences.audience import true_audience
from simulator.audiences.content import own_effect, true_content
from simulator.audiences.email import true_email
from simulator.audiences.history import generate_history

WORKSPACE, TODAY, SEED = UUID(int=1), date(2026, 11, 21), 7


@cache
def year(seed: int = SEED) -> AudienceHistory:
    return generate_history(WORKSPACE, TODAY, seed, {})


def _standardised(successes: Sequence[int], trials: Sequence[int], chance: Sequence[float], sigma: float) -> float:
    """Mean surprise of counts: about 0 if they were drawn from these probabilities, with this disturbance."""
    count, whole, p = np.array(successes), np.array(trials), np.array(chance)
    variance = whole * p * (1 - p) + (whole * p * (1 - p) * sigma) ** 2
    z = (count - whole * p) / np.sqrt(np.maximum(variance, 1e-9))
    return float(z[variance > 0].mean())


def test_the_same_seed_gives_the_same_year_and_another_seed_another():
    assert generate_history(WORKSPACE, TODAY, SEED, {}) == year()
    assert generate_history(WORKSPACE, TODAY, 8, {}).sends != year().sends


def test_counts_are_ordered():
    for send in year().sends:
        assert send.health.size >= send.delivered >= send.opened >= send.clicked >= send.converted >= 0
    for week in year().weeks:
        assert week.members >= week.reached >= week.engaged >= 0
        assert week.members >= week.churned >= 0
    for day in year().days:
        assert day.impressions >= max(day.engagements, day.conversions)


def test_a_cohort_loses_whom_it_churns_and_nobody_else():
    cohorts: dict[tuple[str, date], list[tuple[int, int]]] = {}
    for week in year().weeks:
        cohorts.setdefault((week.segment, week.cohort), []).append((week.members, week.churned))
    for weeks in cohorts.values():
        assert all(later[0] == members - churned for (members, churned), later in pairwise(weeks))


def test_outcomes_are_drawn_from_the_probabilities_that_the_world_tells():
    sends, weeks, pieces = year().sends, year().weeks, {piece.key: piece for piece in year().pieces}
    opened = [true_email(case).opened for case in email_cases(sends)]
    assert abs(_standardised([s.opened for s in sends], [s.delivered for s in sends], opened, 0.1)) < 0.15
    churned = [true_audience(case).churned for case in audience_cases(weeks)]
    assert abs(_standardised([w.churned for w in weeks], [w.members for w in weeks], churned, 0.08)) < 0.15
    engaged = [true_content(pieces[d.key], d.day, own_effect(SEED, d.key)).engaged for d in year().days]
    counts = [d.engagements for d in year().days], [d.impressions for d in year().days]
    assert abs(_standardised(*counts, engaged, 0.1)) < 0.15


def test_subjects_differ_in_everything_that_readers_may_like():
    features = [subject_features(send.subject) for send in year().sends]
    for name in ("number", "question", "emoji", "personal", "urgency"):
        share = np.mean([getattr(one, name) for one in features])
        assert 0.1 < share < 0.9, name
    assert len({one.spam_words for one in features}) > 1


def test_sends_belong_to_a_campaign_from_its_first_day_on():
    first, campaign = date(2026, 6, 1), UUID(int=9)
    sends = generate_history(WORKSPACE, TODAY, SEED, {"lapsed-student-email": (campaign, first)}).sends
    lapsed = [send for send in sends if send.segment == "Lapsed students"]
    assert {send.campaign_id for send in lapsed if send.at.date() >= first} == {campaign}
    assert {send.campaign_id for send in sends if send.segment != "Lapsed students" or send.at.date() < first} == {None}


def test_nothing_happens_on_the_day_itself_or_later():
    assert max(send.at.date() for send in year().sends) < TODAY
    assert max(week.week for week in year().weeks) + timedelta(days=6) < TODAY
    assert max(day.day for day in year().days) < TODAY
