"""The files that read the pages under ``docs`` share them out: each page once, for about the same time."""

from importlib import import_module

import pytest

from tests.fixtures.pages import ALONE, OTHERWISE, SECONDS, SHARES, divide, pages_to_do, shares_of_pages
from tests.fixtures.reader import ROOT


def test_every_page_is_read_in_exactly_one_file() -> None:
    files = [import_module(f"tests.e2e.{path.stem}") for path in sorted((ROOT / "tests/e2e").glob("test_docs*.py"))]
    parameters = [mark.args for file in files for mark in file.test_the_page_is_true.pytestmark]
    assert [name for name, _ in parameters] == ["page"] * SHARES
    assert sorted(page for _, share in parameters for page in share) == pages_to_do()


def test_the_shares_are_about_as_long_as_each_other() -> None:
    lengths = [sum(SECONDS.get(page, OTHERWISE) for page in share) for share in shares_of_pages()]
    assert max(lengths) <= 1.1 * sum(lengths) / SHARES


def test_every_page_that_is_named_is_there() -> None:
    assert {*SECONDS, *ALONE} <= set(pages_to_do())


@pytest.mark.parametrize("number", [1, 2, 3])
def test_names_are_divided_in_the_same_way_in_whatever_order_they_come(number: int) -> None:
    seconds = {"a": 5.0, "b": 5.0, "c": 3.0, "d": 2.0, "e": 1.0}
    backwards = dict(reversed(seconds.items()))
    assert divide(seconds, number) == divide(backwards, number)


def test_the_longest_are_divided_first() -> None:
    assert divide({"a": 1, "b": 6, "c": 3, "d": 2}, 2) == (("b",), ("a", "c", "d"))
