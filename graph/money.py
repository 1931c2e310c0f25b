"""Money in the schema."""

from decimal import Decimal
from typing import Self

import strawberry

from domain.campaigns.model import Money


@strawberry.type(name="Money", description="An amount in a currency.")
class MoneyType:
    """An amount."""

    amount: Decimal = strawberry.field(description="The amount, as a decimal string.")
    currency: str = strawberry.field(description="ISO 4217 code.")

    @classmethod
    def of(cls, money: Money) -> Self:
        """Translate money of the domain."""
        return cls(amount=money.amount, currency=money.currency)


@strawberry.input(name="MoneyInput", description="An amount in a currency.")
class MoneyInput:
    """An amount."""

    amount: Decimal = strawberry.field(description='The amount, as a decimal string such as `"1250.00"`.')
    currency: str = strawberry.field(description="ISO 4217 code, such as `USD`.")

    def to_domain(self) -> Money:
        """Translate to the domain."""
        return Money(self.amount, self.currency)
