"""Starting and stopping batches, and importing observations."""

import strawberry

from domain.audiences.importing.read import Reading
from domain.imports.model import ImportFormat
from graph.arguments import Input
from graph.audiences.enums import AudienceKind
from graph.audiences.inputs import CancelPredictionBatchInput, StartPredictionBatchInput
from graph.audiences.types import PredictionBatchType
from graph.errors.user_error import UserError, attempt, missing
from graph.imports.types import RowErrorType
from graph.information import Info
from graph.limits.limits import sized
from graph.node_ids import uuid_of


@strawberry.input(description="A file of observations.")
class ImportAudienceDataInput:
    """A file."""

    kind: AudienceKind = strawberry.field(description="What it is of.")
    format: ImportFormat = strawberry.field(description="How the file is written.")
    content: str = strawberry.field(description="The file's text; at most 50,000 rows.")
    campaign_id: strawberry.ID | None = strawberry.field(
        default=None, description="The campaign that all its sends belong to; only for e-mail."
    )


@strawberry.type(description="The batch that was asked for, or why it is not made.")
class StartPredictionBatchPayload:
    """Payload."""

    batch: PredictionBatchType | None = strawberry.field(description="The batch; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The batch that was stopped, or why it was not.")
class CancelPredictionBatchPayload:
    """Payload."""

    batch: PredictionBatchType | None = strawberry.field(
        description="The batch with the rows that it has; null with errors."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="What became of a file of observations, or why it was not read.")
class ImportAudienceDataPayload:
    """Payload."""

    rows_read: int = strawberry.field(default=0, description="Rows with something in them.")
    rows_accepted: int = strawberry.field(default=0, description="Rows that were stored.")
    rows_rejected: int = strawberry.field(default=0, description="Rows that were left out for an error.")
    row_errors: list[RowErrorType] = strawberry.field(
        default_factory=list, description="The first 100 rejected rows, in the order of the file.", metadata=sized(100)
    )
    errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why the file as a whole was not read; empty on success."
    )

    @classmethod
    def of(cls, reading: Reading) -> "ImportAudienceDataPayload":
        """Translate what the service tells."""
        return cls(
            rows_read=reading.read,
            rows_accepted=reading.read - reading.rejected,
            rows_rejected=reading.rejected,
            row_errors=[RowErrorType.of(error) for error in reading.errors],
        )


@strawberry.type
class AudienceMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Have everything of a kind predicted in the background, by the model that serves now. `jobUpdates` "
        "tells how far it is; a restart goes on where it was."
    )
    async def start_prediction_batch(
        self, info: Info, input: Input[StartPredictionBatchInput]
    ) -> StartPredictionBatchPayload:
        """Call the service."""
        work = info.context.services.batches.start(info.context.viewer, input.kind, input.subject)
        batch, errors = await attempt(work)
        return StartPredictionBatchPayload(
            batch=None if batch is None else PredictionBatchType.of(batch), errors=errors
        )

    @strawberry.mutation(
        description="Stop a batch of predictions. Rows that it has stay; one that ended is left alone."
    )
    async def cancel_prediction_batch(
        self, info: Info, input: Input[CancelPredictionBatchInput]
    ) -> CancelPredictionBatchPayload:
        """Call the service."""
        identity = uuid_of(input.batch_id, "PredictionBatch")
        batch = None
        if identity is not None:
            batch = await info.context.services.batches.cancel(info.context.viewer, identity)
        if batch is None:
            return CancelPredictionBatchPayload(batch=None, errors=missing("batch of predictions", "batchId"))
        return CancelPredictionBatchPayload(batch=PredictionBatchType.of(batch), errors=[])

    @strawberry.mutation(
        description="Import observations of e-mail, audiences or content, from which models learn. Rows replace "
        "earlier ones of the same send, cohort and week, or piece and day. Every row that cannot be read is reported "
        "and only that row is lost."
    )
    async def import_audience_data(
        self, info: Info, input: Input[ImportAudienceDataInput]
    ) -> ImportAudienceDataPayload:
        """Call the service."""
        campaign = None if input.campaign_id is None else uuid_of(input.campaign_id, "Campaign")
        if input.campaign_id is not None and campaign is None:
            return ImportAudienceDataPayload(errors=missing("campaign", "campaignId"))
        service = info.context.services.audience_imports
        work = service.run(info.context.viewer, input.kind, input.format, input.content, campaign)
        reading, errors = await attempt(work)
        return ImportAudienceDataPayload(errors=errors) if reading is None else ImportAudienceDataPayload.of(reading)
