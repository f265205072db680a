"""Messages of any WebSocket in words: rows, pages, and what is known from other messages."""

from __future__ import annotations

import base64
import json
import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.socket_reader import LONGEST_PAGE, SocketReader, looks_like_json
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Direction, Frame, FrameKind

READER = SocketReader()


def frame(data: bytes | str, kind: FrameKind = "text", note: str = "", direction: Direction = "received") -> Frame:
    """Return a frame that holds data."""
    return Frame(0, 0.0, direction, kind, data.encode() if isinstance(data, str) else data, note)


def page(shown: Frame, title: str):
    """Return one page of a frame."""
    return next(one for one in READER.pages(shown) if one.title == title)


def titles(shown: Frame) -> list[str]:
    """Return the titles of the pages."""
    return [one.title for one in READER.pages(shown)]


def test_json_is_told_from_text():
    """By parsing it; the summary is one line."""
    assert READER.face(frame('{"a":\n 1}'))[:3] == ("JSON", "", '{"a": 1}')
    assert READER.face(frame("hello\tyou\nthere"))[:3] == ("TEXT", "", "hello you there")


def test_json_is_laid_out():
    """And stays to be read as it came."""
    shown = frame('{"a":[1.50]}')
    assert page(shown, "Pretty").text == '{\n  "a": [\n    1.50\n  ]\n}'
    assert page(shown, "Pretty").language == "json"
    assert page(shown, "Text").text == '{"a":[1.50]}'
    assert titles(shown) == ["Pretty", "Text", "Base64", "Hex"]


def test_what_starts_like_json_and_is_not_has_a_mark():
    """The page says where it goes wrong."""
    shown = frame('{"a": 1')
    assert READER.face(shown).type == "TEXT"
    assert READER.face(shown).marks == ("not JSON although it starts like it",)
    assert READER.face(shown).tone == "warn"
    assert page(shown, "Text").lines[0].text == "This is not JSON: it ends too early. It goes wrong at byte 7."
    assert "Pretty" not in titles(shown)


@pytest.mark.parametrize("text", ["", "hello", "[info] started", "{{not a template}}", "42", '"quoted"', "{a}"])
def test_ordinary_text_has_no_mark(text):
    """A bracket alone is no promise of JSON."""
    assert READER.face(frame(text)).marks == ()
    assert READER.face(frame(text)).type == "TEXT"


def test_text_that_is_not_utf8_has_a_mark():
    """What can be read is shown."""
    shown = frame(b"caf\xe9 open")
    assert READER.face(shown).marks == ("not UTF-8",)
    assert READER.face(shown).summary == "caf� open"
    assert page(shown, "Text").lines[0].tone == "warn"


def test_a_note_of_the_connection_is_a_mark():
    """What the engine found wrong stands in the row."""
    assert READER.face(frame("a", note="cut short")).marks == ("cut short",)


def test_binary_is_shown_in_hex_unless_it_is_text():
    """The row says the first bytes."""
    assert READER.face(frame(b"\x89PNG\r\n\x1a\n", "binary"))[:3] == ("BINARY", "", "89 50 4e 47 0d 0a 1a 0a")
    assert READER.face(frame(bytes(30), "binary")).summary == "00 " * 23 + "00 …"
    assert READER.face(frame(b'{"a":1}', "binary"))[:3] == ("BINARY", "", '{"a":1}')
    assert "Pretty" in titles(frame(b'{"a":1}', "binary"))


def test_bytes_are_shown_as_base64_and_in_hex():
    """The last page holds them all; the view makes its rows of the frame."""
    shown = frame(b"\x00\xff", "binary")
    assert page(shown, "Base64").text == base64.b64encode(b"\x00\xff").decode()
    assert READER.pages(shown)[-1] == ("Hex", (), "", "hex")


@pytest.mark.parametrize(("kind", "type_"), [("ping", "PING"), ("pong", "PONG")])
def test_pings_and_pongs_show_their_payload(kind, type_):
    """Empty or not."""
    assert READER.face(frame("", kind))[:3] == (type_, "", "")
    assert READER.face(frame("\x01\x02", kind)).summary == "01 02"
    assert titles(frame("", kind)) == ["Text"]


def close(code: int, reason: bytes = b"") -> Frame:
    """Return a close frame."""
    return frame(code.to_bytes(2, "big") + reason, "close")


