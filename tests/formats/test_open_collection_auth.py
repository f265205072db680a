"""Each kind of auth in a document becomes the auth that is sent."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_auth import auth_document, auth_options, read_auth
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.errors import InputError


def read(auth, options=None):
    problems: list[str] = []
    return read_auth(Fields({"auth": auth}, "http", problems), Fields(options or {}, "x", []), NoAuth()), problems


@pytest.mark.parametrize(
    ("document", "auth"),
    [
        (None, NoAuth()),
        ("inherit", InheritAuth()),
        ({"type": "basic", "username": "u", "password": "p"}, BasicAuth("u", "p")),
        ({"type": "bearer", "token": "{{t}}"}, BearerAuth("{{t}}")),
        ({"type": "apikey", "key": "k", "value": "v", "placement": "query"}, ApiKeyAuth("k", "v", "query")),
        ({"type": "apikey", "key": "k"}, ApiKeyAuth("k", "", "header")),
        (
            {"type": "awsv4", "profileName": "p", "service": "s", "region": "r"},
            SigV4Auth(identity="p", service="s", region="r"),
        ),
    ],
)
def test_a_kind_of_auth_is_read(document, auth):
    assert read(document) == (auth, [])


def test_literal_keys_are_not_used_and_that_is_said_without_showing_them():
    auth, problems = read({"type": "awsv4", "accessKeyId": "AKIDCANARY", "secretAccessKey": "canary"})
    assert auth == SigV4Auth()
    assert problems == ["The AWS keys in the file are not used; save them as an identity."]


def test_keys_from_variables_are_left_aside_quietly():
    assert read({"type": "awsv4", "accessKeyId": "{{ak}}", "sessionToken": "{{st}}"}) == (SigV4Auth(), [])


@pytest.mark.parametrize("kind", ["digest", "ntlm", "wsse", "oauth1", "oauth2"])
def test_a_kind_that_is_not_supported_sends_nothing_and_says_so(kind):
    auth, problems = read({"type": kind})
    assert auth == NoAuth()
    assert kind in problems[0]


@pytest.mark.parametrize(
    ("document", "options", "place"),
    [
        ({"type": "magic"}, {}, "http.auth.type"),
        ("none", {}, "http.auth"),
        ({}, {}, "http.auth.type"),
        ({"type": "awsv4"}, {"place": "body"}, "x.place"),
        ({"type": "awsv4"}, {"expires": "soon"}, "x.expires"),
    ],
)
def test_what_does_not_fit_is_named(document, options, place):
    with pytest.raises(InputError) as caught:
        read(document, options)
    assert caught.value.failure.sentence.startswith(place)


def test_options_hold_only_what_differs():
    assert auth_options(SigV4Auth(place="query", expires=60)) == {"place": "query", "expires": 60}
    assert auth_options(BearerAuth("x")) == {}
    assert auth_document(SigV4Auth(), []) == {"type": "awsv4"}
