"""The mapping from streams to campaigns is read, and what is wrong in it is told with its place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.definitions import InvalidDefinition
from config.marketplace.campaign_mapping import load_campaign_mapping
from config.marketplace.loader import CAMPAIGN_MAPPING, MARKETPLACE, load_marketplace
from domain.demo.mapping import Stage

MARKET = load_marketplace()
Content = dict[str, Any]


def test_every_stage_is_moved_and_every_stream_exists():
    mapping = load_campaign_mapping(MARKET)
    assert set(mapping.stages) == set(Stage)
    assert mapping.signals["marketing.ad.spend"].hours == 48
    assert mapping.memory == 71
    assert mapping.stages[Stage.SPEND].elasticities == {"marketing.ad.spend": 1.0}


def _misspell(content: Content) -> None:
    content["signals"]["marketing.ad.spent"] = content["signals"].pop("marketing.ad.spend")
    for stage in ("SPEND", "PRICE"):
        content["stages"][stage]["elasticities"] = {"marketing.ad.spent": 1.0}
    del content["signals"]["marketing.ad.impression"]
    content["stages"]["CLICK_RATE"]["elasticities"].pop("marketing.ad.impression")


def _listen_to_a_level(content: Content) -> None:
    content["signals"]["platform.concurrent.users"] = content["signals"]["customer.tutor.search"]
    content["stages"]["AUDIENCE"]["elasticities"]["platform.concurrent.users"] = 1.0


def _forget_a_stage(content: Content) -> None:
    del content["stages"]["AUDIENCE"]


def _forget_a_signal(content: Content) -> None:
    del content["signals"]["customer.tutor.search"]


def _add_an_idle_signal(content: Content) -> None:
    content["signals"]["session.completed"] = content["signals"]["customer.tutor.search"]


def _halve_an_hour(content: Content) -> None:
    content["signals"]["marketing.ad.spend"]["window"] = "30 minutes"


def _exaggerate(content: Content) -> None:
    content["stages"]["SPEND"]["elasticities"]["marketing.ad.spend"] = 30


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_misspell, r"signals\.marketing\.ad\.spent: .*marketing\.ad\.spend"),
        (_listen_to_a_level, r"signals\.platform\.concurrent\.users: .* counts no events"),
        (_forget_a_stage, "AUDIENCE is missing"),
        (_forget_a_signal, r"customer\.tutor\.search is none of the signals"),
        (_add_an_idle_signal, r"session\.completed moves no stage"),
        (_halve_an_hour, r"signals\.marketing\.ad\.spend\.window: a window has 1 to 168 whole hours"),
        (_exaggerate, r"stages\.SPEND\.elasticities\.marketing\.ad\.spend: "),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_place(damage: Callable[[Content], None], told: str, tmp_path: Path):
    content = json.loads((MARKETPLACE / CAMPAIGN_MAPPING).read_text(encoding="utf-8"))
    damage(content)
    (tmp_path / CAMPAIGN_MAPPING).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InvalidDefinition, match=rf"{CAMPAIGN_MAPPING}: .*{told}"):
        load_campaign_mapping(MARKET, tmp_path)
