"""Whether the demo can begin: who asks, where, and whether the marketplace is calm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulsecast.cli.demo import questions
from pulsecast.cli.demo.api import Api
from pulsecast.cli.demo.figures import USUAL_DAYS, Chosen, steadiest, time_of
from pulsecast.cli.demo.stage import Stage
from pulsecast.cli.demo.words import at_time
from pulsecast.cli.tail import Refusal

Document = Mapping[str, Any]

SCENARIO = "competitor-disruption"
GOES_ON_DAYS = 14
"""The campaign has to run so many days more: the demo takes some."""

RESETS = "clears scenarios, modifiers by hand and injected events at once"


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the demo begins.

    Attributes:
        speed: Of the simulator, to be put back.
        now: Simulation time.
        by_hand: Streams on which modifiers by hand act.
        known: Ids of insights that were there before.
    """

    workspace: str
    scenario: Document
    speed: float
    now: datetime
    by_hand: Sequence[str]
    known: frozenset[str]
    campaign: Chosen


async def begin(api: Api, stage: Stage, reset: bool) -> Beginning:
    """Look whether the demo can begin, and where.

    Args:
        api: Of the server.
        stage: Where it is asked whether to clear what acts.
        reset: Whether to clear what acts on the marketplace.

    Raises:
        Refusal: It cannot; why, and what to do.
        Unavailable: No server of this product answers.
    """
    found = await api.ask(questions.BEGINNING)
    check(found)
    acting = disturbance(found["simulator"]["state"])
    if acting is not None:
        if not (reset or (await stage.answer(f"{acting} Reset it now, which {RESETS}? [y/N]")).casefold() == "y"):
            raise Refusal(f"{acting} Wait until it is over, or pass --reset, which {RESETS}.")
        stage.say(str((await api.ask(questions.RESET))["resetSimulator"]["message"]))
        found = await api.ask(questions.BEGINNING)
    state = found["simulator"]["state"]
    now = time_of(state["simulationTime"])
    return Beginning(
        workspace=found["viewer"]["workspace"]["name"],
        scenario=next(one for one in found["simulator"]["scenarios"] if one["id"] == SCENARIO),
        speed=state["speed"],
        now=now,
        by_hand=sorted({one["stream"] for item in state["activeModifiers"] for one in item["streams"]}),
        known=frozenset(edge["node"]["id"] for edge in found["insights"]["edges"]),
        campaign=await _campaign(api, now),
    )


def check(found: Document) -> None:
    """Look whether this is a demo that whoever asks may command.

    Raises:
        Refusal: It is not; what to do.
    """
    role, workspace = found["viewer"]["role"], found["viewer"]["workspace"]
    if found["simulator"] is None:
        raise Refusal("This workspace has no simulator. An owner or admin can enable one with `enableSimulator`.")
    if not workspace["demo"]:
        raise Refusal(
            f"{workspace['name']} is no demo workspace: its campaigns do not follow the marketplace. A server that "
            "starts on an empty database makes one, unless PULSECAST_DEMO=0."
        )
    if role not in {"OWNER", "ADMIN"}:
        raise Refusal(f"Your role is {role}. The demo commands the simulator, which takes an owner or admin.")
    if all(one["id"] != SCENARIO for one in found["simulator"]["scenarios"]):
        raise Refusal(f"The scenario {SCENARIO} is not there. `simulator.problems` of the API says what is disabled.")


def disturbance(state: Document) -> str | None:
    """Return in words which scenario acts on the marketplace; none when it is calm."""
    for one in state["activeModifiers"]:
        if not one["manual"] and one["status"] == "ACTIVE":
            return f"The scenario {one['name']} is active until {at_time(time_of(one['endsAt']))} of simulation time."
        if not one["manual"] and one["status"] == "SETTLING" and one["settledAt"] is not None:
            until = at_time(time_of(one["settledAt"]))
            return f"The scenario {one['name']} still settles, until {until} of simulation time."
    return None


async def _campaign(api: Api, now: datetime) -> Chosen:
    """Return the campaign to look at.

    Raises:
        Refusal: None has run long enough.
    """
    today = now.date()
    days = {"start": str(today - timedelta(days=USUAL_DAYS)), "end": str(today - timedelta(days=1))}
    found = await api.ask(questions.RUNNING_CAMPAIGNS, range=days)
    rows = [edge["node"] for edge in found["campaigns"]["edges"]]
    chosen = steadiest(rows, today + timedelta(days=GOES_ON_DAYS))
    if chosen is None:
        raise Refusal(
            f"None of {len(rows)} running campaigns has conversions on enough of the last {USUAL_DAYS} days and goes "
            f"on for {GOES_ON_DAYS} more, so no cost is usual."
        )
    return chosen
