"""How figures are told in sentences."""

from domain.metrics.model import RATIOS, MetricType, unit_of

_NAMES = {
    MetricType.CTR: "CTR",
    MetricType.CPC: "CPC",
    MetricType.CPM: "CPM",
    MetricType.CPA: "CPA",
    MetricType.ROAS: "ROAS",
}


def name_of(metric: MetricType) -> str:
    """Return a metric's name within a sentence, such as ``"revenue"`` or ``"CTR"``."""
    return _NAMES.get(metric, metric.value.lower())


def told(value: float, metric: MetricType, currency: str) -> str:
    """Return a value with its unit, such as ``"1,234 EUR"``, ``"2.31 %"`` or ``"512"``."""
    unit = unit_of(metric, currency)
    if unit == currency:
        return money(value, currency)
    if metric is MetricType.CTR:
        return f"{100 * value:.2f} %"
    return f"{value:,.2f}" if metric in RATIOS else number(value)


def money(value: float, currency: str) -> str:
    """Return an amount with its currency, cents only below 100."""
    return f"{number(value)} {currency}"


def number(value: float) -> str:
    """Return a number with thousands separators, decimals only below 100."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"


def percent(share: float) -> str:
    """Return a share as a percentage, one decimal below 10 %."""
    return f"{100 * share:.1f} %" if abs(share) < 0.0995 else f"{100 * share:.0f} %"


def change(relative: float) -> str:
    """Return a relative difference with its direction, such as ``"8.2 % above"``."""
    if abs(relative) < 0.0005:
        return "level with"
    return f"{percent(abs(relative))} {'above' if relative > 0 else 'below'}"
