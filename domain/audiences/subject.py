"""What a subject line is made of."""

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_PERSONAL = re.compile(r"\{\{.*?\}\}|\b(?:you|your|yours|you['’]re)\b", re.IGNORECASE)
_URGENT = re.compile(
    r"\b(?:today|tonight|now|hurry|last chance|final|ends?|ending|deadline|only \d+|hours? left|days? left|expires?)\b",
    re.IGNORECASE,
)
_SPAM = re.compile(
    r"\b(?:free|winner|cash|guaranteed?|act now|click here|100 ?%|cheap|no obligation|risk[- ]free|bonus)\b|[!$]{2,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SubjectFeatures:
    """What can be read off a subject line without knowing who gets it.

    Attributes:
        length: Characters.
        words: Words.
        number: Whether it has a digit.
        question: Whether it asks.
        emoji: Whether it has a pictograph.
        personal: Whether it addresses its reader: ``you``, ``your``, or a merge tag such as ``{{name}}``.
        urgency: Whether it presses for time.
        spam_words: How many words it has that filters dislike.
    """

    length: int
    words: int
    number: bool
    question: bool
    emoji: bool
    personal: bool
    urgency: bool
    spam_words: int


def subject_features(text: str) -> SubjectFeatures:
    """Read the features off a subject line."""
    plain = text.strip()
    return SubjectFeatures(
        length=len(plain),
        words=len(_WORD.findall(plain)),
        number=any(character.isdigit() for character in plain),
        question="?" in plain,
        emoji=any(unicodedata.category(character) == "So" for character in plain),
        personal=_PERSONAL.search(plain) is not None,
        urgency=_URGENT.search(plain) is not None,
        spam_words=len(_SPAM.findall(plain)),
    )
