"""Secrets are told by name and shape, and each gets one variable."""

from __future__ import annotations

import pytest

from countersign.formats.importing.secrets_found import SecretsFound, is_literal, is_sensitive
from countersign.model.workspace import Variable

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "X-Api-Key",
        "password",
        "client_secret",
        "clientSecret",
        "accessKeyId",
        "sessionId",
        "Cookie",
        "access_token",
        "X-Amz-Security-Token",
        "pwd",
        "api%2Dkey",
        "data[password]",
    ],
)
def test_names_announce_secrets(name):
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name",
    [
        "token_type",
        "tokenUrl",
        "nextToken",
        "max_tokens",
        "Accept",
        "X-Amz-Date",
        "passenger",
        "clientId",
        "token_use",
        "",
    ],
)
def test_names_that_only_sound_like_it_do_not(name):
    assert not is_sensitive(name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("abc", True),
        ("{{token}}", False),
        ("Bearer {{token}}", False),
        ("{{user}}:{{password}}", True),
        ("Bearer abc{{x}}", True),
        ("", False),
        (" ", False),
    ],
)
def test_a_value_of_variables_alone_is_no_secret(value, expected):
    assert is_literal(value) is expected


def test_a_value_gets_one_readable_name_that_nobody_has():
    secrets = SecretsFound("{{password}} {{ _.api_key }}")
    assert secrets.variable_for("one", "Password", "a") == "{{password_2}}"
    assert secrets.variable_for("two", "password", "b") == "{{password_3}}"
    assert secrets.variable_for("one", "other", "c") == "{{password_2}}"
    assert secrets.variable_for("three", "X-Api-Key", "d") == "{{x_api_key}}"
    assert secrets.variable_for("four", "apiKey", "d") == "{{api_key_2}}"
    assert secrets.variable_for("five", "…", "d") == "{{secret}}"
    first = secrets.found[0]
    assert (first.variable, first.value, first.place) == ("password_2", "one", "a")
    assert secrets.variables[0] == Variable("password_2", "", secret=True)


def test_the_word_of_a_scheme_stays():
    assert SecretsFound().protect("Authorization", "Bearer abc", "") == "Bearer {{authorization}}"
    assert SecretsFound().protect("Authorization", "Bearer {{t}}", "") == "Bearer {{t}}"
    assert SecretsFound().protect("Accept", "abc", "") == "abc"


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE",
        JWT,
        "ghp_" + "a" * 36,
        "xoxb-1234567890-abc",
        "sk_live_" + "a1" * 10,
    ],
)
def test_shapes_are_found_in_any_text(secret):
    secrets = SecretsFound()
    text = secrets.protect_text(f'x="{secret}" y', "docs")
    assert secret not in text
    assert text.startswith('x="{{')
    assert [found.value for found in secrets.found] == [secret]
    assert secrets.has_secret_shape(secret)


def test_a_value_that_was_found_stands_nowhere_else():
    secrets = SecretsFound()
    secrets.variable_for("pass-word-1234", "password", "")
    assert secrets.protect_repeats("a pass-word-1234 b pass-word-12345", "") == "a {{password}} b {{password}}5"
    assert secrets.protect_repeats("pass-word-1234", "", "•••") == "•••"


def test_parts_of_a_value_stand_nowhere_else_either():
    secrets = SecretsFound()
    secrets.variable_for("sid=abcdef123456; theme=dark", "Cookie", "")
    assert secrets.protect_repeats("GET /abcdef123456/dark", "") == "GET /{{secret}}/dark"


def test_keys_of_an_identity_are_named_after_it_and_are_no_variables():
    secrets = SecretsFound()
    assert secrets.identity_for("Prod", ("AK", "secret-key-1234", ""), "a") == "prod"
    assert secrets.identity_for("Prod", ("AK", "secret-key-1234", ""), "b") == "prod"
    assert secrets.identity_for("Prod", ("AK2", "other", "t"), "c") == "prod_2"
    assert [secret.variable for secret in secrets.found] == [
        "identity.prod.access_key_id",
        "identity.prod.secret_access_key",
        "identity.prod_2.access_key_id",
        "identity.prod_2.secret_access_key",
        "identity.prod_2.session_token",
    ]
    assert secrets.variables == ()
    assert secrets.protect_repeats("k=secret-key-1234", "") == "k={{secret_access_key}}"
