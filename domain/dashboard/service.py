"""A dashboard of the principal's workspace."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.campaigns.draft import filter_faults
from domain.campaigns.model import CampaignFilter, CampaignStatus
from domain.dashboard.figures import channel_mix, figures_by_column, kpis_of, observed_days, trends_of, weekly
from domain.dashboard.keeping import CampaignDays
from domain.dashboard.model import (
    Analysis,
    CampaignFigures,
    CampaignLine,
    CampaignMonth,
    Coverage,
    CurrencyView,
    DashboardView,
    Span,
)
from domain.dashboard.sums import DailySums
from domain.errors import ErrorCode, Fault, Refused
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.ports.workspace_time import WorkspaceTime
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

USUAL_DAYS = 30
"""Days that are shown when none are asked for, up to the workspace's today."""

MOST_LISTED = 100
"""Campaigns in a list of a dashboard."""

MONTHS_AT_ONCE = 4
"""Months that are read in one query: as many as the usual days and those before them can touch."""

ROUNDS = 3
"""How often what was written in between is waited for. After that it counts as written later."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Bounds of the days of a dashboard; those before them must be days of the calendar too."""

OVER = frozenset({CampaignStatus.COMPLETED, CampaignStatus.ARCHIVED})
"""Campaigns that nobody needs to attend to, whatever was predicted of them."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read, all of it following from the same data watermarks."""

    lines: Sequence[CampaignLine]
    analyses: Mapping[UUID, Analysis]
    sums: DailySums


@dataclass(frozen=True, slots=True)
class DashboardService:
    """Dashboards: what all campaigns of a filter came to over some days."""

    open: OpenUnitOfWork
    time: WorkspaceTime
    days: CampaignDays

    async def view(
        self, principal: Principal, days: tuple[date, date] | None, restrict: CampaignFilter
    ) -> DashboardView:
        """Return a dashboard.

        Campaigns and budgets are those of the filter that run on at least one of the days. Figures are of all campaigns
        of the filter that observed something on these days or as many before, whenever they ran.

        Args:
            principal: Who asks.
            days: First and last; the last 30 up to the workspace's today when none.
            restrict: Which campaigns.

        Raises:
            Refused: A text of the filter is too long, or the days are not in 1900 to 2199.
        """
        require(principal, Action.READ)
        faults = filter_faults(restrict)
        if days is not None and not (EARLIEST <= days[0] <= days[1] <= LATEST):
            message = f"The days of a dashboard lie in {EARLIEST.year} to {LATEST.year}."
            faults += [Fault(ErrorCode.INVALID_TIME_RANGE, message, ("range",))]
        if faults:
            raise Refused(*faults)
        today = (await self.time.now(principal.workspace_id)).date()
        span = Span(today - timedelta(days=USUAL_DAYS - 1), today) if days is None else Span(*days)
        found = await self._found(principal.workspace_id, span, restrict, today)
        return await asyncio.to_thread(_view, span, found)

    async def _found(self, workspace_id: UUID, span: Span, restrict: CampaignFilter, today: date) -> _Found:
        for left in reversed(range(ROUNDS)):
            async with self.open() as tx:
                lines = await tx.dashboard.lines(workspace_id, restrict)
                stale = [line for line in lines if line.stale]
                if not stale or not left:
                    analyses = await tx.dashboard.analyses(workspace_id, restrict, today)
                    return _Found(lines, analyses, await _sums(tx, workspace_id, span, restrict, lines))
            await self.days.follow(workspace_id, stale)
        raise AssertionError("the last round always returns")


async def _sums(
    tx: Transaction, workspace_id: UUID, span: Span, restrict: CampaignFilter, lines: Sequence[CampaignLine]
) -> DailySums:
    """Read and add up a few months at a time, so that ten years of them are never in memory at once."""
    sums = DailySums(span, {line.id: line.budget.currency for line in lines})
    month, end = span.before().first.replace(day=1), span.last
    while month <= end and lines:
        last = _later(month, MONTHS_AT_ONCE - 1)
        months: Sequence[CampaignMonth] = await tx.dashboard.months(workspace_id, restrict, month, min(last, end))
        await asyncio.to_thread(sums.add, months)
        month = _later(last, 1)
    return sums


def _later(month: date, count: int) -> date:
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)


def _view(span: Span, found: _Found) -> DashboardView:
    running = [line for line in found.lines if line.overlaps(span)]
    statuses = Counter(line.status for line in running)
    newest = sorted(running, key=lambda line: (_analysed(found, line), line.created_at, line.id), reverse=True)
    urgent = [line for line in newest if line.status not in OVER and _severity(found, line) >= 0]
    # The sort is stable: of equals the one that was analysed later comes first.
    urgent.sort(key=lambda line: (-_severity(found, line), -found.analyses[line.id].risks))
    return DashboardView(
        span=span,
        previous=span.before(),
        statuses=statuses,
        currencies=_currencies(span, found, running),
        recent=_figures(found, newest[:MOST_LISTED]),
        attention=_figures(found, urgent[:MOST_LISTED]),
        needing_attention=len(urgent),
    )


def _analysed(found: _Found, line: CampaignLine) -> datetime:
    analysis = found.analyses.get(line.id)
    return datetime.min.replace(tzinfo=UTC) if analysis is None else analysis.completed_at


def _severity(found: _Found, line: CampaignLine) -> int:
    analysis = found.analyses.get(line.id)
    return -1 if analysis is None or analysis.severity is None else analysis.severity.rank


def _figures(found: _Found, lines: Sequence[CampaignLine]) -> tuple[CampaignFigures, ...]:
    figures = figures_by_column(found.sums.of_campaigns([line.id for line in lines]))
    return tuple(
        CampaignFigures(line.id, line.budget.currency, found.analyses.get(line.id), sums)
        for line, sums in zip(lines, figures, strict=True)
    )


def _currencies(span: Span, found: _Found, running: Sequence[CampaignLine]) -> tuple[CurrencyView, ...]:
    views = [_currency(one, span, found, running) for one in found.sums.currencies]
    # One in which nothing runs and nothing was observed has nothing to tell.
    told = [one for one in views if one.campaigns or one.coverage.observed_days or one.coverage.previous_observed_days]
    return tuple(sorted(told, key=lambda view: (-view.campaigns, view.currency)))


def _currency(currency: str, span: Span, found: _Found, running: Sequence[CampaignLine]) -> CurrencyView:
    budgets = [line.budget.amount for line in running if line.budget.currency == currency]
    days = found.sums.of_currency(currency)
    observed, before = observed_days(days)
    return CurrencyView(
        currency=currency,
        campaigns=len(budgets),
        budget=sum(budgets, Decimal(0)),
        kpis=kpis_of(days, currency),
        coverage=Coverage(span.days, observed, before, found.sums.observing(currency)),
        channels=channel_mix(days),
        weekly=weekly(span),
        trends=trends_of(days, span, currency),
    )
