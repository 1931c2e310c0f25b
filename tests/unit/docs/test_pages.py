"""Pages hang together, and no block of any page is looked at by nobody."""

import re
from pathlib import Path

import pytest

from tests.fixtures.documents import Block, blocks_of, commands_of, pattern_of
from tests.fixtures.reader import ROOT, matches

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SECTIONS = ("Context", "Decision", "Why", "Consequences")
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def links_of(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return LINK.findall(re.sub(r"`[^`\n]*`", "", text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_of_a_known_kind(page: Path) -> None:
    blocks_of(page, ROOT)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        link
        for link in links_of(page)
        if not link.startswith(("https://", "#")) and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_one_title_and_ends_with_a_line(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert text.startswith("# ")
    assert page.read_text(encoding="utf-8").endswith("\n")


def test_every_page_is_found_from_the_index() -> None:
    index = ROOT / "docs/index.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links_of(index)}
    missing = [name_of(page) for page in PAGES if page.is_relative_to(index.parent) and page not in {index, *linked}]
    assert not missing


def test_the_readme_stays_short() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("![") == 1
    assert text.count("\n") < 100


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_fits_on_one_page_and_says_why(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    number = page.name[:4]
    assert text.startswith(f"# {number} ")
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == SECTIONS
    assert text.count("\n") <= 70


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = re.findall(r"^\| (?!word)([^|-][^|]*?) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    assert words == sorted(words, key=str.casefold)


def a_page(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text)
    return page


def test_a_block_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"page\.md:3: a block of the kind 'shell' is looked at by no test"):
        blocks_of(a_page(tmp_path, "# Title\n\n```shell\nls\n```\n"), tmp_path)


def test_a_block_without_a_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kind ''"):
        blocks_of(a_page(tmp_path, "```\nls\n```\n"), tmp_path)


def test_a_fence_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not closed"):
        blocks_of(a_page(tmp_path, "```text\nls\n```\n\n```text\nls\n"), tmp_path)


def test_an_indented_fence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not at the beginning"):
        blocks_of(a_page(tmp_path, "- item\n\n  ```console\n  $ false\n  ```\n"), tmp_path)


def test_commands_go_on_over_lines_and_have_output(tmp_path: Path) -> None:
    block = Block("page.md", 1, "console", "$ one \\\n> two\nfirst\n> second\n$ three\n")
    assert [(command.text, command.shown) for command in commands_of(block)] == [
        ("one \\\ntwo", "first\n> second\n"),
        ("three", ""),
    ]


@pytest.mark.parametrize(
    ("shown", "given", "same"),
    [
        ("ok\n", "ok\n", True),
        ("ok\n", "not ok\n", False),
        ("ok\n", "ok\nand more\n", False),
        ("…\nok\n", "a\nb\nok\n", True),
        ("…\nok\n", "a\nb\n", False),
        ("id …\n", "id 17\n", True),
        ("id …\n", "no 17\n", False),
    ],
)
def test_shown_output_is_compared(shown: str, given: str, same: bool) -> None:
    assert bool(pattern_of(shown).fullmatch(given)) is same


@pytest.mark.parametrize(
    ("shown", "given", "same"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": "…"}, {"a": [1, 2]}, True),
        ([1, "…"], [1, 5], True),
        ([1], [1, 5], False),
    ],
)
def test_shown_answers_are_compared(shown: object, given: object, same: bool) -> None:
    assert matches(shown, given) is same
