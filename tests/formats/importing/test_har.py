"""Recorded traffic becomes requests by host; what was recorded of cookies, tokens and signatures stays out."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings

from countersign.formats.importing.har import HAR
from countersign.model.auth import BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.body import FormBody, FormField, MultipartBody, MultipartPart, TextBody
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter
from countersign.model.socket import SavedMessage, SocketDraft
from tests.formats.importing.hostile_imports import (
    CANARY,
    MOST_SECONDS,
    height_of,
    mangled,
    read_or_refused,
    seconds_of,
    text_of,
)


def entry(url: str = "https://api.example.com/users?page=1", method: str = "GET", **parts) -> dict:
    response = parts.pop("response", {"status": 200, "statusText": "OK", "headers": [], "content": {}})
    more = {key: parts.pop(key) for key in list(parts) if key.startswith("_")}
    return {"request": {"method": method, "url": url, "headers": [], **parts}, "response": response, **more}


def archive(*entries: dict) -> bytes:
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "Browser", "version": "9"}, "entries": entries}}
    ).encode()


def read(*entries: dict):
    return HAR.read(archive(*entries), "session.har")


def draft_of(*entries: dict):
    return read(*entries).root.items[0].items[0].draft


def header(name: str, value: str) -> dict:
    return {"name": name, "value": value}


FULL = entry(
    "https://api.example.com/login?access_token=" + CANARY,
    "POST",
    headers=[header("Authorization", f"Bearer {CANARY}"), header("Cookie", f"sid={CANARY}")],
    postData={"mimeType": "application/json", "text": json.dumps({"password": CANARY})},
    response={
        "status": 200,
        "statusText": "OK",
        "headers": [header("Set-Cookie", CANARY)],
        "content": {"mimeType": "application/json", "text": json.dumps({"id_token": CANARY})},
    },
    _resourceType="fetch",
)


def test_requests_stand_in_folders_by_host_in_the_order_of_the_recording():
    imported = read(entry(), entry("https://other.example.com/"), entry("https://api.example.com/x"))
    assert [folder.name for folder in imported.root.items] == ["api.example.com", "other.example.com"]
    first = imported.root.items[0].items[0].draft
    assert (first.name, first.url, first.params) == (
        "users",
        "https://api.example.com/users?page=1",
        (Parameter("page", "1"),),
    )
    assert [item.draft.name for item in imported.root.items[0].items] == ["users", "x"]
    assert (imported.format, imported.root.name, imported.root.docs) == (
        "HAR 1.2",
        "session.har",
        "Recorded by Browser 9.",
    )


def test_a_request_that_was_repeated_comes_in_once_with_its_different_answers():
    gone = {
        "status": 404,
        "statusText": "Not Found",
        "headers": [],
        "content": {"text": "none", "mimeType": "text/plain"},
    }
    (item,) = read(entry(), entry(), entry(response=gone)).root.items[0].items
    assert [(example.status, example.body) for example in item.examples] == [(200, ""), (404, "none")]


def test_what_every_client_writes_itself_is_left_out():
    names = (":authority", "Host", "Content-Length", "Connection", "Accept-Encoding", "X-Own")
    draft = draft_of(entry(headers=[header(name, "v") for name in names]))
    assert draft.headers == (Header("X-Own", "v"),)


def test_cookies_without_a_header_become_one_whose_value_is_a_secret():
    imported = read(entry(cookies=[header("sid", CANARY), header("lang", "en")]))
    assert imported.root.items[0].items[0].draft.headers == (Header("Cookie", "{{cookie}}"),)
    assert imported.secrets[0].value == f"sid={CANARY}; lang=en"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"mimeType": "application/json", "text": '{"a": 1}'}, TextBody('{"a": 1}', "json")),
        ({"mimeType": "text/xml", "text": "<a/>"}, TextBody("<a/>", "xml")),
        (
            {"mimeType": "application/x-www-form-urlencoded", "text": "a=1%202&b"},
            FormBody((FormField("a", "1 2"), FormField("b", ""))),
        ),
        (
            {"mimeType": "application/x-www-form-urlencoded", "params": [header("a", "1")]},
            FormBody((FormField("a", "1"),)),
        ),
        (
            {
                "mimeType": "multipart/form-data; boundary=x",
                "params": [header("a", "1"), {"name": "f", "fileName": "/etc/passwd", "contentType": "text/plain"}],
            },
            MultipartBody((MultipartPart("a", "1"), MultipartPart("f", "", "/etc/passwd", "text/plain"))),
        ),
    ],
)
def test_bodies_of_each_kind(data, expected):
    assert draft_of(entry(method="POST", postData=data)).body == expected


def test_a_recorded_signature_becomes_sigv4_and_goes():
    scope = "AKIAIOSFODNN7EXAMPLE/20260101/eu-west-3"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}/execute-api/aws4_request, SignedHeaders=host, Signature=ab"
    headers = [header("Authorization", signed), header("X-Amz-Date", "x"), header("X-Amz-Security-Token", CANARY)]
    draft = draft_of(entry(headers=headers))
    assert (draft.auth, draft.headers) == (SigV4Auth(region="eu-west-3", service="execute-api"), ())
    scope = scope.replace("/", "%2F")
    query = f"X-Amz-Credential={scope}%2Fs3%2Faws4_request&X-Amz-Signature=ab&X-Amz-Expires=60"
    presigned = draft_of(entry(f"https://b.s3.amazonaws.com/k?v=1&{query}"))
    assert presigned.auth == SigV4Auth(region="eu-west-3", service="s3", place="query", expires=60)
    assert presigned.url == "https://b.s3.amazonaws.com/k?v=1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Bearer abcdef", BearerAuth("{{bearer_token}}")),
        ("Basic " + base64.b64encode(b"ada:hunter22").decode(), BasicAuth("ada", "{{password}}")),
    ],
)
def test_an_authorization_header_becomes_auth(value, expected):
    assert draft_of(entry(headers=[header("Authorization", value)])).auth == expected


def test_a_websocket_keeps_what_was_sent():
    messages = [
        {"type": "send", "opcode": 1, "data": '{"a": 1}'},
        {"type": "receive", "opcode": 1, "data": "x"},
        {"type": "send", "opcode": 2, "data": "AAE="},
        {"type": "send", "opcode": 1, "data": '{"a": 1}'},
    ]
    headers = [
        header("Sec-WebSocket-Key", "k"),
        header("Upgrade", "websocket"),
        header("Sec-WebSocket-Protocol", "chat"),
    ]
    imported = read(
        entry("https://ws.example.com/live", headers=headers, response={"status": 101}, _webSocketMessages=messages)
    )
    (item,) = imported.root.items[0].items
    json_message = SavedMessage("Message 1", "json", '{"a": 1}')
    assert item.draft == SocketDraft(
        name="live",
        url="wss://ws.example.com/live",
        subprotocols="chat",
        auth=NoAuth(),
        messages=(json_message, SavedMessage("Message 2", "binary", "AAE=")),
        message=json_message,
    )


def test_answers_are_decoded_and_long_ones_left_out():
    def answer(text: str, kind: str = "text/plain", encoding: str = "") -> dict:
        return {"status": 200, "content": {"text": text, "mimeType": kind, "encoding": encoding}}

    encoded = read(entry(response=answer(base64.b64encode("né".encode()).decode(), encoding="base64")))
    assert encoded.root.items[0].items[0].examples[0].body == "né"
    image = read(entry(response=answer("AAEC", "image/png", "base64")))
    assert image.root.items[0].items[0].examples[0].body == ""
    long = read(entry(response=answer("x" * 300_000)))
    assert long.root.items[0].items[0].examples[0].body == ""
    assert "200 kB" in long.notes[0].sentence


def test_secrets_of_a_recording_stand_nowhere_in_what_comes_in():
    imported = read(FULL)
    assert CANARY not in text_of(imported)
    assert CANARY in {secret.value for secret in imported.secrets}
    assert imported.root.items[0].items[0].tags == ("fetch",)


def test_addresses_that_nothing_can_be_sent_to_are_noted():
    imported = read(entry("data:text/plain,hello"), entry("chrome-extension://x/y"), entry("not a url"))
    assert imported.root.items == ()
    assert len(imported.notes) == 3


@pytest.mark.parametrize("data", [b"{}", b'{"log": {}}', b"[]", b"\0", b"{" * 5_000, b'{"log": {"entries": [NaN]}}'])
def test_what_is_no_archive_is_refused_with_words(data):
    with pytest.raises(InputError) as raised:
        HAR.read(data, "x.har")
    assert raised.value.failure.id.startswith("import.")


@pytest.mark.parametrize("spoilt", ["\ud800", "\0", "../../x", "CON", ""])
def test_odd_names_are_kept_as_text(spoilt):
    imported = read(entry(f"https://api.example.com/{spoilt}", headers=[header("x", spoilt)]))
    json.dumps(text_of(imported)).encode()


def test_a_large_archive_takes_bounded_time_and_memory():
    entries = [
        entry(
            f"https://h{at % 50}.example.com/{at}",
            "POST",
            postData={"mimeType": "application/json", "text": '{"a":"' + "b" * 500 + '"}'},
        )
        for at in range(8_000)
    ]
    data, part = archive(*entries), archive(*entries[:1_000])
    assert seconds_of(lambda: HAR.read(data, "x.har")) < MOST_SECONDS
    assert height_of(lambda: HAR.read(part, "x.har")) < 300_000_000 / 8


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=mangled(json.loads(archive(FULL, entry(_webSocketMessages=[{"type": "send", "data": "x"}])))))
def test_mangled_archives_are_read_or_refused(document):
    read_or_refused(lambda: HAR.read(json.dumps(document).encode(), "x.har"))


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=mangled({"log": {"entries": [entry(), FULL, entry("https://api.example.com/" + CANARY)]}}))
def test_a_secret_that_was_found_once_stands_nowhere(document):
    imported = read_or_refused(lambda: HAR.read(json.dumps(document).encode(), "x.har"))
    if imported is not None and any(secret.value == CANARY for secret in imported.secrets):
        assert CANARY not in text_of(imported)
