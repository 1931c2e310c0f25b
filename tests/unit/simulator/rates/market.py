"""A small marketplace: supply and demand, a booking tree, lessons, payments with a share, a gauge, and one cascade."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.marketplace.events.model import (
    EventSeverity,
    EventTemplate,
    ExternalEventType,
    Impact,
    ImpactDirection,
    ImpactMagnitude,
)
from domain.marketplace.model import (
    BaselineMetrics,
    Cadence,
    Choice,
    Delay,
    DerivedSeries,
    FieldKind,
    Marketplace,
    Outcome,
    OutcomeTree,
    OverrideUnit,
    Patterns,
    PeakWindow,
    Relationships,
    StreamDefinition,
    StreamDomain,
    StreamField,
    ValueKind,
)
from domain.marketplace.moments import DAY, HOUR, micros
from domain.marketplace.scenarios.model import Cascade, SettlingCurve
from domain.marketplace.timeline.model import Course, Influence, Layer, Operation, Timeline, Window

EPOCH = micros(datetime(2026, 3, 2, tzinfo=UTC))
"""A Monday without a season before or after it for weeks."""

LOGIN, SEARCH, REQUESTED = "customer.login.success", "customer.tutor.search", "session.booking.requested"
CONFIRMED, DECLINED = "session.booking.confirmed", "session.booking.declined_by_tutor"
EXPIRED, STARTED = "session.booking.expired", "session.started"
SUPPLY, TICKET, GATEWAY = "tutor.availability.set", "support.ticket.created", "payment_gateway.transaction.status"
PAID, FAILED, PAYOUT = (
    "customer.subscription.payment_success",
    "customer.subscription.payment_failure",
    "tutor.payout.initiated",
)
USERS, RATING, ERRORS = "platform.concurrent.users", "session.rating.submitted_by_student", "system.error.log"


def stream(
    name: str, a_day: float, variance: float = 0.25, modulation: str = "", **changes: object
) -> StreamDefinition:
    domain = StreamDomain.SESSION if name.startswith("session") else StreamDomain.CUSTOMER
    defined = StreamDefinition(
        name=name,
        number=1,
        domain=domain,
        cadence=Cadence.MEDIUM,
        very_low=False,
        events_per_day=a_day,
        variance=variance,
        time_of_day="T" in modulation,
        weekday="W" in modulation,
        peak=None,
        value_kind=ValueKind.COUNTER,
        override=OverrideUnit.EVENTS_PER_HOUR,
        override_low=0.0,
        override_high=1e6,
        description="",
        fields=(),
    )
    return replace(defined, **changes)  # type: ignore[arg-type]


def outcome(child: str, probability: float, low: float, high: float, **more: object) -> Outcome:
    delay = Delay(timedelta(hours=low), timedelta(hours=high))
    return Outcome(child, probability, delay, **more)  # type: ignore[arg-type]


def choices(name: str, kind: FieldKind, **weights: float) -> StreamField:
    listed = tuple(Choice(value.removeprefix("_"), weight) for value, weight in weights.items())
    return StreamField(name, kind, "", choices=listed)


STATUS = choices("status", FieldKind.CHOICE, success=0.92, failed=0.05, pending=0.03)
SCORE = choices("rating_score", FieldKind.INTEGER, _1=0.05, _2=0.05, _3=0.15, _4=0.35, _5=0.4)

STREAMS = (
    stream(LOGIN, 15_000, 0.3, "TW", peak=PeakWindow(8, 22, 1.5)),
    stream(SEARCH, 8_000, 0.25, "TW", peak=PeakWindow(8, 22, 1.4)),
    stream(SUPPLY, 2_000, 0.2, "TW", peak=PeakWindow(7, 9, 1.3)),
    stream(REQUESTED, 2_400, 0.2, "TW"),
    stream(CONFIRMED, 1_800, 0.2, "T"),
    stream(DECLINED, 360, 0.25, "T"),
    stream(EXPIRED, 180, 0.3),
    stream(STARTED, 1_700, 0.15, "T"),
    stream(RATING, 825, 0.3, fields=(SCORE,), derived=(DerivedSeries("mean_score", "rating_score", None, ""),)),
    stream(PAYOUT, 200, 0.2),
    stream(TICKET, 300, 0.25, "TW"),
    stream(
        GATEWAY,
        1_300,
        0.15,
        override=OverrideUnit.PERCENT,
        fields=(STATUS,),
        derived=(DerivedSeries("failed_share", "status", "failed", ""),),
    ),
    stream(PAID, 1_200, 0.15),
    stream(FAILED, 60, 0.3),
    stream(ERRORS, 100, 0.5),
    stream(
        USERS,
        288,
        0.1,
        "T",
        value_kind=ValueKind.GAUGE,
        override=OverrideUnit.LEVEL,
        derived=(DerivedSeries("tutors", "active_tutor_count", None, ""),),
    ),
)

TREES = (
    OutcomeTree(LOGIN, False, (outcome(SEARCH, 0.53, 0, 2),)),
    OutcomeTree(SEARCH, False, (outcome(REQUESTED, 0.3, 0, 0.5),)),
    OutcomeTree(
        REQUESTED,
        True,
        (outcome(CONFIRMED, 0.75, 0, 24), outcome(DECLINED, 0.16, 0, 12), outcome(EXPIRED, 0.09, 24, 24)),
    ),
    OutcomeTree(CONFIRMED, True, (outcome(STARTED, 0.89, -0.25, 0.25, from_schedule=True),), 0.11),
    OutcomeTree(STARTED, False, (outcome(RATING, 0.5, 0, 48), outcome(PAYOUT, 1.0, 0, 168, batch=True))),
    OutcomeTree(
        GATEWAY,
        True,
        (
            outcome(PAID, 0.92, 0, 1 / 12, condition="status=success"),
            outcome(FAILED, 0.05, 0, 1 / 12, condition="status=failed"),
        ),
        0.03,
    ),
    OutcomeTree(FAILED, False, (outcome(TICKET, 0.3, 1, 6),)),
)

PATTERNS = Patterns(
    peak=PeakWindow(8, 22, 1.5),
    ramp_hours=1,
    off_factor=0.2,
    weekend=1.35,
    months=((5, 1.4), (6, 0.75), (12, 1.4)),
    weeks=((51, 0.5), (52, 0.5)),
    growth_per_month=0.035,
    anomaly_share=0.07,
)

CASCADES = (Cascade(EXPIRED, TICKET, 1.3, timedelta(hours=1), timedelta(hours=6)),)


def template(name: str, kind: ExternalEventType, stream_name: str, months: tuple[int, ...] = ()) -> EventTemplate:
    impact = Impact(stream_name, ImpactDirection.INCREASE, ImpactMagnitude.MEDIUM, timedelta(days=30))
    mixed = Impact(ERRORS, ImpactDirection.MIXED, ImpactMagnitude.LOW, timedelta(hours=2))
    severities = (EventSeverity.INFO, EventSeverity.WARNING)
    return EventTemplate(name, kind, name, name, severities, (impact, mixed), timedelta(0), timedelta(hours=6), months)


TEMPLATES = (
    *(template(f"campaign-{at}", ExternalEventType.MARKETING, LOGIN) for at in range(4)),
    *(template(f"outage-{at}", ExternalEventType.INFRASTRUCTURE, GATEWAY) for at in range(4)),
    *(template(f"staff-{at}", ExternalEventType.OPERATIONAL, TICKET) for at in range(4)),
    template("exams", ExternalEventType.ACADEMIC, SEARCH, (5, 11)),
)

MARKET = Marketplace(
    streams=tuple(replace(one, number=number) for number, one in enumerate(STREAMS, 1)),
    baseline=BaselineMetrics(50_000, 8_000, 1.0, {"active_students": 1_200.0, "active_tutors": 180.0}, {}),
    patterns=PATTERNS,
    cadences={},
    relationships=Relationships(TREES, CASCADES, (), ()),
    scenarios=(),
    templates=TEMPLATES,
)


def number_of(name: str) -> int:
    return MARKET.names.index(name)


def acting(
    name: str,
    value: float,
    begin: int = EPOCH,
    hours: int | None = None,
    operation: Operation = Operation.MULTIPLY,
    **more: object,
) -> Influence:
    end = None if hours is None else begin + hours * HOUR
    influence = Influence(
        stream=name,
        layer=Layer.SCENARIO,
        operation=operation,
        value=value,
        begin=begin,
        ramp=0,
        fade_begin=end,
        fade_end=end,
        curve=SettlingCurve.IMMEDIATE,
        source=f"scenario:test#{name}",
    )
    return replace(influence, **more)  # type: ignore[arg-type]


def course(*influences: Influence, seed: int = 1, windows: tuple[Window, ...] = ()) -> Course:
    return Course(Timeline(seed, EPOCH), influences, (), (), (), windows, ())


MONTH_AGO = EPOCH - 28 * DAY
