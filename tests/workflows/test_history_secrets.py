"""No secret reaches the history's file, whatever the place and the spelling."""

from __future__ import annotations

import base64
import html
import json
import time
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.draft_secrets import MARK
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth
from countersign.model.body import FormBody, FormField, StoredBody, TextBody, WireBody
from countersign.model.channel import ChannelDraft
from countersign.model.exchange import Exchange, Response, WireRequest
from countersign.model.history import Origin
from countersign.model.redaction import MASK, Redactor
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.url import WireUrl
from countersign.storage.history_database import HistoryDatabase
from countersign.storage.history_words import unpacked
from countersign.workflows.history_entry import history_entry
from countersign.workflows.history_secrets import HistorySecrets

CANARY = 'caNary/9+kW"x7&QzP=é-Lm4'
SPELLINGS = {
    "plain": CANARY,
    "percent": quote(CANARY, safe=""),
    "JSON": json.dumps(CANARY)[1:-1],
    "HTML": html.escape(CANARY),
    "Base64": base64.b64encode(CANARY.encode()).decode(),
    "Base64 for URLs": base64.urlsafe_b64encode(b"1:" + CANARY.encode()).decode(),
    "hex": CANARY.encode().hex(),
    "UTF-16": "\0".join(CANARY),
}
# Pieces that no mask leaves behind, as they would stand in a file, in an index of words, or in either.
TRACES = [
    "canary",
    "qzp",
    "lm4",
    *(SPELLINGS[name][8:20].lower() for name in ("Base64", "Base64 for URLs", "hex")),
]


def exchange(request_headers=(), url="https://x.example/", request=b"", headers=(), body=b"", status=200):
    return Exchange(
        id="1",
        started_at=datetime.now(UTC),
        request=WireRequest("POST", WireUrl.parse(url), request_headers, WireBody((request,) if request else ())),
        response=Response(status, "OK", headers, StoredBody(data=body, size=len(body))),
        failure=None,
    )


def kept(draft=None, redactor=None, **what):
    return history_entry(draft or RequestDraft(), exchange(**what), Origin(), (redactor or Redactor()).scrub)


def everything_in(database, folder):
    """Return all that the file holds: its bytes and its journal's, every value, every body unpacked, every word."""
    connection = database._connection
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
    values = [
        value
        for table in ("entries", "contents", "vocabulary")
        for row in connection.execute(f"SELECT * FROM {table}")
        for value in row
    ]
    texts = [value for value in values if isinstance(value, str)]
    bodies = [unpacked(value) for value in values if isinstance(value, bytes)]
    files = [one.read_bytes() for one in folder.iterdir()]
    return "\n".join([*texts, *(one.decode("latin-1") for one in (*bodies, *files))]).lower()


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_known_secret_is_nowhere_in_the_file(tmp_path, spelling):
    redactor = Redactor()
    redactor.register([CANARY])
    text = f"before {SPELLINGS[spelling]} after"
    body = json.dumps({"note": text, "list": [text]}).encode() if spelling != "UTF-16" else text.encode()
    draft = RequestDraft(
        name=text,
        url=f"https://x.example/?q={quote(CANARY)}",
        params=(Parameter("q", text),),
        headers=(Header("X-Note", text, description=text),),
        body=TextBody(text),
        docs=text,
    )
    what = {
        "request_headers": (("X-Note", text), (text, "1")),
        "url": f"https://x.example/{quote(CANARY)}",
        "request": body,
        "headers": (("X-Echo", text),),
        "body": body,
    }
    with_draft = kept(draft, redactor, **what)
    with_bytes = kept(draft, redactor, body=b"\x89\xff\0" + text.encode() + b"\xfe", request=b"\xff" + text.encode())
    database = HistoryDatabase(tmp_path / "history.sqlite3")
    for entry in (with_draft, with_bytes):
        database.add(entry)
    found = everything_in(database, tmp_path)
    database.close()
    assert [trace for trace in TRACES if trace in found] == []
    assert "before" in found
    assert with_bytes.response_body.note == "A secret stands in it, so it is not kept."
    assert with_draft.draft is not None
    assert MASK in with_draft.draft.docs


SECRET = "hunter2-Zq8"
UNKNOWN = {
    "authorization": {"request_headers": (("Authorization", f"Bearer {SECRET}"),)},
    "cookie": {"request_headers": (("Cookie", f"a=b; session={SECRET}"),)},
    "set-cookie": {"headers": (("Set-Cookie", f"session={SECRET}; Path=/"),)},
    "session token": {"request_headers": (("X-Amz-Security-Token", SECRET),)},
    "API key": {"request_headers": (("X-Api-Key", SECRET),)},
    "signature": {"url": f"https://x.example/?X-Amz-Date=1&X-Amz-Signature={SECRET}"},
    "presigned token": {"url": f"https://x.example/?X-Amz-Security-Token={SECRET}"},
    "location": {"headers": (("Location", f"https://y.example/?a=1&code_token={SECRET}"),)},
    "JSON member": {"body": json.dumps({"access_token": SECRET}).encode()},
    "JSON in JSON": {"body": json.dumps({"body": json.dumps({"client_secret": SECRET})}).encode()},
    "XML element": {"body": f"<a><SecretAccessKey>{SECRET}</SecretAccessKey></a>".encode()},
    "form": {"request": f"user=me&password={SECRET}".encode()},
    "presigned URL in a body": {"body": json.dumps({"u": f"https://s3/?x=1&X-Amz-Signature={SECRET}"}).encode()},
    "JSON Web Token": {"body": b"hello eyJhbGciOiJub25lIn0.eyJzdWIiOiJodW50ZXIyIn0.hunter2-Zq8 there"},
}


