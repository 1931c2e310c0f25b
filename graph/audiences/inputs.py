"""What clients ask of the models."""

from datetime import datetime

import strawberry

from domain.audiences.predictions.questions import AudienceQuestion, ContentQuestion, EmailQuestion, NewContent
from graph.audiences.enums import AudienceKind, ContentFormat, ContentKind
from graph.campaigns.enums import Channel


@strawberry.input(description="A send that is being planned. What is left out is as it was in the latest send.")
class PredictEmailInput:
    """A question."""

    segment: str = strawberry.field(description="Who gets it; a segment that was sent to in the last 120 days.")
    subject: str = strawberry.field(description="The subject, 1 to 300 characters.")
    at: datetime = strawberry.field(description="When it is to go out.")
    preview: bool | None = strawberry.field(default=False, description="Whether it has a preview text.")
    list_size: int | None = strawberry.field(default=None, description="Addresses, at least 1.")
    bounce_share: float | None = strawberry.field(default=None, description="Part that bounces, 0 to 1.")
    inactive_share: float | None = strawberry.field(
        default=None, description="Part of the addresses that opened nothing for 90 days, 0 to 1."
    )
    recent_sends: int | None = strawberry.field(
        default=None, description="Sends to the segment in the seven days before, 0 to 50; counted when left out."
    )

    def to_domain(self) -> EmailQuestion:
        """Translate to the domain."""
        return EmailQuestion(
            self.segment,
            self.subject,
            self.at,
            bool(self.preview),
            self.list_size,
            self.bounce_share,
            self.inactive_share,
            self.recent_sends,
        )


@strawberry.input(
    description="An audience, and how often it is to be reached from next week on. What is left out is as it was in "
    "the latest week."
)
class PredictAudienceInput:
    """A question."""

    segment: str = strawberry.field(description="Who; a segment that was observed in the last 120 days.")
    frequency: float | None = strawberry.field(default=None, description="Exposures per member and week, 0 to 100.")
    tenure_weeks: int | None = strawberry.field(
        default=None, description="Weeks since its members joined, 0 to 1040; their mean when left out."
    )
    members: int | None = strawberry.field(default=None, description="How many, at least 1.")

    def to_domain(self) -> AudienceQuestion:
        """Translate to the domain."""
        return AudienceQuestion(self.segment, self.frequency, self.tenure_weeks, self.members)


@strawberry.input(description="A piece of content that is being planned.")
class NewContentInput:
    """A new piece."""

    kind: ContentKind = strawberry.field(description="What it is.")
    topic: str = strawberry.field(description="What it is about.")
    length: int = strawberry.field(description="Words, seconds or pictures, by its kind; at least 1.")
    format: ContentFormat = strawberry.field(description="How it addresses its reader.")
    channel: Channel = strawberry.field(description="Where it is shown.")


@strawberry.input(description="A piece of content: either a known one or a new one.")
class PredictContentInput:
    """A question."""

    content_key: str | None = strawberry.field(default=None, description="What its workspace calls a known piece.")
    new: NewContentInput | None = strawberry.field(default=None, description="A piece that is being planned.")
    age_days: int | None = strawberry.field(
        default=None,
        description="Its age when the forecast begins, 0 to 3650; of a known piece, the day after its last one.",
    )
    impressions: int | None = strawberry.field(
        default=None, description="Impressions a day, at least 1; of a known piece as in its last week."
    )

    def to_domain(self) -> ContentQuestion:
        """Translate to the domain."""
        new = None
        if self.new is not None:
            new = NewContent(self.new.kind, self.new.topic, self.new.length, self.new.format, self.new.channel)
        return ContentQuestion(self.content_key, new, self.age_days, self.impressions)


@strawberry.input(description="What to predict in the background.")
class StartPredictionBatchInput:
    """A batch to be made."""

    kind: AudienceKind = strawberry.field(
        description="Of e-mail each segment and hour of the next week, of audiences each cohort's next weeks, of "
        "content each piece that was shown lately."
    )
    subject: str | None = strawberry.field(
        default=None, description="Of the e-mails; that of the latest send to each segment when left out."
    )


@strawberry.input(description="Which batch to stop.")
class CancelPredictionBatchInput:
    """A batch to be stopped."""

    batch_id: strawberry.ID = strawberry.field(description="Its id.")
