"""Every page under ``docs`` is true: its commands run, its documents are answered, its programs work.

The second share of the pages.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.pages import Demo, a_demo, do_page, shares_of_pages

SHARE = shares_of_pages()[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One server with the demo data for all pages of the share."""
    with a_demo(tmp_path_factory.mktemp("docs")) as started:
        yield started


@pytest.mark.parametrize("page", SHARE)
def test_the_page_is_true(page: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    do_page(page, request, tmp_path)
