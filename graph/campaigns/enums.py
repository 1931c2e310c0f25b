"""Enumerations of campaigns."""

from domain.campaigns.model import ApprovalState, CampaignOrderField, CampaignStatus, Channel, Medium
from graph.enums import described

described(
    Channel,
    "Where money is spent or people are reached. Imports map the usual spellings onto it.",
    GOOGLE="Google Ads, search and display.",
    FACEBOOK="Facebook.",
    INSTAGRAM="Instagram.",
    TIKTOK="TikTok.",
    LINKEDIN="LinkedIn.",
    X="X, formerly Twitter.",
    SNAPCHAT="Snapchat.",
    PINTEREST="Pinterest.",
    EMAIL="E-mail.",
    SMS="Text messages.",
    WEB="The own website.",
    PR="Press and public relations.",
    OOH="Out of home, such as posters.",
    OTHER="Anything else.",
)
described(
    Medium,
    "The kind of communication.",
    SEARCH="Search advertising.",
    SOCIAL="Social media.",
    DISPLAY="Display advertising.",
    VIDEO="Video.",
    EMAIL="E-mail.",
    SMS="Text messages.",
    WEB="Web pages.",
    PR="Press and public relations.",
    OOH="Out of home.",
)
described(
    CampaignStatus,
    "Where a campaign is in its life.",
    DRAFT="Being prepared; it can become SCHEDULED or ARCHIVED.",
    SCHEDULED="Approved and waiting for its start; it can become RUNNING, PAUSED or DRAFT.",
    RUNNING="Running; it can become PAUSED or COMPLETED.",
    PAUSED="Halted; it can become RUNNING or COMPLETED.",
    COMPLETED="Over; it can become ARCHIVED.",
    ARCHIVED="Put away for good.",
)
described(
    ApprovalState,
    "Whether a campaign may be scheduled and run.",
    DRAFT="Not handed in.",
    IN_REVIEW="Waiting for an owner or admin.",
    APPROVED="May be scheduled and run.",
    REJECTED="Must be reworked.",
)
described(
    CampaignOrderField,
    "What campaigns can be sorted by.",
    CREATED_AT="When it was made.",
    UPDATED_AT="When it was last changed.",
    NAME="Its name, regardless of case.",
    START_DATE="Its first day.",
)

__all__ = ["ApprovalState", "CampaignOrderField", "CampaignStatus", "Channel", "Medium"]
