"""Secrets of API keys and sessions."""

import re
from base64 import urlsafe_b64decode

import pytest

from infra.security.keys import HmacKeyVault

VAULT = HmacKeyVault(b"0123456789abcdef0123456789abcdef")
CHOSEN = "correct horse battery staple"


def test_an_issued_secret_has_its_prefix_in_front_and_is_recognised():
    secret, prefix, digest = VAULT.issue()
    assert re.fullmatch(r"pc_[A-Za-z0-9]{8}_[A-Za-z0-9]{32,}", secret)
    assert secret.startswith(f"{prefix}_")
    assert VAULT.prefix_of(secret) == prefix
    assert VAULT.matches(secret, digest)


def test_secrets_and_prefixes_differ_from_one_to_the_next():
    issued = [VAULT.issue() for _ in range(100)]
    assert len({secret for secret, _, _ in issued}) == len({prefix for _, prefix, _ in issued}) == 100


def test_another_secret_does_not_match():
    secret, _, digest = VAULT.issue()
    assert not VAULT.matches(secret[:-1] + ("a" if secret[-1] != "a" else "b"), digest)
    assert not VAULT.matches("", digest)
    assert not VAULT.matches(secret, b"")


def test_the_digest_depends_on_the_key_of_the_installation():
    secret, _, digest = VAULT.issue()
    assert not HmacKeyVault(b"another key of the installation").matches(secret, digest)


def test_an_adopted_secret_is_found_again_without_showing_any_of_it():
    prefix, digest = VAULT.adopt(CHOSEN)
    assert VAULT.prefix_of(CHOSEN) == prefix
    assert VAULT.matches(CHOSEN, digest)
    assert not any(CHOSEN[place : place + 4] in prefix for place in range(len(CHOSEN) - 3))
    assert digest.hex()[:8] not in prefix
    assert HmacKeyVault(b"another key of the installation").prefix_of(CHOSEN) != prefix


def test_an_adopted_secret_in_the_form_of_an_issued_one_keeps_its_prefix():
    secret, prefix, digest = VAULT.issue()
    assert VAULT.adopt(secret) == (prefix, digest)


@pytest.mark.parametrize("secret", ["", "short", "fifteen letters"])
def test_a_short_secret_is_not_adopted_and_not_repeated(secret):
    with pytest.raises(ValueError, match="16 characters") as refusal:
        VAULT.adopt(secret)
    assert not secret or secret not in str(refusal.value)


@pytest.mark.parametrize("secret", ["", "pc_", "pc_short_x", "pc_abcdefgh_", "ünïcode", "\udc80 broken", "a" * 10_000])
def test_anything_presented_has_a_prefix_and_simply_does_not_match(secret):
    _, _, digest = VAULT.issue()
    assert VAULT.prefix_of(secret)
    assert not VAULT.matches(secret, digest)


def test_a_weak_key_of_the_installation_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        HmacKeyVault(b"short")


def test_secrets_of_sessions_are_new_each_time_and_have_a_digest_that_depends_on_the_installation():
    issued = [VAULT.issue_secret() for _ in range(10)]
    assert len({secret for secret, _ in issued}) == 10
    assert all(len(urlsafe_b64decode(f"{secret}=")) == 32 for secret, _ in issued)
    secret, digest = issued[0]
    assert VAULT.digest_of(secret) == digest
    assert HmacKeyVault(b"another key of the installation").digest_of(secret) != digest


def test_the_secret_of_a_session_is_not_taken_for_a_key():
    secret, digest = VAULT.issue_secret()
    assert not VAULT.matches(secret, digest)


def test_anything_presented_as_a_session_has_a_digest():
    assert len({VAULT.digest_of(one) for one in ("", "ünïcode", "\udc80 broken", "a" * 10_000)}) == 4
