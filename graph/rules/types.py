"""Rules in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.metrics.model import MetricType
from domain.rules.model import (
    BacktestFiring,
    Comparator,
    Condition,
    Direction,
    Form,
    Outcome,
    Rule,
    RuleBacktest,
    RuleDraft,
    RuleKind,
)
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.enums import described
from graph.information import Info
from graph.limits.limits import sized
from graph.node import Node
from graph.node_ids import encode_node_id, uuid_of

described(
    RuleKind,
    "What a rule looks at.",
    THRESHOLD="A metric, observed or predicted, held against a value.",
    TREND="The mean of a metric over a period, held against that of the period before.",
    ANOMALY="A day, held against the median of the days before it, in robust standard deviations.",
    COMPARISON="The ratio or difference of two metrics, held against a value.",
)
described(
    Comparator,
    "How a value is held against another.",
    name="RuleComparator",
    ABOVE="Greater (>).",
    AT_LEAST="Greater or equal (>=).",
    BELOW="Less (<).",
    AT_MOST="Less or equal (<=).",
    EQUAL="Equal (=), to nine digits.",
    NOT_EQUAL="Not equal (!=).",
)
described(
    Direction,
    "Where a metric moves to.",
    name="RuleDirection",
    INCREASING="Up.",
    DECREASING="Down.",
)
described(
    Form,
    "How two metrics are put together.",
    name="RuleForm",
    RATIO="The first divided by the second.",
    DIFFERENCE="The first less the second.",
)


@strawberry.input(
    description="When a rule fires; which fields are needed depends on its kind, others must be left out."
)
class RuleConditionInput:
    """A condition."""

    kind: RuleKind = strawberry.field(description="What it looks at.")
    metric: MetricType = strawberry.field(description="Which metric, over all channels, by the day.")
    comparator: Comparator | None = strawberry.field(default=None, description="Of a threshold or comparison.")
    value: float | None = strawberry.field(default=None, description="Of a threshold or comparison: held against it.")
    horizon_days: int | None = strawberry.field(
        default=None,
        description="Of a threshold: the day of the latest forecast, 1 to 30 after the last observed one; observed "
        "days when left out.",
    )
    direction: Direction | None = strawberry.field(default=None, description="Of a trend.")
    least_change: float | None = strawberry.field(
        default=None, description="Of a trend: how far the mean must move, a ratio; 0.1 is ten percent."
    )
    period_days: int | None = strawberry.field(
        default=None, description="Of a trend 2 to 90, of an anomaly 7 to 90: days that are compared."
    )
    least_z: float | None = strawberry.field(
        default=None, description="Of an anomaly: robust standard deviations away from the usual, 0.1 to 20."
    )
    other: MetricType | None = strawberry.field(default=None, description="Of a comparison: the second metric.")
    form: Form | None = strawberry.field(default=None, description="Of a comparison.")

    def to_domain(self) -> Condition:
        """Translate to the domain."""
        return Condition(
            self.kind,
            self.metric,
            self.comparator,
            self.value,
            self.horizon_days,
            self.direction,
            self.least_change,
            self.period_days,
            self.least_z,
            self.other,
            self.form,
        )


@strawberry.input(description="What a rule says.")
class RuleInput:
    """A rule."""

    name: str = strawberry.field(description="What to call it, 1 to 200 characters.")
    condition: RuleConditionInput = strawberry.field(description="When it fires.")
    campaign_id: strawberry.ID | None = strawberry.field(
        default=None, description="The campaign that it looks at; every one of the workspace when left out."
    )
    enabled: bool | None = strawberry.field(default=True, description="Whether it judges new metrics.")
    priority: int | None = strawberry.field(default=5, description="1 to 10, 10 first; from 8 it is urgent.")
    tags: list[str] | None = strawberry.field(default=None, description="Words to sort it by; at most 20.")

    def to_domain(self) -> RuleDraft | None:
        """Translate to the domain; none when the campaign is no id of one."""
        campaign = None if self.campaign_id is None else uuid_of(self.campaign_id, "Campaign")
        if self.campaign_id is not None and campaign is None:
            return None
        return RuleDraft(
            self.name,
            self.condition.to_domain(),
            campaign,
            self.enabled is not False,
            5 if self.priority is None else self.priority,
            tuple(self.tags or ()),
        )


@strawberry.input(description="What is expected to follow when a rule fires.")
class RuleOutcomeInput:
    """An outcome."""

    metric: MetricType = strawberry.field(description="Which metric moves.")
    direction: Direction = strawberry.field(description="Where to.")
    least_change: float = strawberry.field(description="How far at least, a ratio; 0.1 is ten percent.")
    within_days: int = strawberry.field(
        description="The mean of so many days after is held against that of as many days up to the firing; 1 to 90."
    )

    def to_domain(self) -> Outcome:
        """Translate to the domain."""
        return Outcome(self.metric, self.direction, self.least_change, self.within_days)


@strawberry.type(name="RuleCondition", description="When a rule fires; fields that its kind does not use are null.")
class RuleConditionType:
    """A condition."""

    kind: RuleKind = strawberry.field(description="What it looks at.")
    metric: MetricType = strawberry.field(description="Which metric, over all channels, by the day.")
    comparator: Comparator | None = strawberry.field(description="Of a threshold or comparison.")
    value: float | None = strawberry.field(description="What is held against.")
    horizon_days: int | None = strawberry.field(description="Day of the latest forecast that is looked at.")
    direction: Direction | None = strawberry.field(description="Of a trend.")
    least_change: float | None = strawberry.field(description="Of a trend, a ratio.")
    period_days: int | None = strawberry.field(description="Of a trend or anomaly: days that are compared.")
    least_z: float | None = strawberry.field(description="Of an anomaly: robust standard deviations.")
    other: MetricType | None = strawberry.field(description="Of a comparison: the second metric.")
    form: Form | None = strawberry.field(description="Of a comparison.")

    @classmethod
    def of(cls, condition: Condition) -> Self:
        """Translate a condition of the domain."""
        return cls(
            kind=condition.kind,
            metric=condition.metric,
            comparator=condition.comparator,
            value=condition.value,
            horizon_days=condition.horizon_days,
            direction=condition.direction,
            least_change=condition.least_change,
            period_days=condition.period_days,
            least_z=condition.least_z,
            other=condition.other,
            form=condition.form,
        )


@strawberry.type(
    name="Rule", description="Something to be watched for; when it fires, there is an insight of kind RULE."
)
class RuleType(Node):
    """One rule."""

    model: strawberry.Private[Rule]
    name: str = strawberry.field(description="What it is called.")
    condition: RuleConditionType = strawberry.field(description="When it fires.")
    enabled: bool = strawberry.field(description="Whether it judges new metrics.")
    priority: int = strawberry.field(description="1 to 10, 10 first.")
    tags: list[str] = strawberry.field(description="Words to sort it by; at most 20.", metadata=sized(20))
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was changed last.")

    @strawberry.field(description="The campaign that it looks at; null for every one, or one that was deleted.")
    async def campaign(self, info: Info) -> CampaignType | None:
        """Read it through the loader."""
        if self.model.draft.campaign_id is None:
            return None
        found = await info.context.loader(campaign_loader).load(self.model.draft.campaign_id)
        return None if found is None else CampaignType.of(found)

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Translate a rule of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Rule", rule.id)),
            model=rule,
            name=rule.draft.name,
            condition=RuleConditionType.of(rule.draft.condition),
            enabled=rule.draft.enabled,
            priority=rule.draft.priority,
            tags=list(rule.draft.tags),
            created_at=rule.created_at,
            updated_at=rule.updated_at,
        )


@strawberry.type(name="RuleFiring", description="Days in a row of the past on which a rule held, and what came after.")
class RuleFiringType:
    """One firing."""

    day: date = strawberry.field(description="The first day.")
    days: int = strawberry.field(description="How many in a row.")
    value: float = strawberry.field(
        description="The metric; of a trend its relative change; of an anomaly robust standard deviations; of a "
        "comparison the two metrics put together."
    )
    reference: float = strawberry.field(description="What it was held against.")
    change: float | None = strawberry.field(
        description="Relative change of the outcome's metric after it; null where too little is known."
    )
    followed: bool | None = strawberry.field(description="Whether the outcome came; null where that is not known.")

    @classmethod
    def of(cls, one: BacktestFiring) -> Self:
        """Translate a firing of the domain."""
        firing = one.firing
        return cls(
            day=firing.day,
            days=firing.days,
            value=firing.value,
            reference=firing.reference,
            change=one.change,
            followed=one.followed,
        )


@strawberry.type(name="RuleBacktest", description="How a rule would have done in the past.")
class RuleBacktestType:
    """A backtest."""

    start: date = strawberry.field(description="First day that was judged.")
    end: date = strawberry.field(description="Last day that was judged.")
    fired: int = strawberry.field(description="How often it would have fired.")
    known: int = strawberry.field(description="Of how many firings it is known what came after.")
    followed: int = strawberry.field(description="How many of them the outcome followed.")
    precision: float | None = strawberry.field(description="`followed` over `known`; null when none is known.")
    usual: float | None = strawberry.field(
        description="Part of all days that the outcome followed: what a rule that fires at random would reach."
    )
    firings: list[RuleFiringType] = strawberry.field(description="Newest first, at most 100.", metadata=sized(100))

    @classmethod
    def of(cls, found: RuleBacktest) -> Self:
        """Translate a backtest of the domain."""
        return cls(
            start=found.start,
            end=found.end,
            fired=found.fired,
            known=found.known,
            followed=found.followed,
            precision=found.precision,
            usual=found.usual,
            firings=[RuleFiringType.of(one) for one in found.firings],
        )
