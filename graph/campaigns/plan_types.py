"""Planned spend in the schema."""

from datetime import date
from typing import Self

import strawberry

from domain.campaigns.model import Money, PlannedSpend
from graph.campaigns.enums import Channel
from graph.money import MoneyType


@strawberry.type(name="PlannedSpend", description="Spend that is planned for one channel and day.")
class PlannedSpendType:
    """One planned day."""

    channel: Channel = strawberry.field(description="Where it is to be spent.")
    day: date = strawberry.field(name="date", description="The day.")
    amount: MoneyType = strawberry.field(description="How much; 0 on a day on which the channel is to rest.")

    @classmethod
    def of(cls, planned: PlannedSpend, currency: str) -> Self:
        """Translate a planned day of the domain."""
        return cls(channel=planned.channel, day=planned.day, amount=MoneyType.of(Money(planned.amount, currency)))