@pytest.mark.parametrize("place", UNKNOWN)
def test_what_a_name_announces_is_masked_though_nobody_knows_its_value(place):
    entry = kept(**UNKNOWN[place])
    assert "hunter2" not in repr(entry)
    assert "Zq8" not in repr(entry)
    masked = (repr(entry), entry.request_body.data.decode(), entry.response_body.data.decode())
    assert any(MASK in text for text in masked)


@pytest.mark.parametrize("place", ["authorization", "cookie", "set-cookie", "API key", "signature", "form"])
def test_what_stood_at_a_secret_place_is_found_where_it_is_echoed(place):
    entry = kept(**{"body": f"you sent {SECRET} to us".encode(), **UNKNOWN[place]})
    assert entry.response_body.data.decode() == f"you sent {MASK} to us"


def test_the_rest_stays_readable():
    entry = kept(
        url="https://x.example/a?page=2&X-Amz-Expires=300",
        request_headers=(("Authorization", "AWS4-HMAC-SHA256 Credential=AK/1, Signature=00aa11"), ("Accept", "*/*")),
        body=b'{"key": "photo.jpg", "nextToken": "page-two", "token_type": "Bearer", "id": 7}',
    )
    assert entry.row.url == "https://x.example/a?page=2&X-Amz-Expires=300"
    assert entry.request_headers == (("Authorization", f"AWS4-HMAC-SHA256 {MASK}"), ("Accept", "*/*"))
    assert json.loads(entry.response_body.data) == {
        "key": "photo.jpg",
        "nextToken": "page-two",
        "token_type": "Bearer",
        "id": 7,
    }


DRAFTS = {
    "bearer": RequestDraft(auth=BearerAuth(SECRET)),
    "basic": RequestDraft(auth=BasicAuth("me", SECRET)),
    "API key": RequestDraft(auth=ApiKeyAuth("X-Custom", SECRET)),
    "header": RequestDraft(headers=(Header("X-Api-Key", SECRET),)),
    "query": RequestDraft(url=f"https://x/?a=1&token={SECRET}"),
    "form": RequestDraft(body=FormBody((FormField("password", SECRET),))),
    "JSON body": RequestDraft(body=TextBody(f'{{"password": "{SECRET}"}}')),
    "message": SocketDraft(url="wss://x", message=SavedMessage(data=f'{{"api_key": "{SECRET}"}}')),
    "endpoint": ChannelDraft(endpoint=f"wss://x/?X-Amz-Security-Token={SECRET}"),
}


@pytest.mark.parametrize("place", DRAFTS)
def test_a_draft_is_kept_without_its_literal_secrets(place):
    entry = kept(DRAFTS[place], body=f"echo {SECRET}".encode() if place != "message" else b"")
    assert entry.draft is not None
    assert SECRET not in repr(entry)
    assert MARK not in repr(entry)
    assert type(entry.draft) is type(DRAFTS[place])


def test_a_draft_with_variables_comes_back_as_it_was():
    draft = RequestDraft(
        url="https://{{host}}/?token={{token}}&page=1",
        headers=(Header("Authorization", "Bearer {{token}}"),),
        body=TextBody('{"password": "{{password}}"}'),
        auth=BasicAuth("me", "{{password}}"),
    )
    assert kept(draft).draft == draft


def test_a_draft_that_holds_no_secret_comes_back_whatever_its_words():
    draft = RequestDraft(docs="sessions, tokens and keys", body=TextBody('{"key": 1, "secret": null}'))
    assert kept(draft).draft == draft


def test_a_secret_that_is_one_of_the_programs_own_words_takes_the_draft_and_not_the_entry():
    redactor = Redactor()
    redactor.register(["keyring"])
    entry = kept(ChannelDraft(source="keyring"), redactor)
    assert entry.draft is None
    assert entry.row.url == "https://x.example/"


def test_a_secret_across_the_places_where_long_texts_are_parted_is_found():
    redactor = Redactor()
    redactor.register([CANARY])
    secrets = HistorySecrets(redactor.scrub, RequestDraft(), exchange())
    for offset in (199_990, 200_000, 231_995):
        text = "x" * offset + CANARY + "y" * 700_000
        assert secrets.text(text) == "x" * offset + MASK + "y" * 700_000


@given(st.text(max_size=300))
def test_masking_never_breaks(text):
    secrets = HistorySecrets(Redactor().scrub, RequestDraft(), exchange())
    assert secrets.text(secrets.text(text)) == secrets.text(text)


@pytest.mark.parametrize(
    "piece", ["eyJ", "eyJaaaaaaaaa.", "\\", '"', '"a":"', '\\"a\\":\\"', "<a>", "<", "&a=", "?", "{{", "aa%"]
)
def test_texts_made_to_slow_the_masking_down_do_not(piece):
    secrets = HistorySecrets(Redactor().scrub, RequestDraft(), exchange())
    begun = time.process_time()
    secrets.text(piece * (1_000_000 // len(piece)))
    assert time.process_time() - begun < 5.0
