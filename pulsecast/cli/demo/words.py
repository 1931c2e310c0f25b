"""The demo's figures in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pulsecast.cli.demo.figures import BothCosts, Chosen, Cost

Document = Mapping[str, Any]

LONGEST_LINE = 90
NEARLY = 0.05
"""A difference below this is not told as one."""


def at_time(at: datetime) -> str:
    """Return a time, such as ``Sun 22 Nov 06:00``."""
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def on_day(at: datetime) -> str:
    """Return a day, such as ``Sun 22 Nov``."""
    return f"{at:%a} {at.day} {at:%b}"


def money(value: float, currency: str) -> str:
    """Return an amount, such as ``1,197.30 USD``."""
    return f"{value:,.2f} {currency}"


def signed(ratio: float) -> str:
    """Return a change in percent, such as ``−38 %``."""
    percent = round(100 * ratio)
    return f"{'−' if percent < 0 else '+' if percent > 0 else '±'}{abs(percent)} %"


def against_usual(value: float, usual: float) -> str:
    """Return how a value lies to the usual one."""
    ratio = value / usual - 1
    if abs(ratio) < NEARLY:
        return "about the usual"
    return f"{abs(ratio):.0%} {'above' if ratio > 0 else 'below'} the usual".replace("%", " %")


def cost_told(cost: Cost, currency: str, usual: float) -> str:
    """Return a cost per conversion beside the usual one."""
    value = cost.per_conversion
    if value is None:
        return f"no conversions for {money(cost.spend, currency)}"
    return f"{money(value, currency)}, {against_usual(value, usual)}"


def costs_told(costs: BothCosts, campaign: Chosen) -> str:
    """Return the cost per conversion of the campaign and over all campaigns in its currency."""
    mine = cost_told(costs.mine, campaign.currency, campaign.usual.cost)
    every = cost_told(costs.together, campaign.currency, campaign.all_usual)
    return f"{mine}; all {len(campaign.all_ids)} campaigns in {campaign.currency}: {every}"


def short(stream: str) -> str:
    """Return a stream's name without its domain."""
    return stream.partition(".")[2] or stream


def factors(streams: Iterable[Document]) -> dict[str, float]:
    """Return the factor on each stream, of all that acts on it together."""
    together: dict[str, float] = {}
    for one in streams:
        if one["current"] is not None:
            together[one["stream"]] = together.get(one["stream"], 1.0) * one["current"]
    return together


def factors_told(together: Mapping[str, float]) -> str:
    """Return factors in one line."""
    return "  ".join(f"{short(stream)} ×{factor:.2f}" for stream, factor in together.items())


def effects_told(effects: Mapping[str, float | None]) -> str:
    """Return relative effects in one line; what cannot be told is left out."""
    return "  ".join(f"{short(stream)} {signed(one)}" for stream, one in effects.items() if one is not None)


def evidence_told(evidence: Iterable[Document]) -> list[str]:
    """Return a line for each piece of evidence."""
    lines = []
    for one in evidence:
        against = "" if one["threshold"] is None else f", held against {_value(one['threshold'], one['unit'])}"
        lines.append(f"{one['label']}: {_value(one['value'], one['unit'])}{against}")
    return lines


def impact_told(impact: Document, currency: str) -> str:
    """Return what a recommendation is worth, with its interval and the probability that it does harm."""

    def value(number: float) -> str:
        return (
            money(number, currency)
            if impact["metric"] in {"REVENUE", "SPEND", "CPA", "CPC", "CPM"}
            else f"{number:,.2f}"
        )

    level, metric = f"{impact['level']:.0%}".replace("%", " %"), str(impact["metric"]).lower()
    worse = f"{impact['probabilityWorse']:.1%}".replace("%", " %")
    return (
        f"Expected: {value(impact['expected'])} of {metric}; with {level} probability between {value(impact['lower'])} "
        f"and {value(impact['upper'])}. Probability that it makes things worse: {worse}."
    )


def shortened(text: str) -> str:
    """Return a text that is not too long for a live line."""
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def _value(number: float, unit: str) -> str:
    if unit == "ratio":
        return f"{100 * number:.4g} %"
    if unit == "count":
        return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
    return f"{number:,.2f} {unit}"
