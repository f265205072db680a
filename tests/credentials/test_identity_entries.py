"""Entries come back from their texts exactly, and nothing else does."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.identity_entries import (
    described,
    read_credentials,
    read_index,
    written_credentials,
    written_index,
)
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError

times = st.none() | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))]))
keys = st.builds(Credentials, st.text(), st.text(), st.text(), times)


@given(keys)
def test_credentials_come_back_exactly(credentials):
    assert read_credentials("name", written_credentials(credentials)) == credentials


@given(st.lists(st.tuples(st.text(), keys), max_size=4))
def test_an_index_comes_back_exactly(pairs):
    identities = tuple(described(name, credentials, "keyring", "note") for name, credentials in pairs)
    assert read_index(written_index(identities), "keyring", "note") == identities


@given(st.text())
def test_any_other_text_is_a_failure(text):
    with pytest.raises(CredentialsError):
        read_credentials("name", text)
    with pytest.raises(CredentialsError):
        read_index(text, "keyring", "")


def test_an_index_that_was_never_written_is_empty():
    assert read_index(None, "keyring", "") == ()


def test_the_text_of_a_damaged_entry_is_not_repeated_in_the_failure():
    with pytest.raises(CredentialsError) as raised:
        read_credentials("deploy", '{"version": 1, "secret_access_key": "cAnArY7secret"}')
    assert raised.value.failure.id == "credentials.damaged"
    assert "deploy" in raised.value.failure.sentence
    assert "cAnArY7secret" not in repr(raised.value.failure)
    assert raised.value.__context__ is None
