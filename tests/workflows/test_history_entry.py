"""An exchange becomes an entry: bodies cut and said so, one row for each thing that was sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.model.body import FileSlice, StoredBody, WireBody
from countersign.model.channel import ChannelDraft
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Phase, Response, WireRequest
from countersign.model.history import Origin
from countersign.model.redaction import MASK, Redactor
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.url import WireUrl
from countersign.workflows.history_entry import BodyLimits, history_entry, is_kept

SMALL = BodyLimits(request=50, response=100)
EMPTY = StoredBody()
SCRUB = Redactor().scrub
ORIGIN = Origin("/w", "a.yml", "dev")


def request(method="GET", url="https://x.example/a", pieces=()):
    return WireRequest(method, WireUrl.parse(url), (("Host", "x.example"),), WireBody(pieces))


def exchange(sent=None, body=EMPTY, content_type="text/plain", failure=None, status=200):
    response = Response(status, "OK", (("Content-Type", content_type),), body) if status else None
    return Exchange("1", datetime.now(UTC), sent or request(), response, failure, (Phase("Waiting", 0, 41.5),))


def entry(draft=None, scrub=SCRUB, **what):
    return history_entry(draft or RequestDraft(), exchange(**what), ORIGIN, scrub, SMALL)


def stored(data):
    return StoredBody(data=data, size=len(data))


def test_a_row_tells_what_was_sent_and_what_came_of_it():
    row = entry(sent=request("PROPFIND", "https://x.example:444/a?b=1")).row
    assert (row.method, row.url, row.host) == ("PROPFIND", "https://x.example:444/a?b=1", "x.example")
    assert (row.status, row.milliseconds, row.failure, row.origin) == (200, 41.5, "", ORIGIN)


def test_a_failure_stands_beside_the_request():
    kept = entry(status=None, failure=Failure("x", "It was reset.", "Try again."))
    assert (kept.row.status, kept.row.failure) == (None, "It was reset.")


@pytest.mark.parametrize(("draft", "method"), [(SocketDraft(url="wss://x"), "WS"), (ChannelDraft(), "KVS")])
def test_connections_are_called_what_they_are(draft, method):
    assert entry(draft, status=101).row.method == method


def test_a_request_that_was_not_sent_is_no_exchange_and_a_channel_that_was_not_reached_is_one():
    unsent = Exchange("1", datetime.now(UTC), None, None, Failure("x", "No region."))
    assert not is_kept(RequestDraft(), unsent)
    assert not is_kept(SocketDraft(), unsent)
    assert is_kept(ChannelDraft(), unsent)
    kept = history_entry(ChannelDraft(channel="front-door"), unsent, ORIGIN, Redactor().scrub)
    assert (kept.row.method, kept.row.url, kept.row.failure) == ("KVS", "front-door", "No region.")


def test_a_long_body_is_cut_between_characters_and_said_to_be():
    body = entry(body=stored(("é" * 200).encode())).response_body
    assert body.data == ("é" * 50).encode()
    assert (body.size, body.note) == (400, "Only the first 0 KB are kept.")
    assert entry(body=stored(b"x" * 100)).response_body.note == ""


def test_a_secret_across_the_cut_is_taken_out_whole():
    redactor = Redactor()
    redactor.register(["secret-value-1"])
    body = entry(body=stored(b"x" * 95 + b"secret-value-1" + b"y" * 50), scrub=redactor.scrub).response_body
    assert body.data.decode() == "x" * 95 + MASK[:1]


def test_a_spooled_body_is_read_from_the_disk_and_one_that_is_gone_is_said_to_be(tmp_path):
    path = tmp_path / "spooled"
    path.write_bytes(b"hello")
    assert entry(body=StoredBody(path=path, size=5)).response_body.data == b"hello"
    path.unlink()
    gone = entry(body=StoredBody(path=path, size=5)).response_body
    assert (gone.data, gone.size) == (b"", 5)
    assert "no longer there" in gone.note


def test_a_body_that_ended_early_is_kept_with_the_reason():
    body = StoredBody(b"half", size=4, ended_early="The server closed the connection.")
    assert entry(body=body).response_body.note == "It ended early: The server closed the connection."


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("é".encode("latin-1"), "text/plain; charset=ISO-8859-1", "é"),
        ("é".encode("utf-16"), 'text/plain; charset="utf-16"', "é"),
        ("é".encode(), "application/octet-stream", "é"),
    ],
)
def test_text_is_read_in_its_charset(data, content_type, text):
    body = entry(body=stored(data), content_type=content_type).response_body
    assert (body.is_text, body.data.decode()) == (True, text)


@pytest.mark.parametrize("content_type", ["image/png", "text/plain; charset=punycode", "text/plain; charset=zlib"])
def test_what_is_no_text_stays_bytes(content_type):
    body = entry(body=stored(b"\x89PNG\xff" + bytes(200)), content_type=content_type).response_body
    assert (body.is_text, body.data, body.size) == (False, b"\x89PNG\xff" + bytes(95), 205)


def test_files_that_were_sent_are_named_and_not_kept():
    slice_of_file = FileSlice(Path("/home/me/photo.png"), 9000, 0)
    body = entry(sent=request("POST", pieces=(b"--1\r\n", slice_of_file))).request_body
    assert body.data == b"--1\r\n[photo.png, 9000 bytes]"
    assert (body.size, body.note) == (9005, "What was sent from files is not kept.")


def test_a_long_request_body_is_cut():
    body = entry(sent=request("POST", pieces=(b"x" * 40, b"y" * 40))).request_body
    assert body.data == b"x" * 40 + b"y" * 10
    assert (body.size, body.note) == (80, "Only the first 0 KB are kept.")
