"""All risks of a forecast, the gravest first."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from domain.campaigns.model import Campaign, Money
from domain.ensemble.limits import Limits, limits_of
from domain.ensemble.outcome import first_days
from domain.ensemble.sampled import SampledPaths
from domain.metrics.history import CampaignHistory
from domain.risk.competitor import find_pressure
from domain.risk.dip import find_dip
from domain.risk.fatigue import find_fatigue
from domain.risk.finding import Finding
from domain.risk.model import Risk
from domain.risk.overrun import find_overrun

_OF_RATES = (find_fatigue, find_pressure)


def detect_risks(
    paths: SampledPaths,
    history: CampaignHistory,
    campaign: Campaign,
    new_id: Callable[[], UUID],
    limits: Limits | None = None,
) -> tuple[Risk, ...]:
    """Return what may go wrong, ordered by severity, then impact (ratio to the threshold, weighted), then probability.

    Probabilities are shares of the given futures. Levels to compare with are seasonally comparable (whole weeks, the
    same weekdays). Risks below a probability of 0.25 (overrun: 0.10) are left out, and money is stated only where
    revenue or spend allow it. Nothing threatens a campaign that is over.

    Args:
        paths: Equally likely futures, before limits.
        history: What was observed before them.
        campaign: Whose they are; its budget, dates and currency are used.
        new_id: Gives each risk its id.
        limits: What no future goes beyond; as campaign and history have it when none.
    """
    limits = limits or limits_of(campaign, history)
    if limits.over(paths.start):
        return ()
    held, lasting = limits.applied(paths), limits.lasting(paths)
    found = [*find_dip(held, history, campaign), *find_overrun(paths, held, limits)]
    # That the money ends changes no price and tires nobody: rates are judged as long as there is something to judge.
    going = first_days(paths, lasting) if lasting else None
    found += [finding for detector in _OF_RATES if going for finding in detector(going, history, campaign)]
    found.sort(key=lambda finding: (-finding.severity.rank, -finding.impact, -finding.probability))
    return tuple(_risk(finding, campaign, new_id()) for finding in found)


def _risk(finding: Finding, campaign: Campaign, risk_id: UUID) -> Risk:
    loss = None
    if finding.loss is not None:
        loss = Money(Decimal(repr(round(finding.loss, 2))), campaign.budget.currency)
    return Risk(
        risk_id,
        finding.kind,
        finding.severity,
        finding.probability,
        loss,
        finding.start,
        finding.end,
        finding.description,
        finding.evidence,
        finding.metric,
        finding.channel,
    )
