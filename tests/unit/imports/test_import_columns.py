"""Columns and channels are known by the names that tools and people give them."""

import json
from datetime import date

import pytest

from config.import_columns import DEFINITION, load_import_vocabulary
from domain.campaigns.model import Channel
from domain.imports.model import ColumnMapping, ImportField, RowFilter
from domain.imports.rows import channel_named
from domain.metrics.model import OBSERVED, MetricType

EXPORTS = {
    "Google Ads": (
        "Day\tCampaign\tNetwork (with search partners)\tImpr.\tClicks\tCost\tConversions\tConv. value\tEngagements",
        "2026-11-01\tBrand\tGoogle search\t100\t5\t1.5\t1\t40\t7",
        Channel.GOOGLE,
    ),
    "Meta Ads Manager": (
        (
            "Reporting starts,Reporting ends,Campaign name,Platform,Reach,Impressions,Clicks (all),Link clicks,Results,"
            "Amount spent (EUR),Purchases conversion value,Post engagements"
        ),
        "2026-11-01,2026-11-01,Brand,instagram,80,100,9,5,1,1.5,40,7",
        Channel.INSTAGRAM,
    ),
    "LinkedIn Campaign Manager": (
        (
            "Start Date (in UTC),Campaign Name,Total Spent,Impressions,Clicks,Conversions,Total Conversion Value,"
            "Total Engagements"
        ),
        "11/01/2026,Brand,1.5,100,5,1,40,7",
        Channel.LINKEDIN,
    ),
    "TikTok Ads Manager": (
        "By Day,Ad name,Cost,Impression,Clicks (destination),Conversion,Total purchase value,Engagements",
        "2026-11-01,Brand,1.5,100,5,1,40,7",
        Channel.TIKTOK,
    ),
    "plain": (
        "date,channel,impressions,clicks,spend,conversions,revenue,engagement",
        "2026-11-01,x,100,5,1.5,1,40,7",
        Channel.X,
    ),
}


@pytest.mark.parametrize("tool", EXPORTS)
def test_the_exports_of_usual_tools_need_no_mapping(read, tool):
    header, row, channel = EXPORTS[tool]
    outcome = read(f"{header}\n{row}\n", campaign_currency="EUR" if tool != "LinkedIn Campaign Manager" else "USD")
    expected = {
        MetricType.IMPRESSIONS: 100.0,
        MetricType.CLICKS: 5.0,
        MetricType.SPEND: 1.5,
        MetricType.CONVERSIONS: 1.0,
        MetricType.REVENUE: 40.0,
        MetricType.ENGAGEMENT: 7.0,
    }
    if tool == "Meta Ads Manager":
        expected[MetricType.REACH] = 80.0
    assert outcome.values == {(channel, metric, date(2026, 11, 1)): value for metric, value in expected.items()}
    assert outcome.report.source == (None if tool == "plain" else tool)


def test_told_columns_override_detection_and_the_rest_is_detected(read):
    text = "ds,date,clicks,y,channel\n2026-11-01,2020-01-01,7,3,google\n"
    mapping = (ColumnMapping(" DS ", "Date"), ColumnMapping("y", "CLICKS"))
    outcome = read(text, mapping=mapping)
    assert outcome.values == {(Channel.GOOGLE, MetricType.CLICKS, date(2026, 11, 1)): 3.0}
    assert outcome.report.columns == (
        ColumnMapping("ds", "date"),
        ColumnMapping("y", "clicks"),
        ColumnMapping("channel", "channel"),
    )
    assert outcome.report.ignored_columns == ("date", "clicks")


def test_a_told_header_is_found_behind_a_preamble(read):
    text = "My export\nsome, note\nwann,wo,wie oft\n2026-11-01,fb,3\n"
    mapping = (ColumnMapping("wann", "date"), ColumnMapping("wo", "channel"), ColumnMapping("wie oft", "clicks"))
    assert read(text, mapping=mapping).values == {(Channel.FACEBOOK, MetricType.CLICKS, date(2026, 11, 1)): 3.0}


def test_the_preferred_of_several_columns_is_taken(read):
    text = "date,channel,clicks (all),link clicks,results,purchases\n2026-11-01,fb,9,5,100,2\n"
    columns = {entry.field: entry.column for entry in read(text).report.columns}
    assert columns["clicks"] == "link clicks"
    assert columns["conversions"] == "purchases"


def test_the_currency_of_a_header_is_no_part_of_its_name(read):
    outcome = read("date,channel,Cost [EUR],Revenue €,Clicks (all)\n2026-11-01,google,5,6,7\n")
    assert outcome.report.currency == "EUR"
    assert sorted(outcome.values.values()) == [5.0, 6.0, 7.0]


def test_without_amounts_there_is_no_currency(read):
    assert read("date,channel,clicks\n2026-11-01,google,7\n").report.currency is None


