"""A JSON document as the same kind of records that a CSV file yields."""

import io
import json
from typing import BinaryIO

from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.imports.document import inspect
from domain.imports.records import ListRecords

LARGEST_JSON = 32 * 1024 * 1024
"""Characters; a JSON document is held in memory whole, so longer ones are refused. CSV has no such bound."""

_MOST_COLUMNS = 200
_HINT = (
    'Send a list of objects, or {"rows": [...]}, such as [{"date": "2026-11-20", "channel": "GOOGLE", "clicks": 12}].'
)


def read_json(source: BinaryIO | bytes | str) -> tuple[tuple[str, ...], ListRecords]:
    """Return the columns, in the order in which objects first name them, and the objects as records.

    Raises:
        Refused: When it is no list of objects, or too long.
    """
    text = _text(source)
    try:
        # JSON knows no NaN; they are kept as words, so that only their row is rejected.
        document = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(invalid(f"The content is not valid JSON{where}.", "content", hint=_HINT)) from error
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list) or any(not isinstance(row, dict) for row in rows):
        raise Refused(invalid("The JSON is not a list of objects.", "content", hint=_HINT))
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise Refused(invalid("The list has no rows.", "content", hint=_HINT))
    if len(names) > _MOST_COLUMNS:
        message = f"The objects have {len(names)} different keys; at most {_MOST_COLUMNS} are read."
        raise Refused(invalid(message, "content", hint=_HINT))
    return tuple(names), ListRecords([[_cell(row.get(name)) for name in names] for row in rows])


def _text(source: BinaryIO | bytes | str) -> str:
    if isinstance(source, str):
        text = source[: LARGEST_JSON + 1]
    else:
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        stream.seek(0)
        text = stream.read(LARGEST_JSON + 1).decode("utf-8-sig", "replace")
    if len(text) > LARGEST_JSON:
        message = f"The JSON is longer than {LARGEST_JSON // 1024 // 1024} MB."
        raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("content",), "Send CSV, which may be of any length."))
    if not text.strip("\ufeff \t\r\n"):
        inspect(text)
    return text.removeprefix("\ufeff")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        text = repr(value)
        # Three digits behind the point could be read as thousands; a fourth cannot.
        return f"{text}0" if text[-4:-3] == "." else text
    return json.dumps(value)[:200] if isinstance(value, bool | list | dict) else str(value)
