"""How probable it is, in the generated world, that somebody who is shown a piece of content engages or converts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np

from domain.audiences.model import ContentFormat, ContentKind, ContentPiece
from domain.campaigns.model import Channel
from simulator.audiences.email import chance

DISTURBANCE = 0.10
"""Standard deviation, in log odds, of what moves a piece on a day."""

OWN = 0.35
"""Standard deviation, in log odds, of what makes one piece better than others of its kind."""

FADES = 1.1
"""Log odds of engaging that an old piece has lost."""


@dataclass(frozen=True, slots=True)
class KindTruth:
    """A kind of content.

    Attributes:
        engages: Log odds of engaging, of a fresh piece of the best length.
        half_life: Days after which half of what fades has faded.
        best_length: In the unit of the kind.
        shown: Impressions on the first day, on average.
    """

    engages: float
    half_life: float
    best_length: int
    shown: float


KINDS: Mapping[ContentKind, KindTruth] = {
    ContentKind.ARTICLE: KindTruth(-3.5, 21.0, 900, 2_600),
    ContentKind.VIDEO: KindTruth(-2.7, 10.0, 45, 5_200),
    ContentKind.IMAGE: KindTruth(-3.3, 6.0, 1, 4_100),
    ContentKind.CAROUSEL: KindTruth(-3.0, 8.0, 6, 3_600),
    ContentKind.GUIDE: KindTruth(-3.4, 35.0, 2_400, 1_900),
}
TOPICS: Mapping[str, float] = {
    "Exam preparation": 0.30,
    "Maths": 0.10,
    "Languages": 0.0,
    "Study habits": 0.15,
    "Becoming a tutor": -0.25,
    "Parents' questions": -0.05,
}
FORMATS: Mapping[ContentFormat, tuple[float, float]] = {
    ContentFormat.HOW_TO: (0.20, 0.10),
    ContentFormat.STORY: (0.10, -0.15),
    ContentFormat.LIST: (0.05, 0.0),
    ContentFormat.OFFER: (-0.20, 0.45),
    ContentFormat.NEWS: (-0.10, -0.20),
}
"""What a format adds to the log odds of engaging and of converting."""

CHANNELS: Mapping[Channel, float] = {
    Channel.INSTAGRAM: 0.20,
    Channel.TIKTOK: 0.30,
    Channel.FACEBOOK: 0.0,
    Channel.WEB: -0.20,
    Channel.LINKEDIN: -0.10,
}


@dataclass(frozen=True, slots=True)
class ContentRates:
    """Probabilities of an impression."""

    engaged: float
    converted: float


def own_effect(seed: int, key: str) -> float:
    """Return what makes a piece of the world with this seed better than others of its kind, in log odds."""
    return float(np.random.default_rng([seed, crc32(key.encode())]).normal(0.0, OWN))


def true_content(
    piece: ContentPiece, day: date, own: float, disturbance: tuple[float, float] = (0.0, 0.0)
) -> ContentRates:
    """Return the probabilities of a piece on a day, given its own effect.

    Raises:
        KeyError: The world has no such topic or channel.
    """
    kind, (appeals, sells) = KINDS[piece.kind], FORMATS[piece.format]
    faded = FADES * (1.0 - 0.5 ** (max(piece.age(day), 0) / kind.half_life))
    too_long = float(np.clip(np.log(piece.length / kind.best_length), -1.5, 1.5))
    weekend = 0.08 if day.weekday() >= 5 else 0.0
    appeal = TOPICS[piece.topic] + CHANNELS[piece.channel] - 0.20 * too_long**2 + own
    engages = kind.engages + appeal + appeals - faded + weekend
    converts = -6.0 + 0.6 * appeal + sells - 0.5 * faded
    return ContentRates(chance(engages + disturbance[0]), chance(converts + disturbance[1]))
