"""Names tell where a secret may stand, values whether one does."""

from __future__ import annotations

import pytest

from countersign.credentials.sensitive_names import is_literal, is_sensitive


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "PROXY-AUTHORIZATION",
        "cookie",
        "Set-Cookie",
        "x-api-key",
        "X-Amz-Security-Token",
        "X-My-Token",
        "client_secret",
        "userPassword",
        "apikey",
        "api_key",
        "access_token",
        "X-Amz-Signature",
        "X-Amz-Credential",
        "access%5Ftoken",
        "token",
        "key",
        "AWSAccessKeyId",
        "X-JWT-Assertion",
    ],
)
def test_a_name_that_announces_a_secret_is_recognised(name):
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name",
    ["Accept", "Content-Type", "X-Amz-Date", "page", "q", "Host", "X-Amz-SignedHeaders", "keyword", "author", ""],
)
def test_an_ordinary_name_is_not(name):
    assert not is_sensitive(name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", False),
        ("{{token}}", False),
        ("Bearer {{token}}", False),
        ("basic {{user}} {{password}} ", False),
        ("Bearer {{token}}x", True),
        ("Bearer abc", True),
        ("Bearer", True),
        ("{{}}", True),
        ("{{a}}{{b}}", False),
        ("x{{a}}", True),
        (" ", True),
    ],
)
def test_only_text_beyond_variables_and_scheme_words_is_a_secret(value, expected):
    assert is_literal(value) is expected
