"""Enumerations of e-mail, audiences and content."""

from domain.audiences.advice.model import AdviceKind
from domain.audiences.model import AudienceKind, ContentFormat, ContentKind
from domain.audiences.rates import Rate
from graph.enums import described

described(
    AudienceKind,
    "What is observed and predicted.",
    EMAIL="Sends of e-mail: open, click and conversion rates of delivered messages.",
    AUDIENCE="Audiences week by week: engagement of members reached, and churn of members.",
    CONTENT="Pieces of content day by day: engagement and conversion of impressions.",
)
described(
    Rate,
    "What part of those who could do something do it.",
    name="AudienceRate",
    OPEN_RATE="Opened, of messages delivered.",
    CLICK_RATE="Clicked, of messages delivered.",
    CONVERSION_RATE="Converted, of messages delivered or of impressions.",
    ENGAGEMENT_RATE="Engaged: of members reached in a week, or of impressions.",
    CHURN_RATE="Left within the horizon, of members.",
)
described(
    ContentKind,
    "What a piece of content is.",
    ARTICLE="A text; its length counts words.",
    VIDEO="A video; its length counts seconds.",
    IMAGE="A single picture; its length is 1.",
    CAROUSEL="Several pictures; its length counts them.",
    GUIDE="A long text to keep; its length counts words.",
)
described(
    ContentFormat,
    "How a piece of content addresses its reader.",
    HOW_TO="It teaches something.",
    STORY="It tells of somebody.",
    LIST="It lists things.",
    OFFER="It offers something.",
    NEWS="It tells what is new.",
)
described(
    AdviceKind,
    "What advice suggests to change.",
    SEND_TIME="The weekday and hour at which a segment gets e-mail.",
    SUBJECT="How subjects to a segment are written.",
    FREQUENCY="How often a segment is reached.",
    CONTENT_REFRESH="A piece of content that has worn out.",
    CONTENT_PUSH="Which piece of content is shown more.",
)

__all__ = ["AdviceKind", "AudienceKind", "ContentFormat", "ContentKind", "Rate"]
