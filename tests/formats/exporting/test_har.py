"""An archive holds what was sent and what came, with its secrets masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from countersign.formats.exporting.har import har
from countersign.formats.importing.har import HAR
from countersign.model.body import FileSlice, StoredBody, WireBody
from countersign.model.errors import Failure
from countersign.model.exchange import Connection, Exchange, Phase, Response, WireRequest
from countersign.model.redaction import MASK, Redactor
from countersign.model.url import WireUrl

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CANARY = "c4nary-9f3e77b2d1"


def exchange(**changes) -> Exchange:
    request = WireRequest(
        "POST",
        WireUrl.parse(f"https://h.example/a?b=1&flag&X-Amz-Signature=abcdef&q={CANARY}"),
        (
            ("Host", "h.example"),
            ("Content-Type", "text/plain"),
            ("Authorization", "AWS4-HMAC-SHA256 abc"),
            ("X-A", CANARY),
        ),
        WireBody((f"body {CANARY}".encode(),)),
    )
    response = Response(
        200,
        "OK",
        (("content-type", "application/json"), ("set-cookie", "sid=1"), ("x-a", "1"), ("x-a", "2")),
        StoredBody(b'{"a": 1}', size=8, wire_size=8),
    )
    values = {
        "id": "1",
        "started_at": NOW,
        "request": request,
        "response": response,
        "failure": None,
        "phases": (
            Phase("DNS and TCP", 0, 10),
            Phase("TLS", 10, 30),
            Phase("Sending", 30, 31),
            Phase("Waiting", 31, 81),
            Phase("Download", 81, 83.5),
        ),
        "connection": Connection("HTTP/2", "192.0.2.1:443"),
    }
    return Exchange(**(values | changes))


def archive(*exchanges: Exchange):
    redactor = Redactor()
    redactor.register([CANARY])
    exported = har(exchanges, redactor.scrub)
    return json.loads(exported.data)["log"], exported


def test_an_entry_holds_request_and_response():
    log, _ = archive(exchange())
    (entry,) = log["entries"]
    assert log["version"] == "1.2"
    assert entry["startedDateTime"] == "2026-03-01T12:00:00Z"
    assert (entry["request"]["method"], entry["request"]["httpVersion"]) == ("POST", "HTTP/2")
    assert entry["request"]["postData"]["mimeType"] == "text/plain"
    assert entry["response"]["status"] == 200
    assert entry["response"]["content"] == {"size": 8, "mimeType": "application/json", "text": '{"a": 1}'}
    assert [header["value"] for header in entry["response"]["headers"] if header["name"] == "x-a"] == ["1", "2"]
    assert entry["serverIPAddress"] == "192.0.2.1"


def test_tls_counts_within_connect_and_the_time_is_the_whole():
    (entry,) = archive(exchange())[0]["entries"]
    assert entry["timings"] == {
        "blocked": -1.0,
        "dns": -1.0,
        "connect": 30.0,
        "ssl": 20.0,
        "send": 1.0,
        "wait": 50.0,
        "receive": 2.5,
    }
    assert entry["time"] == 83.5


def test_known_secrets_and_telling_names_are_masked():
    log, exported = archive(exchange())
    assert CANARY not in exported.data.decode()
    request = log["entries"][0]["request"]
    assert request["url"] == f"https://h.example/a?b=1&flag&X-Amz-Signature={MASK}&q={MASK}"
    assert {header["name"]: header["value"] for header in request["headers"]}["Authorization"] == MASK
    assert request["queryString"][2] == {"name": "X-Amz-Signature", "value": MASK}
    assert log["entries"][0]["response"]["headers"][1]["value"] == MASK
    assert request["postData"]["text"] == f"body {MASK}"


def test_a_binary_body_is_base64_and_a_packed_one_says_what_it_saved():
    response = Response(200, "", (), StoredBody(b"\xff\0", size=2, wire_size=1))
    content = archive(exchange(response=response))[0]["entries"][0]["response"]["content"]
    assert (content["text"], content["encoding"], content["compression"]) == ("/wA=", "base64", 1)


def test_a_failure_is_a_comment_on_an_empty_response():
    failed = exchange(response=None, failure=Failure("x", f"It broke at {CANARY}."))
    entry = archive(failed)[0]["entries"][0]
    assert entry["response"]["status"] == 0
    assert entry["comment"] == f"It broke at {MASK}."


def test_a_file_is_named_with_a_note():
    request = exchange().request
    body = WireBody((b"a", FileSlice(Path("/home/ann/photo.png"), 9, 0)))
    sent = exchange(request=WireRequest("PUT", request.url, request.headers, body))
    log, exported = archive(sent)
    assert log["entries"][0]["request"]["postData"]["text"] == "a[file photo.png, 9 bytes]"
    assert "photo.png" in exported.notes[0].sentence


def test_entries_stand_in_the_order_of_time_and_what_was_not_sent_is_left_out():
    later = exchange(started_at=NOW + timedelta(seconds=1))
    log, _ = archive(later, exchange(), exchange(request=None))
    assert [entry["startedDateTime"][17:19] for entry in log["entries"]] == ["00", "01"]


def test_our_importer_reads_it_back():
    _, exported = archive(exchange())
    assert HAR.recognises(exported.data, "a.har")
    assert HAR.read(exported.data, "a.har").root.items
