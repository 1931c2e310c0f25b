"""Asking the models of e-mail, audiences and content."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.audiences.advice.service import USUAL
from graph.arguments import After, Before, First, Last, NodeId
from graph.audiences.enums import AudienceKind
from graph.audiences.inputs import PredictAudienceInput, PredictContentInput, PredictEmailInput
from graph.audiences.types import (
    AudiencePredictionType,
    AudienceRecommendationType,
    AudienceSubjectType,
    PredictionBatchType,
)
from graph.information import Info
from graph.limits.limits import sized, weighted
from graph.node_ids import uuid_of
from graph.paging import Connection, connect, page_request

SCOPE = "prediction batches"

PREDICTION_WEIGHT = 20
"""What a prediction costs: some ten milliseconds of computing."""


@strawberry.type
class AudienceQueries:
    """Fields of Query."""

    @strawberry.field(
        description="Predict the open, click and conversion rate of a send, from the model that serves. Refused with "
        "INSUFFICIENT_DATA where none was trained.",
        metadata=weighted(PREDICTION_WEIGHT),
    )
    async def predict_email(
        self, info: Info, input: Annotated[PredictEmailInput, argument(description="The send.")]
    ) -> AudiencePredictionType:
        """Call the service."""
        services = info.context.services
        return AudiencePredictionType.of(await services.predictions.email(info.context.viewer, input.to_domain()))

    @strawberry.field(
        description="Predict how an audience engages and how many leave within 1, 7 and 30 days, if it is reached so "
        "often from now on. Refused with INSUFFICIENT_DATA where no model was trained.",
        metadata=weighted(PREDICTION_WEIGHT),
    )
    async def predict_audience(
        self, info: Info, input: Annotated[PredictAudienceInput, argument(description="The audience.")]
    ) -> AudiencePredictionType:
        """Call the service."""
        services = info.context.services
        return AudiencePredictionType.of(await services.predictions.audience(info.context.viewer, input.to_domain()))

    @strawberry.field(
        description="Predict how a piece of content engages and converts within 1, 7 and 30 days. What is known of "
        "the piece itself counts. Refused with INSUFFICIENT_DATA where no model was trained.",
        metadata=weighted(PREDICTION_WEIGHT),
    )
    async def predict_content(
        self, info: Info, input: Annotated[PredictContentInput, argument(description="The piece.")]
    ) -> AudiencePredictionType:
        """Call the service."""
        services = info.context.services
        return AudiencePredictionType.of(await services.predictions.content(info.context.viewer, input.to_domain()))

    @strawberry.field(
        description="What can be asked about: segments and pieces of content that were observed in the last 120 days, "
        "by title; at most 200, those observed last.",
        metadata=sized(50),
    )
    async def audience_subjects(
        self, info: Info, kind: Annotated[AudienceKind, argument(description="What they are of.")]
    ) -> list[AudienceSubjectType]:
        """Call the service."""
        found = await info.context.services.predictions.subjects(info.context.viewer, kind)
        return [AudienceSubjectType.of(one) for one in found]

    @strawberry.field(
        description="Changes of send times, subjects, frequency and content that are expected to better a rate by 5 % "
        "or more, with a confidence of 0.6 or more; the most urgent first, at most 50.",
        metadata=sized(USUAL, weight=10),
    )
    async def audience_recommendations(
        self,
        info: Info,
        first: Annotated[int | None, argument(description="At most so many, 1 to 50; 10 when left out.")] = None,
        kinds: Annotated[
            list[AudienceKind] | None, argument(description="What they are about; everything when left out.")
        ] = None,
    ) -> list[AudienceRecommendationType]:
        """Call the service."""
        service, viewer = info.context.services.advice, info.context.viewer
        found = await service.best(viewer, USUAL if first is None else first, tuple(dict.fromkeys(kinds or ())))
        return [AudienceRecommendationType.of(one) for one in found]

    @strawberry.field(description="A batch of predictions; null when the workspace has no such one.")
    async def prediction_batch(self, info: Info, id: NodeId) -> PredictionBatchType | None:
        """Look it up."""
        identity = uuid_of(id, "PredictionBatch")
        if identity is None:
            return None
        found = await info.context.services.batches.get(info.context.viewer, identity)
        return None if found is None else PredictionBatchType.of(found)

    @strawberry.field(description="The batches of predictions of the workspace, newest first.")
    async def prediction_batches(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[PredictionBatchType]:
        """Return one page."""
        cursors = info.context.services.cursors
        page = page_request(cursors, SCOPE, first=first, after=after, last=last, before=before)
        found = await info.context.services.batches.list(info.context.viewer, page)
        return connect(found, cursors, SCOPE, PredictionBatchType.of)
