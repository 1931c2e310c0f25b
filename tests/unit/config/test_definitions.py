"""Definitions are read into the domain's terms, and every fault names its file and place."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.definitions import BENCHMARKS, DEMO, FOLDER, InvalidDefinition, load_benchmarks, load_demo
from domain.campaigns.model import CampaignStatus, Channel
from domain.workspaces.model import Role


def broken(folder: Path, name: str, change: Callable[[dict], None], load: Callable[[Path], object]) -> tuple[str, ...]:
    content = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    change(content)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidDefinition) as refused:
        load(folder)
    return refused.value.lines


def test_the_benchmarks_of_a_channel_are_adapted_to_the_industry():
    facebook = load_benchmarks().of(Channel.FACEBOOK, "Education")
    assert facebook.ctr.typical == pytest.approx(0.009)
    assert facebook.cpc.typical == pytest.approx(1.72 * 0.9)
    assert facebook.engagement.typical == pytest.approx(0.0027 * 1.3)
    assert facebook.cpm.typical == pytest.approx(7.19)
    assert (facebook.ctr.lower, facebook.ctr.upper) == pytest.approx((0.0063, 0.0126))
    assert (facebook.cpc.lower, facebook.cpc.upper) == pytest.approx((1.548 * 0.8, 1.548 * 1.3))


def test_a_channel_without_figures_has_those_of_others_and_an_unknown_industry_none():
    benchmarks = load_benchmarks()
    assert benchmarks.of(Channel.TIKTOK) == benchmarks.of(Channel.OTHER)
    assert benchmarks.of(Channel.X, "fishing") == benchmarks.of(Channel.X)


def test_the_demo_has_ten_campaigns_all_roles_and_the_states_it_promises():
    demo = load_demo()
    assert len(demo.campaigns) == 10
    assert {member.role for member in demo.members} == set(Role)
    assert all(2 <= len(campaign.channels) <= 5 for campaign in demo.campaigns)
    assert max(len(campaign.channels) for campaign in demo.campaigns) == 5
    assert [c.name for c in demo.campaigns if c.status is CampaignStatus.PAUSED] == ["Summer Pause"]
    assert [c.name for c in demo.campaigns if c.budget.currency == "EUR"] == ["Holiday Intensive"]
    assert {c.budget.currency for c in demo.campaigns} == {"USD", "EUR"}
    assert len([anomaly for campaign in demo.campaigns for anomaly in campaign.anomalies]) == 2


def test_paid_channels_of_the_demo_are_within_the_usual_range():
    benchmarks = load_benchmarks()
    listed = {Channel.GOOGLE, Channel.FACEBOOK, Channel.INSTAGRAM, Channel.LINKEDIN, Channel.X, Channel.TIKTOK}
    for campaign in load_demo().campaigns:
        for channel in campaign.channels:
            if channel.channel in listed:
                usual = benchmarks.of(channel.channel, campaign.industry)
                assert usual.ctr.lower <= channel.ctr <= usual.ctr.upper, (campaign.key, channel.channel)
                tiktok = channel.channel is Channel.TIKTOK  # cheaper than the catch-all figure that stands in for it
                assert usual.cpc.lower * (0.75 if tiktok else 1) <= channel.cpc <= usual.cpc.upper, campaign.key


def test_a_fault_names_file_path_and_what_is_wrong(tmp_path):
    def change(content):
        content["campaigns"][3]["channels"][0]["cpc"] = -1
        content["campaigns"][4]["status"] = "ASLEEP"
        content["campaigns"][5]["bugdet"] = 1

    lines = broken(tmp_path, DEMO, change, load_demo)
    assert lines[0] == "demo_campaigns.json: campaigns[3].channels[0].cpc: Input should be greater than 0"
    assert lines[1].startswith("demo_campaigns.json: campaigns[4].status: Input should be 'DRAFT'")
    assert lines[2] == "demo_campaigns.json: campaigns[5].bugdet: Extra inputs are not permitted"
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda c: c["members"].pop(), "members: nobody has the role VIEWER"),
        (lambda c: c["members"][0].update(email="me@home.org"), "members[0].email: String should match pattern"),
        (lambda c: c["campaigns"][0].update(weekdays=[1, 1]), "campaigns[0].weekdays: Tuple should have at least 7"),
        (lambda c: c["campaigns"][0].update(paused_days_ago=3), "campaigns[0]: paused_days_ago is set exactly when"),
        (lambda c: c["campaigns"][0].update(ends_in_days=-900), "campaigns[0]: it ends before it starts"),
        (
            lambda c: c["campaigns"][0]["channels"][1].update(channel="GOOGLE"),
            "campaigns[0].channels: the channel 'GOO",
        ),
        (lambda c: c["campaigns"][0]["anomalies"][0].update(channels=["SMS"]), "campaigns[0]: anomaly 'competitor-pri"),
        (
            lambda c: c["campaigns"][0]["anomalies"][0].update(factor=0.9),
            "campaigns[0].anomalies[0]: the factor of a p",
        ),
        (lambda c: c["campaigns"][0]["anomalies"][0].update(days=90), "campaigns[0].anomalies[0]: it would last beyon"),
        (lambda c: c["campaigns"][1].update(key="exam-season-search"), "(whole file): the key of a campaign 'exam-se"),
        (lambda c: c["campaigns"][1].update(author="x@example.com"), "(whole file): author 'x@example.com' of camp"),
        (lambda c: c.pop("workspace"), "workspace: Field required"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, change, line):
    (told,) = broken(tmp_path, DEMO, change, load_demo)
    assert told.startswith(f"{DEMO}: {line}")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda c: c["channels"].pop("OTHER"), "channels: OTHER is missing"),
        (lambda c: c["channels"]["X"].update(cpc="dear"), "channels.X.cpc: Input should be a valid number"),
        (lambda c: c["quartiles"]["ctr"].update(lower=1.2), "quartiles.ctr.lower: the first quartile must not be"),
        (lambda c: c["industries"].update(Finance=c["industries"]["finance"]), "industries: 'Finance' must be in low"),
    ],
)
def test_wrong_benchmarks_are_refused(tmp_path, change, line):
    (told,) = broken(tmp_path, BENCHMARKS, change, load_benchmarks)
    assert told.startswith(f"{BENCHMARKS}: {line}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n  "channels": {,}\n}', "benchmarks.json: line 2, column 16: "),
        ('{"channels": {}, "channels": {}}', "benchmarks.json: 'channels' occurs twice in one object"),
        ("[]", "benchmarks.json: (whole file): Input should be a valid dictionary"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_explained(tmp_path, text, line):
    (tmp_path / BENCHMARKS).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDefinition) as refused:
        load_benchmarks(tmp_path)
    assert refused.value.lines[0].startswith(line)


def test_a_missing_file_is_named(tmp_path):
    shutil.copy(FOLDER / BENCHMARKS, tmp_path)
    load_benchmarks(tmp_path)
    with pytest.raises(InvalidDefinition, match=r"^demo_campaigns\.json: cannot be read: No such file"):
        load_demo(tmp_path)
