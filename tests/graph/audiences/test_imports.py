"""Importing observations over GraphQL."""

import json
from typing import Any

import pytest

from domain.audiences.model import AudienceKind
from domain.workspaces.model import Role
from tests.fixtures.product import World, gid

IMPORT = """mutation($input: ImportAudienceDataInput!) { importAudienceData(input: $input) {
    rowsRead rowsAccepted rowsRejected rowErrors { row column value reason } errors { code path } } }"""
SENDS = """at;segment;subject;delivered;opened;clicked;converted;list_size;bounce_share
2026-02-20T09:30:00Z;Parents;Größe zählt;100;40;10;1;120;0.02
2026-02-21T09:30:00+02:00;Parents;No;100;40;10;1;;
"""
WEEKS = """segment,cohort,week,members,reached,exposures,engaged,churned
Leads,2026-01-05,2026-02-16,100,80,150,20,3
"""
DAYS = """content,title,kind,topic,length,format,channel,published,day,impressions,engagements,conversions
a,Plan,VIDEO,Maths,45,how-to,TIKTOK,2026-02-01,2026-02-20,500,20,1
a,Plan,VIDEO,Maths,45,how-to,TIKTOK,2026-02-01,2026-02-21,400,20,1
"""


async def _import(world: World, kind: str, content: str, **given: Any) -> dict[str, Any]:
    values = {"kind": kind, "format": "CSV", "content": content} | given
    answer = await world.ask(IMPORT, Role.ANALYST, input=values)
    assert answer.errors == []
    told: dict[str, Any] = answer.data["importAudienceData"]
    return told


async def _counts(world: World) -> dict[AudienceKind, int]:
    async with world.storage() as tx:
        return await tx.audiences.counts(world.here.workspace.id)


@pytest.mark.parametrize(
    ("kind", "content", "rows"), [("EMAIL", SENDS, 2), ("AUDIENCE", WEEKS, 1), ("CONTENT", DAYS, 2)]
)
async def test_a_file_is_stored_and_sent_again_changes_nothing(world: World, kind: str, content: str, rows: int):
    for _ in range(2):
        told = await _import(world, kind, content)
        assert told == {"rowsRead": rows, "rowsAccepted": rows, "rowsRejected": 0, "rowErrors": [], "errors": []}
        assert (await _counts(world))[AudienceKind(kind)] == rows


async def test_what_was_imported_is_what_the_file_says(world: World):
    campaign = await world.a_campaign()
    await _import(world, "EMAIL", SENDS, campaignId=gid("Campaign", campaign.id))
    async with world.storage() as tx:
        first, second = (await tx.audiences.history(world.here.workspace.id, AudienceKind.EMAIL, 30)).sends
    assert (first.segment, first.subject, first.health.size, first.health.bounce_share) == (
        "Parents",
        "Größe zählt",
        120,
        0.02,
    )
    assert (second.at.isoformat(), second.health.size) == ("2026-02-21T07:30:00+00:00", 100)
    assert {first.campaign_id, second.campaign_id} == {campaign.id}


async def test_json_is_read_too(world: World):
    rows = '[{"segment": "Leads", "cohort": "2026-01-05", "week": "2026-02-16", "members": 100, "reached": 80, '
    rows += '"exposures": 150, "engaged": 20, "churned": 3}]'
    assert (await _import(world, "AUDIENCE", rows, format="JSON"))["rowsAccepted"] == 1


