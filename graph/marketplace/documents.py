"""Scenarios that come as text."""

import json

from domain.documents import named_once
from domain.errors import ErrorCode, Fault, Refused

LONGEST_DOCUMENT = 100_000
_LONGEST_NUMBER = 400
"""Digits; more than any number that a document may hold."""


def read_document(content: str) -> object:
    """Read a document from JSON text in which no object has a name twice.

    Raises:
        Refused: With TOO_LARGE for a text that is too long, with INVALID_SCENARIO for one that is no such JSON.
    """
    if len(content) > LONGEST_DOCUMENT:
        message = f"The text has {len(content):,} characters; at most {LONGEST_DOCUMENT:,} are read."
        hint = "Shorten descriptions, or split it into several scenarios."
        raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("content",), hint))
    try:
        document: object = json.loads(content, object_pairs_hook=named_once, parse_int=_whole)
        # An escape may stand for half a character, which no text can hold.
        json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _refused(f"The text is no JSON: {error.msg} in {place}.") from error
    except UnicodeEncodeError as error:
        raise _refused("The text is no JSON: an escape such as \\ud800 stands for half a character.") from error
    except RecursionError as error:
        raise _refused("The text is no JSON that can be read: lists or objects are nested too deeply.") from error
    except ValueError as error:
        raise _refused(f"The text is no JSON that can be read: {error}.") from error
    return document


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _refused(message: str) -> Refused:
    hint = "Pass the text of a JSON object, such as the `document` of a scenario written as JSON."
    return Refused(Fault(ErrorCode.INVALID_SCENARIO, message, ("content",), hint))
