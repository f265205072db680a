"""Names and keys are tidied or refused before anything is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.identity_rules import access_key_warning, cleaned, cleaned_name
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError


@pytest.mark.parametrize("name", ["a", "x" * 64, "deploy (EU), ünïcödé", "a/b#c"])
def test_a_printable_name_is_kept(name):
    assert cleaned_name(f"  {name} ") == name


@given(st.text(max_size=70))
def test_a_name_is_printable_and_short_or_refused(name):
    try:
        result = cleaned_name(name)
    except CredentialsError:
        return
    assert result.isprintable()
    assert 1 <= len(result) <= 64
    assert cleaned_name(result) == result


@given(st.builds(Credentials, st.text(), st.text(), st.text()))
def test_keys_hold_no_white_space_and_are_not_empty_or_are_refused(keys):
    try:
        result = cleaned(keys)
    except CredentialsError:
        return
    for text in (result.access_key_id, result.secret_access_key, result.session_token):
        assert not any(character.isspace() for character in text)
    assert result.access_key_id
    assert result.secret_access_key
    assert cleaned(result) == result


@pytest.mark.parametrize("key_id", ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"])
def test_a_key_id_of_aws_s_form_brings_no_warning(key_id):
    assert access_key_warning(key_id) is None


@pytest.mark.parametrize(
    "key_id", ["test:tester", "AKIA", "AKIAIOSFODNN7EXAMPL1", "AROAIOSFODNN7EXAMPLE", "akiaiosfodnn7example"]
)
def test_any_other_key_id_brings_one(key_id):
    assert access_key_warning(key_id).field == "Access key ID"
