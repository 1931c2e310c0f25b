"""A year of sends, audience weeks and content days of the demo workspace."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from domain.audiences.cases import AudienceCase, EmailCase, recent_sends
from domain.audiences.model import (
    AudienceHistory,
    AudienceWeek,
    ContentDay,
    ContentPiece,
    EmailSend,
    ListHealth,
    monday_of,
)
from domain.audiences.subject import subject_features
from simulator.audiences import audience, content, email
from simulator.audiences.subjects import CORES, draw_subject

FloatArray = NDArray[np.float64]

YEAR_WEEKS = 52

CAMPAIGNS: Mapping[str, str] = {"Lapsed students": "lapsed-student-email", "Parents": "referral-push"}
"""Keys of the campaigns of the demo that the sends to a segment belong to, once those have begun."""

USUAL_HOURS = (8, 9, 10, 10, 11, 15)
"""Hours at which most is sent, by habit rather than for success."""

BY_HABIT = 0.55

COHORT_WEEKS = 13
OLDEST_COHORTS = 7
"""Cohorts, a quarter each, that joined before the year."""

PIECES_A_WEEK = 1.8
ACTIVE_DAYS = 75
SHOWN_HALF_LIFE = 16.0


def generate_history(
    workspace_id: UUID, today: date, seed: int, campaigns: Mapping[str, tuple[UUID, date]]
) -> AudienceHistory:
    """Return the year that ends with the last whole week before ``today``; the same arguments give the same year.

    Args:
        workspace_id: Whose ids the sends get.
        today: Nothing happens on this day or later.
        seed: Of all chance, not negative.
        campaigns: Id and first day of campaigns, by their key in the demo's definition.
    """
    end = monday_of(today)
    start = end - timedelta(weeks=YEAR_WEEKS)
    pieces = _pieces(np.random.default_rng([seed, 4]), start, end)
    return AudienceHistory(
        sends=_sends(workspace_id, start, seed, campaigns),
        weeks=_weeks(start, seed),
        pieces=pieces,
        days=_days(np.random.default_rng([seed, 5]), pieces, end, seed),
    )


def _sends(
    workspace_id: UUID, start: date, seed: int, campaigns: Mapping[str, tuple[UUID, date]]
) -> Sequence[EmailSend]:
    sends: list[EmailSend] = []
    for number, (name, segment) in enumerate(email.SEGMENTS.items()):
        chance = np.random.default_rng([seed, 1, number])
        health = _healths(np.random.default_rng([seed, 2, number]), segment.size)
        moments: list[datetime] = []
        for week in range(YEAR_WEEKS):
            days = chance.permutation([0, 1, 1, 2, 2, 3, 3, 4, 5, 6])[: min(int(chance.poisson(segment.weekly)), 6)]
            for day in sorted({int(day) for day in days}):
                hour = int(chance.choice(USUAL_HOURS)) if chance.random() < BY_HABIT else int(chance.integers(5, 23))
                minute = int(chance.integers(0, 60))
                at = datetime.combine(start + timedelta(days=7 * week + day), time(hour, minute), UTC)
                campaign = campaigns.get(CAMPAIGNS.get(name, ""))
                owner = campaign[0] if campaign is not None and at.date() >= campaign[1] else None
                identity = uuid5(workspace_id, f"send/{name}/{at.isoformat()}")
                sends.append(_send(chance, identity, name, at, health[week], moments, owner))
                moments.append(at)
    return sorted(sends, key=lambda send: (send.at, send.id))


def _send(
    chance: np.random.Generator,
    identity: UUID,
    segment: str,
    at: datetime,
    health: ListHealth,
    before: Sequence[datetime],
    campaign_id: UUID | None,
) -> EmailSend:
    subject = draw_subject(chance)
    preview = "What is new this week, and what others liked." if chance.random() < 0.5 else None
    case = EmailCase(at, segment, subject_features(subject), health, recent_sends(before, at), preview is not None)
    own, share = chance.normal(0.0, email.DISTURBANCE, 3), chance.uniform(0.25, 0.6)
    rates = email.true_email(case, (float(own[0]), float(own[1]), float(own[2])))
    delivered = int(chance.binomial(int(health.size * share), 1.0 - health.bounce_share))
    opened = int(chance.binomial(delivered, rates.opened))
    clicked = int(chance.binomial(opened, rates.clicked))
    converted = int(chance.binomial(clicked, rates.converted))
    return EmailSend(
        identity, at, segment, subject, health, delivered, opened, clicked, converted, campaign_id, preview
    )


def _healths(chance: np.random.Generator, size: int) -> list[ListHealth]:
    """Lists grow and go stale; now and then somebody cleans them."""
    bounce, inactive, addresses = chance.uniform(0.008, 0.03), chance.uniform(0.18, 0.35), float(size)
    found = []
    for _ in range(YEAR_WEEKS):
        if chance.random() < 0.05:
            addresses *= 1.0 - 0.5 * (inactive - 0.12)
            bounce, inactive = 0.006, max(inactive - 0.15, 0.12)
        bounce = float(np.clip(bounce + chance.normal(0.0005, 0.0025), 0.003, 0.06))
        inactive = float(np.clip(inactive + chance.normal(0.004, 0.012), 0.10, 0.55))
        addresses *= 1.0 + chance.normal(0.003, 0.006)
        found.append(ListHealth(int(addresses), round(bounce, 4), round(inactive, 4)))
    return found


def _weeks(start: date, seed: int) -> Sequence[AudienceWeek]:
    weeks: list[AudienceWeek] = []
    for number, (name, truth) in enumerate(audience.AUDIENCES.items()):
        chance = np.random.default_rng([seed, 3, number])
        plan = _frequency_plan(chance, truth.frequency)
        shared = chance.normal(0.0, audience.DISTURBANCE, (YEAR_WEEKS, 2))
        for joined in range(-OLDEST_COHORTS * COHORT_WEEKS, YEAR_WEEKS, COHORT_WEEKS):
            begin = max(joined, 0)
            members = int(truth.joined * chance.lognormal(0.0, 0.2) * 0.985 ** (begin - joined))
            past: list[float] = []
            for week in range(begin, YEAR_WEEKS):
                frequency = float(plan[week] * chance.lognormal(0.0, 0.15))
                monday, cohort = start + timedelta(weeks=week), start + timedelta(weeks=joined)
                row = _week(chance, name, cohort, monday, members, frequency, past, shared[week])
                weeks.append(row)
                past.insert(0, row.frequency)
                members -= row.churned
    return sorted(weeks, key=lambda one: (one.week, one.segment, one.cohort))


def _frequency_plan(chance: np.random.Generator, usual: float) -> FloatArray:
    """Return exposures per member of each week: they wander, and campaigns double them for three weeks at a time."""
    steps = chance.normal(0.0, 0.22, YEAR_WEEKS)
    level = np.zeros(YEAR_WEEKS)
    for week in range(1, YEAR_WEEKS):
        level[week] = 0.8 * level[week - 1] + steps[week]
    plan = usual * np.exp(level)
    for begin in chance.choice(YEAR_WEEKS, 4, replace=False):
        plan[begin : begin + 3] *= 2.0
    return plan


def _week(
    chance: np.random.Generator,
    segment: str,
    cohort: date,
    week: date,
    members: int,
    frequency: float,
    past: Sequence[float],
    shared: FloatArray,
) -> AudienceWeek:
    exposures = int(chance.poisson(members * frequency))
    felt = exposures / members if members else 0.0
    case = AudienceCase(segment, (week - cohort).days // 7, week, members, felt, tuple(past[:4]))
    rates = audience.true_audience(case, (float(shared[0]), float(shared[1])))
    reached = min(int(chance.binomial(members, audience.reach_share(felt))), exposures)
    engaged = int(chance.binomial(reached, rates.engaged))
    churned = int(chance.binomial(members, rates.churned))
    return AudienceWeek(segment, cohort, week, members, reached, exposures, engaged, churned)


def _pieces(chance: np.random.Generator, start: date, end: date) -> Sequence[ContentPiece]:
    kinds, topics = list(content.KINDS), list(content.TOPICS)
    formats, channels = list(content.FORMATS), list(content.CHANNELS)
    pieces = []
    for number in range(int(PIECES_A_WEEK * YEAR_WEEKS)):
        kind = kinds[chance.integers(len(kinds))]
        best = content.KINDS[kind].best_length
        length = 1 if best == 1 else max(int(best * chance.lognormal(0.0, 0.5)), 2)
        pieces.append(
            ContentPiece(
                key=f"piece-{number + 1:03}",
                title=CORES[chance.integers(len(CORES))],
                kind=kind,
                topic=topics[chance.integers(len(topics))],
                length=length,
                format=formats[chance.integers(len(formats))],
                channel=channels[chance.integers(len(channels))],
                published=start + timedelta(days=int(chance.integers((end - start).days))),
            )
        )
    return sorted(pieces, key=lambda piece: (piece.published, piece.key))


def _days(chance: np.random.Generator, pieces: Sequence[ContentPiece], end: date, seed: int) -> Sequence[ContentDay]:
    days = []
    for piece in pieces:
        own, shown = content.own_effect(seed, piece.key), content.KINDS[piece.kind].shown
        usual = shown * chance.lognormal(0.0, 0.4)
        for age in range(min(ACTIVE_DAYS, (end - piece.published).days)):
            day = piece.published + timedelta(days=age)
            impressions = int(chance.poisson(usual * 0.5 ** (age / SHOWN_HALF_LIFE) * chance.lognormal(0.0, 0.25)))
            noise = chance.normal(0.0, content.DISTURBANCE, 2)
            rates = content.true_content(piece, day, own, (float(noise[0]), float(noise[1])))
            engagements = int(chance.binomial(impressions, rates.engaged))
            conversions = int(chance.binomial(impressions, rates.converted))
            if impressions:
                days.append(ContentDay(piece.key, day, impressions, engagements, conversions))
    return sorted(days, key=lambda one: (one.day, one.key))
