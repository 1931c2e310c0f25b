"""What the documents say of dashboards is what the code does."""

from datetime import timedelta

from domain.dashboard.figures import MOST_DAILY
from domain.dashboard.service import EARLIEST, LATEST, MOST_LISTED, USUAL_DAYS
from graph.dashboard.types import MOST_CURRENCIES
from graph.dashboard.types import MOST_LISTED as MOST_SHOWN
from graph.ranges import LONGEST_DAYS
from tests.fixtures.reader import ROOT


def test_the_limits_of_a_dashboard_are_those_of_the_page():
    text = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")
    rows = text.partition("## Dashboard\n")[2].partition("\n## ")[0]
    years = f"{EARLIEST.year} to {LATEST.year}"
    assert f"| days | ten years, in {years}; the last {USUAL_DAYS} when left out |" in rows
    assert timedelta(days=LONGEST_DAYS).days // 366 == 10
    assert f"by day up to {MOST_DAILY} days" in rows
    assert f"| currencies | {MOST_CURRENCIES} |" in rows
    assert f"| campaigns in a list | {MOST_LISTED}, 20 by default |" in rows
    assert MOST_SHOWN == MOST_LISTED


def test_the_how_to_tells_the_usual_days_and_when_trends_are_weekly():
    text = (ROOT / "docs/how-to/see-all-campaigns.md").read_text(encoding="utf-8")
    assert f"the last {USUAL_DAYS} days" in text
    assert f"by week from Monday over more than {MOST_DAILY} days" in text
