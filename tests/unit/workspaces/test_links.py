"""Links that sign a browser in: where they lead, and who gets one."""

from urllib.parse import urlsplit

import pytest

from pulsecast.links import address, loopback, sign_in_link


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_an_address_of_this_machine_alone_is_known(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "10.0.0.1", "pulsecast.example.com", "fe80::1"])
def test_what_others_may_reach_is_none(host: str) -> None:
    assert not loopback(host)


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1")]
)
def test_a_browser_on_this_machine_finds_the_server(host: str, shown: str) -> None:
    assert address(host, 8000) == f"http://{shown}:8000"


def test_the_token_is_in_the_part_that_no_server_gets() -> None:
    link = urlsplit(sign_in_link("https://pulsecast.example.com/", "a-secret"))
    assert (link.netloc, link.path, link.query, link.fragment) == (
        "pulsecast.example.com",
        "/sign-in",
        "",
        "token=a-secret",
    )
