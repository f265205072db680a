"""Every draft becomes a document that the schema accepts, and comes back from it."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_request
from countersign.formats.open_collection_writer import to_document
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.body import GraphQlBody
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from tests.formats.draft_strategies import drafts


def definition(draft) -> str:
    if isinstance(draft, RequestDraft):
        return "GraphQLRequest" if isinstance(draft.body, GraphQlBody) else "HttpRequest"
    return "WebSocketRequest"


@settings(max_examples=600)
@given(drafts)
def test_any_draft_validates_and_comes_back_unchanged(schema, draft):
    written = to_document(draft, seq=3)
    assert schema.errors(written.document, definition(draft)) == []
    assert schema.errors(written.document, "Item") == []
    options = json.loads(json.dumps(written.options))
    found = read_request(json.loads(json.dumps(written.document)), Fields(options, "", []))
    assert found.draft == draft
    assert found.seq == 3
    assert found.problems == ()


def test_defaults_leave_no_trace():
    written = to_document(RequestDraft(name="n", url="u", auth=NoAuth()))
    assert written.document == {"info": {"name": "n", "type": "http"}, "http": {"method": "GET", "url": "u"}}
    assert written.options == {}


def test_every_option_of_sigv4_is_kept():
    every = SigV4Auth(
        source="environment",
        identity="i",
        region="r",
        service="s",
        place="query",
        payload="given",
        payload_hash="h",
        algorithm="v4a",
        region_set="us-*",
        session_token="appended",
        signed_headers="required",
        s3_path_rules=False,
        fixed_date="20150830T123600Z",
        expires=60,
    )
    assert all(getattr(every, field.name) != getattr(SigV4Auth(), field.name) for field in fields(SigV4Auth))
    written = to_document(RequestDraft(auth=every))
    assert written.document["http"]["auth"] == {
        "type": "awsv4",
        "profileName": "i",
        "service": "s",
        "region": "r",
    }
    assert read_request(written.document, Fields(written.options, "", [])).draft.auth == every


@pytest.mark.parametrize(
    "auth", [BasicAuth("u", "canary-123"), BearerAuth("canary-123"), ApiKeyAuth("k", "canary-123")]
)
def test_a_literal_secret_never_reaches_a_document(auth):
    written = to_document(RequestDraft(auth=auth))
    assert "canary-123" not in repr(written)
    assert len(written.notes) == 1
    assert to_document(SocketDraft(auth=auth)).notes == written.notes
    assert "canary-123" not in repr(to_document(SocketDraft(auth=auth)))
