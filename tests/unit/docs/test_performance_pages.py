"""What the pages say about grades, alerts and limits of performance is what the code does."""

from pathlib import Path

from domain.performance.alerts import CALIBRATED, EXPLAINED, LEAST_DAYS, LOST, MUCH_WORSE, UNEXPLAINED, WORSE, AlertKind
from domain.performance.degradation import RECENT_DAYS, TOLD
from domain.performance.measures import BOUNDS
from domain.performance.tables import DAILY_SPAN, MOST_PERIODS

DOCS = Path(__file__).resolve().parents[3] / "docs"


def section(page: str, heading: str) -> str:
    return (DOCS / page).read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]


def rows(page: str, heading: str) -> dict[str, list[str]]:
    lines = [line for line in section(page, heading).splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: rest for first, *rest in cells}


def test_the_limits_are_those_of_the_code() -> None:
    assert rows("reference/limits.md", "How good forecasts were") == {
        "models listed": ["20"],
        "metrics of a model": ["20, published 12"],
        "points over time": [f"{MOST_PERIODS}, by day up to {DAILY_SPAN} days, else by week"],
        "forecast days before anything is judged": [f"{LEAST_DAYS}"],
        "forecasts of a campaign that are judged together": [f"those that began within {RECENT_DAYS} days"],
    }


def test_alerts_begin_where_the_page_says() -> None:
    told = {first.split("`")[1]: rest for first, rest in rows("how-to/judge-forecasts.md", "Alerts").items()}
    assert told == {
        AlertKind.ACCURACY: [f"from {WORSE}", f"from {MUCH_WORSE}"],
        AlertKind.CALIBRATION: [f"below {CALIBRATED}", f"below {LOST}"],
        AlertKind.EXPLANATION: [f"below {EXPLAINED}", f"below {UNEXPLAINED}"],
    }
    assert tuple(AlertKind)[:2] == TOLD
    assert f"fewer than {LEAST_DAYS} forecast days" in section("how-to/judge-forecasts.md", "Alerts")
    assert RECENT_DAYS == 8 * 7


def test_grades_begin_where_the_page_says() -> None:
    text = " ".join(section("how-to/judge-forecasts.md", "What the measures say").split())
    bounds = [f"below {100 * bound:.0f} % {grade.lower()}" for bound, grade in BOUNDS]
    assert f"{bounds[0].replace('% ', '% is ').capitalize()}, {bounds[1]}, {bounds[2]}, above it poor." in text
