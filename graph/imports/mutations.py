"""Importing metrics."""

import strawberry

from domain.imports.model import DuplicatePolicy, ImportFormat
from domain.imports.service import ImportRequest
from graph.arguments import Input
from graph.campaigns.enums import Channel
from graph.errors.user_error import attempt, missing
from graph.imports.types import ColumnMappingInput, ImportMetricsPayload, RowFilterInput
from graph.information import Info
from graph.node_ids import uuid_of


@strawberry.input(description="A file of daily metrics for a campaign.")
class ImportMetricsInput:
    """A file and what is known about it."""

    campaign_id: strawberry.ID = strawberry.field(description="Which campaign.")
    format: ImportFormat = strawberry.field(description="How the file is written.")
    content: str = strawberry.field(description="The file's text.")
    mapping: list[ColumnMappingInput] | None = strawberry.field(
        default=None, description="Columns that you name; the others are detected."
    )
    ignore_columns: list[str] | None = strawberry.field(
        default=None,
        description="Columns that are not used although their names are recognised, regardless of case. Rows can still "
        "be filtered by them.",
    )
    filter: list[RowFilterInput] | None = strawberry.field(default=None, description="Rows to keep; all must hold.")
    duplicates: DuplicatePolicy | None = strawberry.field(
        default=DuplicatePolicy.LAST, description="What becomes of several rows for one day and channel."
    )
    channel: Channel | None = strawberry.field(
        default=None, description="Channel of rows that do not tell theirs, or spell it in an unknown way."
    )
    currency: str | None = strawberry.field(
        default=None, description="Currency of the amounts; it must be the campaign's, nothing is converted."
    )
    dry_run: bool | None = strawberry.field(default=False, description="Read and report, store nothing.")


@strawberry.type
class ImportMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Import daily metrics. Values replace earlier ones of the same channel, metric and day. Every row "
        "that cannot be read is reported and only that row is lost."
    )
    async def import_metrics(self, info: Info, input: Input[ImportMetricsInput]) -> ImportMetricsPayload:
        """Call the service."""
        viewer, campaign_id = info.context.viewer, uuid_of(input.campaign_id, "Campaign")
        if campaign_id is None:
            return ImportMetricsPayload(errors=missing("campaign", "campaignId"))
        request = ImportRequest(
            campaign_id,
            input.format,
            None if input.mapping is None else tuple(one.to_domain() for one in input.mapping),
            tuple(one.to_domain() for one in input.filter or ()),
            input.duplicates or DuplicatePolicy.LAST,
            input.channel,
            input.currency,
            bool(input.dry_run),
            tuple(input.ignore_columns or ()),
        )
        report, errors = await attempt(info.context.services.imports.run(viewer, request, input.content))
        return ImportMetricsPayload(errors=errors) if report is None else ImportMetricsPayload.of(report)
