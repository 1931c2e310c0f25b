"""Payloads of the marketing streams, which are about winning tutors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.entities import names
from simulator.entities.keys import KeyArray, mixed, mixed_all
from simulator.entities.world import Link, World

_WHO, _WHAT = 10, 11
_CAMPAIGNS = (
    ("tutors-linkedin-stem", "linkedin"),
    ("tutors-google-search", "google_ads"),
    ("tutors-google-display", "google_ads"),
    ("tutors-facebook-students", "facebook"),
    ("tutors-facebook-teachers", "facebook"),
    ("tutors-indeed-jobs", "indeed"),
    ("tutors-linkedin-languages", "linkedin"),
    ("tutors-google-brand", "google_ads"),
)
_NAMES = np.array([name for name, _ in _CAMPAIGNS], dtype=object)
_PLATFORMS = np.array([platform for _, platform in _CAMPAIGNS], dtype=object)
_GROUPS = np.array([f"{name}-{group}" for name, _ in _CAMPAIGNS for group in "abcd"], dtype=object)


def _campaign_link(_world: World, _at: int, key: int, parent: Link, _stream: str | None) -> Link:
    if len(parent) > 2:
        return 0, key, parent[2], parent[3]
    return 0, key, *_CAMPAIGNS[mixed(key, _WHO) % len(_CAMPAIGNS)]


def _click_link(world: World, at: int, key: int, parent: Link, stream: str | None) -> Link:
    return parent or _campaign_link(world, at, key, parent, stream)


LINKS = {
    "marketing.ad.spend": _campaign_link,
    "marketing.ad.impression": _campaign_link,
    "marketing.ad.click": _campaign_link,
    "marketing.ad.conversion": _click_link,
}


def _campaign(_world: World, _at: int, key: int, link: Link) -> str:
    return str(link[2]) if link else _CAMPAIGNS[mixed(key, _WHO) % len(_CAMPAIGNS)][0]


def _platform(_world: World, _at: int, key: int, link: Link) -> str:
    return str(link[3]) if link else _CAMPAIGNS[mixed(key, _WHO) % len(_CAMPAIGNS)][1]


def _group(world: World, at: int, key: int, link: Link) -> str:
    return f"{_campaign(world, at, key, link)}-{'abcd'[mixed(key, _WHAT) & 3]}"


def _click(_world: World, _at: int, _key: int, link: Link) -> str:
    return names.thing("clk", link[1])


def _places(keys: KeyArray) -> KeyArray:
    places: KeyArray = mixed_all(keys, _WHO) % np.uint64(len(_CAMPAIGNS))
    return places


def _campaigns(_world: World, _at: NDArray[np.int64], keys: KeyArray) -> list[Any]:
    column: list[Any] = _NAMES[_places(keys)].tolist()
    return column


def _platforms(_world: World, _at: NDArray[np.int64], keys: KeyArray) -> list[Any]:
    column: list[Any] = _PLATFORMS[_places(keys)].tolist()
    return column


def _groups(_world: World, _at: NDArray[np.int64], keys: KeyArray) -> list[Any]:
    group = mixed_all(keys, _WHAT) & np.uint64(3)
    column: list[Any] = _GROUPS[_places(keys) * np.uint64(4) + group].tolist()
    return column


FIELDS = {
    "marketing.ad.spend": {"campaign_id": _campaign, "platform": _platform},
    "marketing.ad.impression": {"campaign_id": _campaign, "platform": _platform, "ad_group_id": _group},
    "marketing.ad.click": {"campaign_id": _campaign, "platform": _platform, "click_id": _click},
    "marketing.ad.conversion": {"campaign_id": _campaign, "click_id": _click},
}

COLUMNS = {
    "marketing.ad.impression": {"campaign_id": _campaigns, "platform": _platforms, "ad_group_id": _groups},
}
