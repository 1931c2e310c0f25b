"""Whether the product is well."""

from enum import StrEnum

import strawberry

from graph.enums import described
from graph.information import Info


class HealthStatus(StrEnum):
    """Whether the product can serve."""

    OK = "OK"
    UNAVAILABLE = "UNAVAILABLE"


described(
    HealthStatus,
    "Whether the product can serve.",
    OK="The database answers.",
    UNAVAILABLE="The database does not answer.",
)


@strawberry.type(description="Whether the product is well.")
class SystemHealth:
    """A plain answer."""

    status: HealthStatus = strawberry.field(description="Whether it can serve.")
    version: str = strawberry.field(description="Version of the product.")


@strawberry.type
class SystemQueries:
    """Fields of Query."""

    @strawberry.field(description="Whether the product is well; needs no credentials.")
    async def health(self, info: Info) -> SystemHealth:
        """Ask the database."""
        well = await info.context.services.health.ready()
        return SystemHealth(
            status=HealthStatus.OK if well else HealthStatus.UNAVAILABLE, version=info.context.services.health.version
        )
