"""The pages about streams and scenarios are what the definitions say."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "docs/reference"
DEFINITIONS = ROOT / "config/definitions/marketplace"


def defined(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((DEFINITIONS / f"{name}.json").read_text(encoding="utf-8"))[name]
    return listed


def section(page: str, heading: str) -> list[list[str]]:
    """The rows of the tables of a section, heads and rules left out."""
    text = (REFERENCE / page).read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    tables = re.findall(r"^\|.*\n\|[-:|]+\|\n((?:\|.*\n)*)", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for part in tables for line in part.splitlines()]


@pytest.mark.parametrize("page", ["streams.md", "scenarios.md"])
def test_the_page_is_what_the_definitions_say(page: str) -> None:
    written = runpy.run_path(str(ROOT / "scripts/document-marketplace"))["pages"]()
    assert (REFERENCE / page).read_text(encoding="utf-8") == written[page], (
        "run `.venv/bin/python scripts/document-marketplace` and commit the page"
    )


def test_the_catalogue_has_a_row_for_each_of_the_fifty_streams() -> None:
    told = [
        (int(row[0]), row[1].strip("`"), row[2], row[4].replace(",", "")) for row in section("streams.md", "Catalogue")
    ]
    streams = defined("streams")
    assert len(told) == 50
    assert told == [
        (number, one["name"], one["domain"], f"{one['events_per_day']:.0f}") for number, one in enumerate(streams, 1)
    ]


@pytest.mark.parametrize("stream", defined("streams"), ids=lambda stream: stream["name"])
def test_the_fields_of_a_stream_are_told(stream: dict[str, Any]) -> None:
    told = {row[0].strip("`"): row[1] for row in section("streams.md", "Payloads")}
    assert re.findall(r"`(\w+)`", told[stream["name"]]) == [field["name"] for field in stream["fields"]]


@pytest.mark.parametrize("scenario", defined("scenarios"), ids=lambda scenario: scenario["id"])
def test_what_a_scenario_does_is_told(scenario: dict[str, Any]) -> None:
    rows = section("scenarios.md", scenario["name"])
    told = {row[0]: row[1] for row in reversed(rows)}
    for stream, acts in scenario["affectedStreams"].items():
        words = told[f"`{stream}`"]
        if "multiplier" in acts:
            assert f"× {acts['multiplier']:g}" in words
        if "override" in acts:
            assert f"set to {acts['override']:g}" in words
    for event in scenario["externalEvents"]:
        assert event["title"] in told


def test_every_template_of_an_event_is_told() -> None:
    told = [row[0].strip("`") for row in section("scenarios.md", "Templates of external events")]
    assert told == [one["id"] for one in defined_templates()]


def defined_templates() -> list[dict[str, Any]]:
    text = (DEFINITIONS / "event_templates.json").read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = json.loads(text)["templates"]
    return listed
