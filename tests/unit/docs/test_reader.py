"""A page that is not true is noticed, whatever is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.reader import Reader


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    made = Reader(tmp_path, {"GREETING": "hello"})
    yield made
    made.close()


def page(folder: Path, kind: str, text: str) -> Path:
    made = folder / "page.md"
    made.write_text(f"# Page\n\n```{kind}\n{text}\n```\n")
    return made


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("console", "$ echo $GREETING\nhello"),
        ("console", "$ SAID=something\n$ echo $SAID\nsome…"),
        ("console", "$ cat <<'END'\n> one\n> two\n> END\none\n…"),
        ("console", "$ false || true"),
        ("console", "$ make test"),
        ("sh", "SAID=something\ntest $SAID = something"),
        ("sh", "cat <<'END' > file\none\nEND\ntest -s file"),
        ("sh", "sleep 60 &\nkill $!"),
        ("sh", "make run"),
        ("python", "print('hello')"),
        ("graphql", "{ viewer { name } }"),
        ("json", '{"type": "ping"}\n{"type": "pong"}'),
    ],
)
def test_a_true_page_is_read(reader: Reader, tmp_path: Path, kind: str, text: str) -> None:
    assert reader.read(page(tmp_path, kind, text)) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("console", "$ echo $GREETING\ngoodbye"),
        ("console", "$ echo one; echo two\none"),
        ("console", "$ false"),
        ("console", "$ no-such-command"),
        ("sh", "false\ntrue"),
        ("sh", "no-such-command\ntrue"),
        ("python", "raise SystemExit(1)"),
        ("python", "quiet = True"),
        ("graphql", "{ viewer { nickname } }"),
        ("graphql run", "{ viewer { name } }"),
    ],
)
def test_a_false_page_is_noticed(reader: Reader, tmp_path: Path, kind: str, text: str) -> None:
    with pytest.raises(AssertionError, match=r"page\.md:"):
        reader.read(page(tmp_path, kind, text))


def test_a_make_target_that_does_not_exist_is_noticed(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="make"):
        reader.read(page(tmp_path, "console", "$ make coffee"))


def test_messages_that_are_no_json_are_noticed(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        reader.read(page(tmp_path, "json", "{type: ping}"))
