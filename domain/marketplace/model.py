"""The marketplace as it is defined: streams, their rates and fields, and how they depend on each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from domain.marketplace.events.model import EventTemplate
from domain.marketplace.scenarios.model import Cascade, ScenarioDefinition


class StreamDomain(StrEnum):
    """Which part of the marketplace a stream tells about; not the prefix of its name."""

    CUSTOMER = "CUSTOMER"
    TUTOR = "TUTOR"
    SESSION = "SESSION"
    SUPPORT = "SUPPORT"
    MARKETING = "MARKETING"
    SYSTEM = "SYSTEM"


class Cadence(StrEnum):
    """How often a stream is checked; one topic each."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class ValueKind(StrEnum):
    """What a stream's value in a block of time is: the number of its events, or the mean of a level."""

    COUNTER = "COUNTER"
    GAUGE = "GAUGE"


class OverrideUnit(StrEnum):
    """What an override on a stream means."""

    EVENTS_PER_HOUR = "EVENTS_PER_HOUR"
    LEVEL = "LEVEL"
    PERCENT = "PERCENT"


class FieldKind(StrEnum):
    """What a field of a payload holds; in JSON a string, number, boolean, list of strings or object."""

    ID = "ID"
    TEXT = "TEXT"
    CHOICE = "CHOICE"
    INTEGER = "INTEGER"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    MOMENT = "MOMENT"
    TEXTS = "TEXTS"
    OBJECT = "OBJECT"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field takes, with its relative frequency, greater than 0."""

    value: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class NumberRange:
    """How a number is distributed: lognormal around ``median`` with ``sigma`` of its logarithm, cut to the range."""

    median: float
    sigma: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class StreamField:
    """A field of a stream's payload.

    Attributes:
        required: Whether it is always there; else it may be null.
        choices: What a CHOICE, TEXT or TEXTS field takes; empty when it refers to something that exists.
        number: How an INTEGER or NUMBER field is distributed; none when it follows from something else.
    """

    name: str
    kind: FieldKind
    description: str
    required: bool = True
    choices: tuple[Choice, ...] = ()
    number: NumberRange | None = None


@dataclass(frozen=True, slots=True)
class PeakWindow:
    """Hours of the day, ``start`` ≤ hour < ``end`` in market time, in which a stream has ``factor`` times its rate."""

    start: int
    end: int
    factor: float


@dataclass(frozen=True, slots=True)
class DerivedSeries:
    """A second series of a stream: the share in percent of payloads whose field equals a value, or the field's mean.

    Attributes:
        name: Appended to the stream's name with a ``#``, such as ``failed_share``.
        equals: The value whose share is taken; none for the mean of the field.
    """

    name: str
    field: str
    equals: str | None
    description: str


@dataclass(frozen=True, slots=True)
class CheckInterval:
    """How often a cadence class is checked, and how far a check may be off, in seconds."""

    low: float
    high: float
    jitter_low: float
    jitter_high: float


@dataclass(frozen=True, slots=True)
class StreamDefinition:
    """One of the streams.

    Attributes:
        name: Canonical, such as ``customer.signup.started``.
        number: 1 … 50, its place in the catalogue.
        very_low: Whether it belongs to the rarest streams of cadence LOW.
        events_per_day: Mean over a usual week; for a gauge the number of its samples.
        variance: Relative standard deviation of the rate's noise.
        time_of_day: Whether the rate follows the hours.
        weekday: Whether the rate follows the days of the week.
        peak: Its own peak hours, which win over the usual ones.
        override: What an override on it means, with the least and the greatest value.
        aliases: Other spellings that are accepted wherever a stream is named.
    """

    name: str
    number: int
    domain: StreamDomain
    cadence: Cadence
    very_low: bool
    events_per_day: float
    variance: float
    time_of_day: bool
    weekday: bool
    peak: PeakWindow | None
    value_kind: ValueKind
    override: OverrideUnit
    override_low: float
    override_high: float
    description: str
    fields: tuple[StreamField, ...]
    aliases: tuple[str, ...] = ()
    derived: tuple[DerivedSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class Delay:
    """Time from a parent to its child: uniform between the bounds, or fixed when they are equal."""

    low: timedelta
    high: timedelta


@dataclass(frozen=True, slots=True)
class Outcome:
    """A child that a parent event may have.

    Attributes:
        probability: Of the child, given the parent; for ``mean_children`` above 1 the mean number of children.
        delay: From the parent, or from the scheduled time of the parent's session when ``from_schedule``.
        from_schedule: Whether the delay counts from the scheduled time; it may then be negative.
        condition: Value of a payload field of the parent that the child needs, as ``field=value``; none for all.
        batch: Children of many parents are gathered into one event a week, as payouts are.
    """

    child: str
    probability: float
    delay: Delay
    from_schedule: bool = False
    condition: str | None = None
    batch: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeTree:
    """What may follow a parent event. Of exclusive outcomes at most one happens; ``open`` is that none does."""

    parent: str
    exclusive: bool
    outcomes: tuple[Outcome, ...]
    open: float = 0.0


@dataclass(frozen=True, slots=True)
class CorrelationTarget:
    """How two streams move together on twelve-hour blocks (Pearson's r)."""

    first: str
    second: str
    r: float


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """Something that must have happened before, at most so long ago."""

    before: str
    after: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Relationships:
    """How streams depend on each other."""

    trees: tuple[OutcomeTree, ...]
    cascades: tuple[Cascade, ...]
    correlations: tuple[CorrelationTarget, ...]
    prerequisites: tuple[Prerequisite, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """How demand moves with the clock and the calendar, in market time.

    Attributes:
        peak: The usual peak hours with their factor.
        ramp_hours: Hours after the peak over which the factor falls linearly to ``off_factor``.
        off_factor: Factor at night.
        weekend: Factor on Saturday and Sunday.
        months: Factor by month 1 … 12 where it is not 1.
        weeks: Factor by ISO week where it is not 1; wins over the month.
        growth_per_month: Relative growth in 30 days.
        anomaly_share: Part of baseline blocks that carry a small spike.
        time_zone: IANA name of the market's time zone; the streams themselves are in UTC.
    """

    peak: PeakWindow
    ramp_hours: int
    off_factor: float
    weekend: float
    months: tuple[tuple[int, float], ...]
    weeks: tuple[tuple[int, float], ...]
    growth_per_month: float
    anomaly_share: float
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class BaselineMetrics:
    """The marketplace in numbers.

    Attributes:
        students: Customers at the start.
        tutors: Suppliers at the start.
        scale: Factor on all rates.
        figures: Further figures by name, such as ``churn_per_month`` or ``active_students``.
        churn_by_cohort: Monthly churn by cohort, such as ``2024Q1``.
    """

    students: int
    tutors: int
    scale: float
    figures: Mapping[str, float]
    churn_by_cohort: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """Something that is wrong in a definition: what is disabled, where it says so, and why."""

    file: str
    path: str
    message: str


@dataclass(frozen=True)
class Marketplace:
    """Everything that is defined, checked against itself.

    Attributes:
        cadences: Check intervals by ``HIGH``, ``MEDIUM``, ``LOW`` and ``VERY_LOW``.
        problems: Scenarios and templates that are disabled, with the reason; the rest works.
        contradictions: Where rates and outcome trees do not agree, and which was chosen.
    """

    streams: tuple[StreamDefinition, ...]
    baseline: BaselineMetrics
    patterns: Patterns
    cadences: Mapping[str, CheckInterval]
    relationships: Relationships
    scenarios: tuple[ScenarioDefinition, ...]
    templates: tuple[EventTemplate, ...]
    problems: tuple[DefinitionProblem, ...] = ()
    contradictions: tuple[str, ...] = ()
    _by_name: dict[str, StreamDefinition] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the streams by name and alias."""
        for stream in self.streams:
            for name in (stream.name, *stream.aliases):
                self._by_name[name] = stream

    def stream(self, name: str) -> StreamDefinition | None:
        """Return a stream by its name or an alias, or none."""
        return self._by_name.get(name)

    def scenario(self, scenario_id: str) -> ScenarioDefinition | None:
        """Return an enabled scenario."""
        return next((one for one in self.scenarios if one.id == scenario_id), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the canonical names in the order of the catalogue."""
        return tuple(stream.name for stream in self.streams)
