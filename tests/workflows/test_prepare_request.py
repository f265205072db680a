"""Everything that can be wrong with a draft is found before anything is sent, and named at its field."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from countersign.http_engine.body_encoding import encode_body
from countersign.model.auth import BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import FileBody, FormBody, FormField, TextBody
from countersign.model.errors import InputError
from countersign.model.redaction import Redactor
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.authorize import Authorize
from countersign.workflows.prepare_request import PrepareRequest, RequestContext, effective_auth
from countersign.workflows.token_variables import TokenVariables
from tests.workflows.test_authorize import OneIdentity, SignedIn

SCOPE = Scope(
    (Layer("environment staging", (Variable("base_url", "https://api.example.com"), Variable("id", "a b"))),)
)
DRAFT = RequestDraft(
    url="{{base_url}}/users/:id?q=blue shoes&q=2", auth=NoAuth(), path_params=(Parameter("id", "{{id}}"),)
)


def prepare(draft, scope=SCOPE, **context):
    tokens = TokenVariables(SignedIn())
    workflow = PrepareRequest(Authorize(OneIdentity(), tokens, Redactor()), tokens, encode_body)
    return asyncio.run(workflow(draft, RequestContext(scope, **context)))


def test_variables_path_and_query_become_the_wire_form():
    request = prepare(DRAFT).request
    assert str(request.url) == "https://api.example.com/users/a%20b?q=blue%20shoes&q=2"
    assert dict(request.headers)["Host"] == "api.example.com"


def test_a_token_variable_is_filled_wherever_it_stands():
    headers = (Header("X-Token", "{{cognito.orders.id_token}}"),)
    prepared = prepare(replace(DRAFT, headers=headers, auth=BearerAuth("{{cognito.orders.access_token}}")))
    sent = dict(prepared.request.headers)
    assert sent["X-Token"] == "id-token-of-orders"
    assert sent["Authorization"] == "Bearer access-token-of-orders"


def test_headers_stay_repeated_and_in_order_and_disabled_ones_stay_behind():
    headers = (Header("X-A", "1"), Header("X-B", "2"), Header("X-A", "3"), Header("X-C", "4", enabled=False))
    names = [pair for pair in prepare(replace(DRAFT, headers=headers)).request.headers if pair[0].startswith("X-")]
    assert names == [("X-A", "1"), ("X-B", "2"), ("X-A", "3")]


def test_automatic_headers_yield_to_the_users_and_are_not_signed():
    auth = SigV4Auth(identity="me", region="us-east-1", service="execute-api")
    prepared = prepare(replace(DRAFT, auth=auth, headers=(Header("accept", "text/csv"),)))
    assert [value for name, value in prepared.request.headers if name.lower() == "accept"] == ["text/csv"]
    assert prepared.signing is not None
    assert prepared.signing.signed_headers == "accept;host;x-amz-date;x-amz-security-token"
    assert "User-Agent" in dict(prepared.request.headers)


def test_the_bodys_content_type_is_added_and_signed():
    auth = SigV4Auth(identity="me", region="us-east-1", service="execute-api")
    prepared = prepare(replace(DRAFT, method="POST", auth=auth, body=TextBody('{"a":1}')))
    assert dict(prepared.request.headers)["Content-Type"] == "application/json"
    assert prepared.signing is not None
    assert "content-type" in prepared.signing.signed_headers.split(";")
    assert prepared.signing.payload_hash == prepared.request.body.sha256


def test_a_form_is_encoded_from_filled_fields():
    prepared = prepare(replace(DRAFT, method="POST", body=FormBody((FormField("name", "{{id}}"),))))
    assert prepared.request.body.pieces == (b"name=a+b",)


@pytest.mark.parametrize(
    ("change", "failure_id", "field"),
    [
        ({"url": ""}, "url.missing", "Request URL"),
        ({"url": "example.com/x"}, "url.scheme-missing", "Request URL"),
        ({"url": "ftp://example.com/x"}, "url.scheme-unknown", "Request URL"),
        ({"url": "wss://example.com/x"}, "url.not-http", "Request URL"),
        ({"url": "https:///x"}, "url.host-missing", "Request URL"),
        ({"url": "{{nowhere}}/x"}, "variable.missing", "Request URL"),
        ({"method": "GE T"}, "request.method", "Method"),
        ({"headers": (Header("X A", "1"),)}, "request.header-name", "Request headers"),
        ({"headers": (Header("X-A", "1\r\nX-B: 2"),)}, "request.header-line-break", "Request headers"),
        ({"body": FileBody("/nowhere/at/all")}, "body.file-missing", "Request body"),
    ],
)
def test_bad_input_is_named_at_its_field(change, failure_id, field):
    with pytest.raises(InputError) as raised:
        prepare(replace(DRAFT, **change))
    failure = raised.value.failure
    assert (failure.id, failure.field) == (failure_id, field)
    assert failure.sentence.endswith(".")
    assert failure.action.endswith(".")


def test_json_that_does_not_parse_is_sent_with_a_warning():
    prepared = prepare(replace(DRAFT, method="POST", body=TextBody('{"a":')))
    assert prepared.request.body.pieces == (b'{"a":',)
    assert [warning.id for warning in prepared.warnings] == ["body.json"]


def test_verification_switched_off_is_said():
    prepared = prepare(replace(DRAFT, settings=RequestSettings(verify_tls=False)))
    assert [warning.id for warning in prepared.warnings] == ["tls.not-verified"]


def test_inherited_auth_takes_the_default_identity_where_it_names_none():
    context = RequestContext(SCOPE, SigV4Auth(region="eu-west-1"), default_identity="me")
    assert effective_auth(InheritAuth(), context) == SigV4Auth(region="eu-west-1", identity="me")
    profile = RequestContext(SCOPE, SigV4Auth(region="eu-west-1"), default_identity="me", default_source="profile")
    assert effective_auth(InheritAuth(), profile) == SigV4Auth("profile", "me", region="eu-west-1")
    assert effective_auth(SigV4Auth(identity="other"), context) == SigV4Auth(identity="other")
    assert effective_auth(NoAuth(), context) == NoAuth()


def test_auth_of_a_closed_collection_is_refused_and_not_left_out():
    context = RequestContext(SCOPE, closed_collection="/home/me/orders")
    with pytest.raises(InputError, match="which is not open") as raised:
        effective_auth(InheritAuth(), context)
    assert raised.value.failure.field == "Auth type"
    assert effective_auth(NoAuth(), context) == NoAuth()
