"""``pulsecast evaluate hours``: how well the hours of a day are told from earlier days."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pulsecast.cli.figures import Figures
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from domain.demo.market import MarketFactors
    from domain.profiles.history import HourlyHistory
    from ml.evaluate.hours import HoursJudged

START = datetime(2026, 6, 1, tzinfo=UTC)

DAYS = 120
"""Days of each campaign: eight weeks to be judged, and as many before the first of them."""


def hours(
    seed: Annotated[int, typer.Option(min=0, help="Seed of the marketplace and of the campaigns.")] = 7,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day after the last one, UTC.")] = START,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Hold the profiles of days by the hour against the weeks that came after, on the campaigns of the demo.

    Campaigns are generated as they live in the demo workspace, moved by the simulated marketplace. Up to eight times, a
    week apart, a profile is learnt from the last 7, 14, 28 and 56 days and held against the next seven. Errors are
    those of the expected hours, the day's total being given, beside days of equal hours; a band holds when the share of
    an hour lies inside.

    Example: pulsecast evaluate hours --json hours.json
    """
    from ml.evaluate.hours import judge_hours

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task("generating hours", total=None)
        campaigns = list(_campaigns(seed, start))

        def tell(done: int, total: int) -> None:
            progress.update(task, description="judging campaigns", completed=done, total=total)

        found = judge_hours(campaigns, tell)
    for days in dict.fromkeys(one.days for one in found):
        console.print(_table(days, [one for one in found if one.days == days]))
    if json is not None:
        json.write_bytes(orjson.dumps([one.as_dict() for one in found], option=orjson.OPT_INDENT_2))


def _campaigns(seed: int, start: datetime) -> Iterator["HourlyHistory"]:
    """Yield the last days of each campaign of the demo."""
    from config.definitions import load_demo
    from domain.demo.hours import DAY_HOURS, day_number, day_of
    from domain.profiles.history import HourlyHistory
    from simulator.campaigns.generator import generate_campaign_hours

    today = start.date()
    market = _market(seed, start)
    for one in load_demo().campaigns:
        end = day_number(one.last_observed(day_of(day_number(today) - 1))) + 1
        first = max(day_number(today) - DAYS, day_number(one.start_date(today)))
        if first < end:
            own = market.between(first * DAY_HOURS, end * DAY_HOURS)
            made = generate_campaign_hours(one, today, own, seed=seed).values
            yield HourlyHistory(day_of(first), {key: values.reshape(-1, DAY_HOURS) for key, values in made.items()})


def _market(seed: int, start: datetime) -> "MarketFactors":
    """Return the factors of the last days in a marketplace that nobody steers."""
    from config.marketplace.campaign_mapping import load_campaign_mapping
    from config.marketplace.loader import load_marketplace
    from domain.demo.hours import DAY_HOURS, day_number
    from domain.demo.world import DemoMarket
    from domain.marketplace.moments import DAY, micros
    from domain.marketplace.timeline.compile import compile_course
    from domain.marketplace.timeline.model import Timeline
    from simulator.marketplace import LocalMarketplace

    simulator = LocalMarketplace(load_marketplace())
    epoch = micros(start.replace(tzinfo=UTC))
    events = simulator.baseline_events(seed, epoch - 2 * DAYS * DAY, epoch)
    course = compile_course(simulator.marketplace, Timeline(seed, epoch, ()), events)
    market = DemoMarket(simulator, load_campaign_mapping(simulator.marketplace))
    end = day_number(start.date())
    return asyncio.run(market.factors(course, (end - DAYS) * DAY_HOURS, end * DAY_HOURS))


def _table(days: int, rows: Sequence["HoursJudged"]) -> Figures:
    return Figures(
        title=f"Learnt from {days} days",
        headings=("metric", "WAPE", "equal hours", "50 % holds", "80 % holds", "95 % holds", "hours"),
        rows=[
            (
                one.metric.lower(),
                f"{one.wape:.3f}",
                f"{one.flat:.3f}",
                *(f"{100 * share:.0f} %" for share in one.coverage),
                f"{one.hours:,}",
            )
            for one in rows
        ],
    )
