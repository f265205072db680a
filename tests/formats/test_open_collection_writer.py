"""Every draft becomes a document that the schema accepts, and comes back from it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_request
from countersign.formats.open_collection_writer import to_document
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
from countersign.model.body import (
    FileBody,
    FormBody,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.variables.query_text import split_query

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
some = st.text("ab:/?&=#{} é", max_size=12)
parts = st.builds(MultipartPart, words, words, content_type=words, enabled=st.booleans()) | st.builds(
    MultipartPart, words, file_path=words.filter(bool), content_type=words
)
bodies = st.one_of(
    st.builds(NoBody),
    st.builds(TextBody, words, st.sampled_from(["json", "text", "xml"])),
    st.builds(GraphQlBody, words, words, words),
    st.from_type(FormBody),
    st.builds(MultipartBody, st.lists(parts, max_size=3).map(tuple)),
    st.builds(FileBody, words, words),
)
variables = st.sampled_from(["{{secret}}", ""])
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,10}", fullmatch=True)
auths = st.one_of(
    st.builds(InheritAuth),
    st.builds(NoAuth),
    st.builds(BasicAuth, words, variables),
    st.builds(BearerAuth, variables),
    st.builds(ApiKeyAuth, words, variables),
    st.builds(SigV4Auth, expires=st.integers(1, 604_800)),
    st.builds(CognitoAuth, names, st.sampled_from(["access", "id"]), names, st.sampled_from(["Bearer", "Token", ""])),
    st.builds(OAuthAuth, names, names),
)
seconds = st.none() | st.integers(1, 10_000).map(float) | st.just(0.25)
timing = st.builds(
    RequestSettings,
    max_redirects=st.integers(0, 99),
    connect_timeout=seconds,
    read_timeout=seconds,
    total_timeout=seconds,
    proxy=words.filter(bool),
)


@st.composite
def drafts(draw) -> RequestDraft:
    url = draw(some)
    listed = [replace(param, description=draw(words)) for param in split_query(url)[1]]
    for _ in range(draw(st.integers(0, 2))):
        disabled = Parameter(draw(words), draw(words), enabled=False, description=draw(words))
        listed.insert(draw(st.integers(0, len(listed))), disabled)
    return RequestDraft(
        name=draw(words),
        method=draw(words),
        url=url,
        params=tuple(listed),
        path_params=draw(st.lists(st.builds(Parameter, words, words, st.booleans(), words), max_size=2).map(tuple)),
        headers=draw(st.lists(st.builds(Header, words, words, st.booleans(), words), max_size=3).map(tuple)),
        body=draw(bodies),
        auth=draw(auths),
        settings=draw(timing),
        docs=draw(words),
    )


@settings(max_examples=300)
@given(drafts())
def test_any_draft_validates_and_comes_back_unchanged(schema, draft):
    written = to_document(draft, seq=3)
    definition = "GraphQLRequest" if isinstance(draft.body, GraphQlBody) else "HttpRequest"
    assert schema.errors(written.document, definition) == []
    assert schema.errors(written.document, "Item") == []
    found = read_request(written.document, Fields(written.options, "", []))
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
