"""Payloads of the marketing streams.

Written by ``scripts/generate-stream-payloads`` from the definitions; do not edit.
"""

from collections.abc import Mapping
from typing import Any, Self

import strawberry


@strawberry.type(
    name="MarketingAdSpendPayload",
    description="Payload of `marketing.ad.spend`: A batch of advertising cost for the recruiting of tutors.",
)
class MarketingAdSpendPayload:
    """Payload of ``marketing.ad.spend``."""

    campaign_id: strawberry.ID = strawberry.field(description="The recruiting campaign.")
    platform: str = strawberry.field(
        description="Where it is advertised: `linkedin`, `google_ads`, `facebook`, `indeed`."
    )
    spend_usd: float = strawberry.field(description="Cost of the batch, in USD.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            campaign_id=data["campaign_id"],
            platform=data["platform"],
            spend_usd=data["spend_usd"],
        )


@strawberry.type(
    name="MarketingAdImpressionPayload",
    description="Payload of `marketing.ad.impression`: an advertisement for tutors is shown.",
)
class MarketingAdImpressionPayload:
    """Payload of ``marketing.ad.impression``."""

    campaign_id: strawberry.ID = strawberry.field(description="The recruiting campaign.")
    platform: str = strawberry.field(
        description="Where it is advertised: `linkedin`, `google_ads`, `facebook`, `indeed`."
    )
    ad_group_id: strawberry.ID = strawberry.field(description="Group of the advertisement.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            campaign_id=data["campaign_id"],
            platform=data["platform"],
            ad_group_id=data["ad_group_id"],
        )


@strawberry.type(
    name="MarketingAdClickPayload",
    description="Payload of `marketing.ad.click`: somebody clicks on an advertisement for tutors.",
)
class MarketingAdClickPayload:
    """Payload of ``marketing.ad.click``."""

    campaign_id: strawberry.ID = strawberry.field(description="The recruiting campaign.")
    platform: str = strawberry.field(
        description="Where it is advertised: `linkedin`, `google_ads`, `facebook`, `indeed`."
    )
    cost_per_click: float = strawberry.field(description="Cost of the click, in USD.")
    click_id: strawberry.ID = strawberry.field(description="The click.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            campaign_id=data["campaign_id"],
            platform=data["platform"],
            cost_per_click=data["cost_per_click"],
            click_id=data["click_id"],
        )


@strawberry.type(
    name="MarketingAdConversionPayload",
    description="Payload of `marketing.ad.conversion`: A click leads to an application.",
)
class MarketingAdConversionPayload:
    """Payload of ``marketing.ad.conversion``."""

    campaign_id: strawberry.ID = strawberry.field(description="The recruiting campaign.")
    click_id: strawberry.ID = strawberry.field(description="The click.")
    conversion_type: str = strawberry.field(description="How far it went: `application_start`, `application_complete`.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            campaign_id=data["campaign_id"],
            click_id=data["click_id"],
            conversion_type=data["conversion_type"],
        )


@strawberry.type(
    name="SeoOrganicTrafficPayload",
    description="Payload of `seo.organic.traffic`: somebody comes from a search engine.",
)
class SeoOrganicTrafficPayload:
    """Payload of ``seo.organic.traffic``."""

    landing_page_url: str = strawberry.field(description="Path of the page.")
    search_engine: str = strawberry.field(description="Which search engine: `google`, `bing`, `duckduckgo`.")
    keyword: str | None = strawberry.field(description="What was searched for; null when it is not known.")

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read a payload."""
        return cls(
            landing_page_url=data["landing_page_url"],
            search_engine=data["search_engine"],
            keyword=data.get("keyword"),
        )
