"""Our own signer, judged by the playground, which knows nothing of it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from countersign.model.credentials import Credentials
from countersign.model.url import WireUrl
from countersign.signing import SigningOptions, sign

TARGETS = ["/Prod/users", "/Prod/echo/a//b/../c?x=+&y=%7E&x=1&z", "/Prod/echo/é!'()*%2F/.?q=blue shoes"]


@pytest.fixture
def keys(request, playground):
    if request.param == "long_term":
        return Credentials(playground.long_term_access_key_id, playground.long_term_secret_access_key)
    return Credentials(playground.access_key_id, playground.secret_access_key, playground.session_token)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize("algorithm", ["v4", "v4a"])
@pytest.mark.parametrize("keys", ["temporary", "long_term"], indirect=True)
def test_what_we_sign_is_accepted(*, ask, playground, keys, target, place, algorithm):
    body = b"" if target == "/Prod/users" else b'{"a": 1}'
    method = "POST" if body else "GET"
    headers = (("X-Tag", "one"), ("X-Tag", "two"), ("User-Agent", "countersign")) if body else ()
    options = SigningOptions(
        region=playground.region, service="execute-api", date=datetime.now(UTC), place=place, algorithm=algorithm
    )
    record = sign(
        method, WireUrl.parse(playground.https + target), headers, hashlib.sha256(body).hexdigest(), keys, options
    )
    answer = ask(method, record.url.target, record.headers, body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("place", ["headers", "query"])
@pytest.mark.parametrize("key", ["a//b/../c é", "!'()*", "a%2Fb%2fc+d~e"])
def test_what_we_sign_with_s3_rules_is_accepted(ask, playground, place, key):
    keys = Credentials(playground.access_key_id, playground.secret_access_key, playground.session_token)
    options = SigningOptions(region=playground.region, service="s3", date=datetime.now(UTC), place=place)
    url = WireUrl.parse(playground.https + "/s3/photos/" + key)
    body = b"pixels"
    record = sign("PUT", url, (), hashlib.sha256(body).hexdigest(), keys, options)
    answer = ask("PUT", record.url.target, record.headers, body)
    assert answer.status_code == 200, answer.text
