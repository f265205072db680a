"""A draft becomes what a snippet sends, and no secret of it gets there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.registry import SNIPPETS, snippets_for
from countersign.formats.snippets.snippet_request import FromEnvironment
from countersign.model.auth import (
    ApiKeyAuth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.body import FormBody, FormField, MultipartBody, MultipartPart, TextBody
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from tests.formats.draft_strategies import requests

CANARY = "c4nary-9f3e77b2d1"
URL = "https://h.example/"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def names(request) -> list[str]:
    return [variable.name for variable in request.variables]


@pytest.mark.parametrize(
    ("auth", "name"),
    [
        (BasicAuth("ann", CANARY), "COUNTERSIGN_PASSWORD"),
        (BearerAuth(CANARY), "COUNTERSIGN_TOKEN"),
        (ApiKeyAuth("X-Key", CANARY), "COUNTERSIGN_API_KEY"),
        (ApiKeyAuth("key", CANARY, "query"), "COUNTERSIGN_API_KEY"),
        (CognitoAuth("orders", "id"), "COUNTERSIGN_TOKEN"),
        (OAuthAuth("acme", "X-Token", ""), "COUNTERSIGN_TOKEN"),
    ],
)
def test_the_secret_of_an_auth_is_an_environment_variable(auth, name):
    request = snippet_request(RequestDraft(url=URL, auth=auth))
    assert names(request) == [name]
    for maker in snippets_for(request):
        assert CANARY not in maker.make(request)
        assert name in maker.make(request)


def test_literal_secrets_are_environment_variables_wherever_they_stand():
    draft = RequestDraft(
        url=f"https://h.example/?token={CANARY}0",
        method="POST",
        headers=(Header("X-Api-Key", f"{CANARY}1"), Header("Cookie", f"sid={CANARY}2"), Header("X-Note", JWT)),
        path_params=(Parameter("secret", f"{CANARY}7"),),
        body=TextBody(f'{{"user": "ann", "password": "{CANARY}3"}}'),
        auth=SigV4Auth(region="us-west-2", service="execute-api"),
    )
    bodies = (
        draft.body,
        FormBody((FormField("client_secret", f"{CANARY}4"),)),
        MultipartBody((MultipartPart("password", f"{CANARY}5"),)),
    )
    for body in bodies:
        request = snippet_request(replace(draft, body=body))
        texts = [maker.make(request) for maker in snippets_for(request)]
        assert len(texts) == len(SNIPPETS) - 1
        assert not [text for text in texts if CANARY in text or JWT in text]
        assert all("COUNTERSIGN_X_API_KEY" in text for text in texts)


def test_a_variable_without_a_value_is_taken_from_the_environment():
    request = snippet_request(RequestDraft(url=f"{URL}{{{{ api.key }}}}/b", headers=(Header("X-A", "{{api.key}}"),)))
    assert names(request) == ["COUNTERSIGN_API_KEY"]
    assert request.pieces(request.url.path) == ("/", FromEnvironment("COUNTERSIGN_API_KEY"), "/b")
    assert request.pieces(request.headers[0][1]) == (FromEnvironment("COUNTERSIGN_API_KEY"),)


def test_path_parameters_stand_in_the_url():
    params = (Parameter("id", "a/b"),)
    assert str(snippet_request(RequestDraft(url=f"{URL}:id?x=1#f", path_params=params)).url) == f"{URL}a%2Fb?x=1"


def test_region_and_service_are_read_from_the_host():
    url = "https://abc.execute-api.eu-central-1.amazonaws.com/"
    signing = snippet_request(RequestDraft(url=url, auth=SigV4Auth())).signing
    assert (signing.region, signing.service) == ("eu-central-1", "execute-api")


def test_a_disabled_header_is_left_out_and_the_body_brings_its_type():
    headers = (Header("X-A", " 1 "), Header("X-B", "2", enabled=False))
    request = snippet_request(RequestDraft(method="POST", url=URL, headers=headers, body=TextBody("{}")))
    assert request.headers == (("X-A", "1"), ("Content-Type", "application/json"))


def test_a_signed_request_follows_no_redirects():
    assert snippet_request(RequestDraft(url=URL, auth=NoAuth())).follow_redirects
    assert not snippet_request(RequestDraft(url=URL, auth=SigV4Auth(region="r", service="s"))).follow_redirects


def test_settings_that_no_snippet_has_are_said():
    settings_ = RequestSettings(verify_tls=False, extra_ca="ca.pem", client_certificate="me.pem", proxy="http://p:1")
    auth = SigV4Auth(region="us-west-2", service="s3", fixed_date="20150830T123600Z")
    notes = snippet_request(RequestDraft(url=URL, auth=auth, settings=settings_)).notes
    assert len(notes) == 5
    assert "present time" in notes[-1]


def test_a_web_socket_offers_its_subprotocols_and_no_messages():
    draft = SocketDraft(url="wss://h.example/", subprotocols="a, b,", message=SavedMessage(data="{{missing}}"))
    request = snippet_request(draft)
    assert (request.kind, request.subprotocols, request.variables) == ("websocket", ("a", "b"), ())


@pytest.mark.parametrize(
    ("draft", "failure"),
    [
        (RequestDraft(url="{{base_url}}/users"), "snippet.url"),
        (RequestDraft(url=""), "url.missing"),
        (RequestDraft(url=URL, method="GET IT"), "request.method"),
        (RequestDraft(url=URL, headers=(Header("X A", "1"),)), "snippet.header"),
        (RequestDraft(url=URL, headers=(Header("X-A", "1\n2"),)), "snippet.header"),
        (RequestDraft(url=URL, auth=SigV4Auth(region="us-west-2")), "signing.service-missing"),
        (RequestDraft(url=URL, auth=SigV4Auth(service="s3")), "signing.region-missing"),
    ],
)
def test_what_cannot_be_sent_is_refused(draft, failure):
    with pytest.raises(InputError) as error:
        snippet_request(draft)
    assert error.value.failure.id == failure


@given(requests(), st.sampled_from(["", "/a", "/:x?y={{z}}"]))
@settings(max_examples=200)
def test_any_request_has_a_snippet_or_a_reason(draft, path):
    draft = replace(draft, url=f"https://h.example{path}", auth=draft.auth or InheritAuth())
    try:
        request = snippet_request(draft)
    except InputError:
        return
    for maker in snippets_for(request):
        comment = "//" if maker.language in {"typescript", "go", "java"} else "#"
        first = maker.make(request).splitlines()[0]
        assert first.startswith((comment, "curl", "http", "import", "function", "const", "package", "body="))


def test_a_line_break_in_a_name_does_not_end_a_comment():
    draft = RequestDraft(url=URL, auth=CognitoAuth("pool\u2028\nrm -rf /\r"))
    for maker in snippets_for(snippet_request(draft)):
        assert "\nrm" not in maker.make(snippet_request(draft))
        assert "\u2028" not in maker.make(snippet_request(draft))