def test_a_close_frame_says_code_reason_and_meaning():
    """In words for those who do not know the codes by heart."""
    shown = close(1008, b"no subscription")
    assert READER.face(shown)[:4] == ("CLOSE", "", "1008 Policy violation: no subscription", "warn")
    lines = {line.label: line.text for line in page(shown, "Close").lines}
    assert lines["code"] == "1008 Policy violation"
    assert lines["reason"] == "no subscription"
    assert "refuses" in lines["meaning"]
    assert READER.face(close(1000)).tone == ""
    assert READER.face(close(1000)).summary == "1000 Normal closure"


def test_a_close_frame_may_be_empty_or_wrong():
    """Each says what it is."""
    assert READER.face(frame("", "close")).summary == "without a code"
    assert READER.face(frame("", "close")).marks == ()
    assert READER.face(frame("x", "close")).marks == ("a code of one byte",)
    assert READER.face(close(1006)).marks == ("1006 must not stand in a close frame",)
    assert READER.face(close(1000, b"\xff")).marks == ("not UTF-8",)
    assert titles(frame("", "close")) == ["Close"]
    assert titles(close(1000)) == ["Close", "Base64", "Hex"]


def test_an_event_has_its_title_and_sentence():
    """And a tone that says how it went."""
    shown = frame("The server answered 403.", "event", "REFUSED", "event")
    assert READER.face(shown)[:4] == ("REFUSED", "", "The server answered 403.", "error")
    assert READER.face(frame("101", "event", "CONNECTED", "event")).tone == "ok"
    assert [line.text for line in READER.pages(shown)[0].lines] == ["REFUSED", "The server answered 403."]


def test_a_pong_tells_which_ping_it_answers():
    """With the time between."""
    log = FrameLog()
    log.append(1.0, "sent", "ping", b"abcd")
    log.append(1.01, "received", "ping", b"abcd")
    log.append(1.023, "received", "pong", b"abcd")
    log.append(1.1, "received", "pong", b"other")
    (line,) = READER.context(log.frame(2), log)
    assert line.text == "the ping sent 23 ms before"
    assert READER.context(log.frame(3), log) == ()
    assert READER.context(log.frame(0), log) == ()


def test_a_row_costs_the_same_for_a_message_of_any_size():
    """100 MB are not parsed, decoded or searched whole."""
    text = frame(b'{"a": "' + b"x" * 100_000_000 + b'"}')
    binary = frame(b"\x00" * 100_000_000, "binary")
    begun = time.process_time()
    for _ in range(10):
        assert READER.face(text).type == "JSON"
        assert len(READER.face(text).summary) < 500
        assert READER.face(binary).summary.endswith("…")
    assert time.process_time() - begun < 0.5
    assert READER.face(frame(b'{"a": "' + b"x" * 100_000)).marks == ()


def test_a_page_of_a_large_message_says_that_it_is_not_whole():
    """Only hex holds everything, since it needs nothing but arithmetic."""
    shown = frame(b"[" + b"1," * LONGEST_PAGE)
    text = page(shown, "Text")
    assert len(text.text) == LONGEST_PAGE
    assert text.lines[0].text.startswith("The first 4,194,304 of 8,388,609 bytes.")
    assert page(shown, "Base64").lines == text.lines
    assert "Pretty" not in titles(shown)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_every_object_and_array_is_json(value):
    """Whatever stands in it."""
    text = json.dumps([value]).encode()
    assert looks_like_json(text)
    assert json.loads(page(frame(text), "Pretty").text) == [value]


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.binary(max_size=60).map(lambda data: b'[{"' + data),
    st.sampled_from(get_args(FrameKind)),
    st.sampled_from(get_args(Direction)),
    st.text(max_size=10),
)
def test_any_bytes_can_be_read(data, kind, direction, note):
    """Without an error, and every mark is true."""
    log = FrameLog()
    log.append(0.0, direction, kind, data, note)
    shown = log.frame(0)
    face = READER.face(shown)
    assert face.type
    assert "\n" not in face.summary
    assert READER.pages(shown)
    READER.context(shown, log)
    if kind == "text":
        try:
            data.decode()
        except UnicodeDecodeError:
            assert "not UTF-8" in face.marks
        else:
            assert note == "not UTF-8" or "not UTF-8" not in face.marks