@pytest.mark.parametrize(
    ("spelling", "channel"),
    [
        ("Google Ads", Channel.GOOGLE),
        ("google / cpc", Channel.GOOGLE),
        ("YOUTUBE", Channel.GOOGLE),
        ("meta", Channel.FACEBOOK),
        ("fb", Channel.FACEBOOK),
        ("Facebook Feed", Channel.FACEBOOK),
        ("facebook_mobile_feed", Channel.FACEBOOK),
        ("Instagram Stories", Channel.INSTAGRAM),
        ("twitter", Channel.X),
        ("X (Twitter)", Channel.X),
        ("Tik Tok", Channel.TIKTOK),
        ("e-mail", Channel.EMAIL),
        ("Out-of-Home", Channel.OOH),
        ("X large banner", None),
        ("carrier pigeon", None),
    ],
)
def test_channels_are_known_by_their_usual_spellings(vocabulary, spelling, channel):
    assert channel_named(spelling, vocabulary) is channel


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_is_known_by_its_own_name(vocabulary, channel):
    assert channel_named(channel.value, vocabulary) is channel
    assert channel_named(channel.value.title(), vocabulary) is channel


def test_an_unknown_spelling_takes_the_stated_channel_but_never_a_guessed_one(read):
    text = "date,channel,clicks\n2026-11-01,pigeon,5\n2026-11-01,,5\n2026-11-01,fb,5\n"
    stated = read(text, channel=Channel.OTHER)
    assert stated.report.channels == (Channel.FACEBOOK, Channel.OTHER)
    guessed = read(text, default_channel=Channel.OTHER)
    assert [error.value for error in guessed.report.row_errors] == ["pigeon"]


def test_channels_that_the_campaign_does_not_use_are_pointed_out(read):
    text = "date,channel,clicks\n2026-11-01,fb,5\n2026-11-01,tiktok,5\n"
    report = read(text, campaign_channels=(Channel.FACEBOOK,)).report
    assert report.rows_accepted == 2
    assert any("does not run on TIKTOK" in warning for warning in report.warnings)


def test_the_vocabulary_names_every_field(vocabulary):
    assert set(vocabulary.columns) == set(ImportField)
    assert {field.metric for field in ImportField if field.metric} == set(OBSERVED)
    for field, words in vocabulary.columns.items():
        assert words[0] == field.value


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda words: words.pop("channels"), "'channels' is missing"),
        (lambda words: words["columns"].update(likes=["likes"]), "likes"),
        (lambda words: words["columns"]["reach"].append("clicks"), "'clicks' has two meanings"),
        (lambda words: words["channels"].update(RADIO=["radio"]), "RADIO"),
        (lambda words: words["channels"]["SMS"].append("E-Mail"), "two meanings"),
        (lambda words: words["marks"].update(x=["QQQ"]), "QQQ"),
    ],
)
def test_a_wrong_vocabulary_is_refused_at_the_start(tmp_path, change, message):
    words = json.loads(DEFINITION.read_text(encoding="utf-8"))
    change(words)
    path = tmp_path / "words.json"
    path.write_text(json.dumps(words), encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.json") as refused:
        load_import_vocabulary(path)
    assert message in str(refused.value)


def test_a_column_that_is_to_be_ignored_is_passed_over_and_another_of_its_meaning_takes_its_place(read):
    content = "date,channel,clicks,link clicks\n2026-11-01,x,100,5\n"
    assert read(content).metric(MetricType.CLICKS) == [100.0]
    outcome = read(content, ignored=(" Clicks ",))
    assert outcome.metric(MetricType.CLICKS) == [5.0]
    assert outcome.report.ignored_columns == ("clicks",)
    outcome = read(content.replace("link clicks", "impressions"), ignored=("clicks",))
    assert outcome.metric(MetricType.CLICKS) == []
    assert outcome.metric(MetricType.IMPRESSIONS) == [5.0]


def test_every_column_of_a_name_that_is_to_be_ignored_is_passed_over(read):
    outcome = read("date,channel,clicks,Clicks,reach\n2026-11-01,x,100,5,7\n", ignored=("clicks",))
    assert (outcome.metric(MetricType.CLICKS), outcome.metric(MetricType.REACH)) == ([], [7.0])


def test_a_currency_or_an_end_that_is_to_be_ignored_rejects_no_row(read):
    content = "date,reporting ends,channel,spend,currency\n2026-11-01,2026-11-07,x,100,USD\n"
    assert read(content).report.rows_rejected == 1
    outcome = read(content, ignored=("reporting ends", "currency"))
    assert (outcome.report.rows_rejected, outcome.metric(MetricType.SPEND)) == (0, [100.0])


def test_rows_can_be_kept_by_a_column_that_is_ignored(read):
    content = "date,channel,clicks,reach\n2026-11-01,x,100,5\n2026-11-02,x,10,6\n"
    outcome = read(content, ignored=("reach",), filters=(RowFilter("reach", "6"),))
    assert (outcome.metric(MetricType.CLICKS), outcome.metric(MetricType.REACH)) == ([10.0], [])


def test_only_columns_that_there_are_and_that_are_not_mapped_are_ignored(refusal):
    mapping = (ColumnMapping("shown", "impressions"),)
    faults = refusal("date,channel,shown\n2026-11-01,x,5\n", mapping=mapping, ignored=("cost", "Shown"))
    assert [(fault.path, fault.message) for fault in faults] == [
        (("ignoreColumns", "0"), "The file has no column cost; it has: date, channel, shown."),
        (("ignoreColumns", "1"), "The column shown is mapped, and is to be ignored."),
    ]


def test_a_file_whose_only_metric_is_ignored_has_none(refusal):
    (fault,) = refusal("date,channel,clicks\n2026-11-01,x,5\n", ignored=("clicks",))
    assert fault.message == "No column holds a metric; the columns are: date, channel, clicks."
