"""Events, control frames and raw bytes in words."""

from __future__ import annotations

import pytest

from countersign.kvs.frame_words import is_message, other_face, other_pages, raw_page
from countersign.model.frames import DetailLine, Frame


@pytest.mark.parametrize(
    ("title", "tone"),
    [("CONNECTED", "ok"), ("RECONNECTED", "ok"), ("REFUSED", "error"), ("CLOSED", "muted"), ("X", "")],
)
def test_an_event_shows_its_sentence_in_the_tone_of_its_title(title: str, tone: str):
    event = Frame(0, 0.0, "event", "event", b"it went so", title)
    assert not is_message(event)
    assert other_face(event)[:4] == (title, "", "it went so", tone)
    assert other_pages(event)[0].lines[0].text == "it went so"


def test_a_close_frame_says_code_and_reason():
    close = Frame(0, 0.0, "received", "close", (1011).to_bytes(2, "big") + "später".encode())
    face = other_face(close)
    assert face.summary.startswith("1011 ")
    assert face.summary.endswith("später")
    assert face.tone == "warn"
    lines = {line.label: line.text for line in other_pages(close)[0].lines}
    assert lines["reason"] == "später"
    assert lines["code"].startswith("1011")
    assert lines["meaning"]


@pytest.mark.parametrize("data", [b"", b"\x03"])
def test_a_close_frame_without_a_code_is_number_1005(data: bytes):
    assert other_face(Frame(0, 0.0, "received", "close", data)).summary.startswith("1005")


def test_pings_carry_their_payload():
    ping = Frame(0, 0.0, "sent", "ping", b"abc", "late")
    assert other_face(ping)[:3] == ("PING", "", "abc")
    assert other_face(ping).marks == ("late",)
    assert [line.tone for line in other_pages(ping)[0].lines] == ["", "", "warn"]


def test_a_payload_that_is_no_text_shows_in_hex():
    ping = Frame(0, 0.0, "sent", "ping", b"\xaa\x6b\x1f\x36")
    assert other_face(ping).summary == "aa 6b 1f 36"
    assert DetailLine("payload", "aa 6b 1f 36") in other_pages(ping)[0].lines
    longest = Frame(0, 0.0, "sent", "pong", bytes(125))
    assert len(other_face(longest).summary) <= 200


def test_raw_bytes_are_text_where_they_can_be():
    assert raw_page(Frame(0, 0.0, "sent", "text", b'{\n\t"a": 1}')).text == '{\n\t"a": 1}'
    hexed = raw_page(Frame(0, 0.0, "sent", "text", b"a\x1b[31m"))
    assert (hexed.language, hexed.text.split()[:3]) == ("hex", ["00000000", "61", "1b"])
    assert raw_page(Frame(0, 0.0, "sent", "text", b"")).lines[0].text == "empty"