@pytest.mark.parametrize(
    ("kind", "content", "column", "reason"),
    [
        ("EMAIL", SENDS.replace(";40;10;1;120", ";400;10;1;120"), "opened", "exceed delivered"),
        ("EMAIL", SENDS.replace("2026-02-20T09:30:00Z", "yesterday"), "at", "moment"),
        ("EMAIL", SENDS.replace("2026-02-20T", "2126-02-20T"), "at", "must be from"),
        ("EMAIL", SENDS.replace("0.02", "2"), "bounce_share", "share"),
        ("EMAIL", SENDS.replace("Größe zählt", ""), "subject", "characters"),
        ("AUDIENCE", WEEKS.replace("2026-02-16", "2026-02-17"), "week", "Monday"),
        ("AUDIENCE", WEEKS.replace("2026-01-05", "2026-02-23"), "cohort", "after the week"),
        ("AUDIENCE", WEEKS.replace(",150,", ",15,"), "reached", "exceed exposures"),
        ("AUDIENCE", WEEKS.replace(",100,", ",-1,"), "members", "whole number"),
        ("CONTENT", DAYS.replace("VIDEO", "FILM", 1), "kind", "one of"),
        ("CONTENT", DAYS.replace("500,20,1", "500,501,1"), "engagements", "exceed impressions"),
    ],
)  # fmt: skip
async def test_a_row_that_cannot_be_is_reported_and_only_it_is_lost(
    world: World, kind: str, content: str, column: str, reason: str
):
    told = await _import(world, kind, content)
    (error,) = told["rowErrors"]
    assert (error["row"], error["column"]) == (2, column)
    assert reason in error["reason"]
    assert told["rowsAccepted"] == told["rowsRead"] - 1 == (await _counts(world))[AudienceKind(kind)]


async def test_a_quote_that_is_never_closed_loses_its_row_alone(world: World):
    rows = [f"2026-02-{day}T09:30:00Z;Parents;Exam {day};100;40;10;1;120;0" for day in range(10, 16)]
    rows[1] = rows[1].replace("Exam", '"Exam')
    told = await _import(world, "EMAIL", "\n".join([SENDS.splitlines()[0], *rows, ""]))
    assert told["rowErrors"] == [
        {"row": 3, "column": None, "value": None, "reason": "opens a quote that is never closed"}
    ]
    assert (told["rowsRead"], told["rowsAccepted"]) == (6, 5)


async def test_a_cell_of_several_lines_counts_as_the_row_that_a_spreadsheet_shows(world: World):
    two_lines, wrong = SENDS.replace("Größe zählt", '"Größe\nzählt"'), "yesterday;Parents;No;100;40;10;1;;\n"
    told = await _import(world, "EMAIL", two_lines + wrong)
    assert [(error["row"], error["column"]) for error in told["rowErrors"]] == [(4, "at")]
    assert told["rowsAccepted"] == 2


@pytest.mark.parametrize("content", ["", "at,segment\n1,2\n", "{}", "<html>"])
async def test_a_file_of_another_kind_is_refused_as_a_whole(world: World, content: str):
    told = await _import(world, "EMAIL", content)
    assert [(error["code"], error["path"]) for error in told["errors"]] == [("INVALID_INPUT", ["content"])]
    assert told["rowsRead"] == 0


async def test_a_text_that_no_database_can_store_is_reported(world: World):
    plain = {"at": "2026-02-20", "subject": "News", "delivered": 9, "opened": 1, "clicked": 0, "converted": 0}
    rows = json.dumps([plain | {"segment": segment} for segment in ("a\0b", "\ud800", "Leads")])
    told = await _import(world, "EMAIL", rows, format="JSON")
    assert [(error["row"], error["column"]) for error in told["rowErrors"]] == [(1, "segment"), (2, "segment")]
    assert told["rowsAccepted"] == 1


async def test_only_email_belongs_to_a_campaign_and_only_to_one_of_ours(world: World):
    ours, theirs = await world.a_campaign(), await world.a_campaign(tenant=world.there)
    told = await _import(world, "AUDIENCE", WEEKS, campaignId=gid("Campaign", ours.id))
    assert [error["code"] for error in told["errors"]] == ["INVALID_INPUT"]
    told = await _import(world, "EMAIL", SENDS, campaignId=gid("Campaign", theirs.id))
    assert [error["code"] for error in told["errors"]] == ["NOT_FOUND"]
