"""The bytes of a file as text: which encoding it has, and whether it is text at all."""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from domain.errors import ErrorCode, Fault, Refused, invalid

LONGEST_LINE = 1_000_000
"""Characters; a file with a longer line is refused, so that memory stays bounded."""

_CHUNK = 1 << 18
_HEAD = 1 << 16
_HINT = "Export the table as CSV (comma separated, UTF-8) and import that file."
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|head|body|table)\b", re.IGNORECASE)

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "an Excel workbook or another ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was found to be text; it can be read any number of times.

    Attributes:
        encoding: For a reader, such as ``"UTF-8"``.
        head: The beginning of the text, at most 65,536 characters.
    """

    source: BinaryIO | str
    encoding: str
    codec: str
    head: str

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """Open the text from its start. Line ends are kept as they are, as the csv module wants them."""
        if isinstance(self.source, str):
            yield io.StringIO(self.source.removeprefix("\ufeff"), newline="")
            return
        self.source.seek(0)
        wrapper = io.TextIOWrapper(self.source, encoding=self.codec, errors="replace", newline="")
        try:
            yield wrapper
        finally:
            # The source belongs to the caller and stays open.
            wrapper.detach()


def inspect(source: BinaryIO | bytes | str) -> Document:
    """Find out how a file is encoded, reading it once in small parts.

    Args:
        source: Text, bytes, or a seekable binary stream, which is left open.

    Raises:
        Refused: With INVALID_INPUT when it is empty or no text, with TOO_LARGE when a line is too long.
    """
    if isinstance(source, str):
        scan = _Scan()
        for start in range(0, len(source), _CHUNK):
            scan.take(source[start : start + _CHUNK])
        return Document(source, "text", "", _checked_head(source[:_HEAD].removeprefix("\ufeff")))
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    stream.seek(0)
    start_bytes = stream.read(_HEAD)
    _refuse_known_binary(start_bytes)
    for label, codec in _candidates(start_bytes):
        head = _decodes(stream, codec)
        if head is not None:
            return Document(stream, label, codec, _checked_head(head))
    raise AssertionError("Latin-1 decodes every byte")


def _candidates(start: bytes) -> tuple[tuple[str, str], ...]:
    if start.startswith(codecs.BOM_UTF8):
        return (("UTF-8 with byte order mark", "utf-8-sig"), ("Windows-1252", "cp1252"), ("Latin-1", "latin-1"))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (("UTF-16", "utf-16"), ("Latin-1", "latin-1"))
    return (("UTF-8", "utf-8"), ("Windows-1252", "cp1252"), ("Latin-1", "latin-1"))


def _decodes(stream: BinaryIO, codec: str) -> str | None:
    """Decode everything in parts; return the head, or none when it is not in this encoding."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    scan = _Scan()
    head = ""
    stream.seek(0)
    while True:
        chunk = stream.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return None
        scan.take(text)
        if len(head) < _HEAD:
            head += text[: _HEAD - len(head)]
        if not chunk:
            return head


class _Scan:
    """Watches for what no table has: NUL characters, and lines without end."""

    def __init__(self) -> None:
        self._since_newline = 0

    def take(self, text: str) -> None:
        if "\x00" in text:
            raise Refused(invalid("The file is binary, not a CSV: it has NUL characters.", "content", hint=_HINT))
        last = max(text.rfind("\n"), text.rfind("\r"))
        self._since_newline = self._since_newline + len(text) if last < 0 else len(text) - last - 1
        if self._since_newline > LONGEST_LINE:
            message = f"The file is not a table: it has a line of more than {LONGEST_LINE:,} characters."
            raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("content",), _HINT))


def _refuse_known_binary(start: bytes) -> None:
    for magic, what in _MAGIC:
        if start.startswith(magic):
            raise Refused(invalid(f"The file is {what}, not a CSV.", "content", hint=_HINT))


def _checked_head(head: str) -> str:
    if not head.strip("\ufeff \t\r\n"):
        raise Refused(invalid("The file is empty.", "content", hint="Export the campaign's daily figures as CSV."))
    if _MARKUP.match(head):
        raise Refused(invalid("The file is a web page or XML, not a CSV.", "content", hint=_HINT))
    if len(_CONTROL.findall(head)) > len(head) // 100:
        raise Refused(invalid("The file is binary, not a CSV.", "content", hint=_HINT))
    return head
