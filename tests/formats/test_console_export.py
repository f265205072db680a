"""Messages written to files that other programs read."""

from __future__ import annotations

import base64
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.console_export import csv_lines, har_lines, json_line, json_lines, payload_text
from countersign.model.frames import Frame, FrameFace

NOON = 1_795_000_000.25
URL = "wss://example.com/chat?room=a%20b"
TEXTS = st.text(max_size=30)
DATA = st.one_of(st.binary(max_size=30), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
FRAMES = st.builds(
    Frame,
    st.integers(0, 10**6),
    st.floats(0, 4e9),
    st.sampled_from(["sent", "received"]),
    st.sampled_from(["text", "binary", "ping", "pong", "close"]),
    DATA,
)


class Reader:
    """Put frames into the words that a test gives."""

    def __init__(self, face=FrameFace("TEXT", "", "")):  # noqa: B008 - a frozen tuple
        self._face = face

    def face(self, _frame):
        return self._face

    def pages(self, _frame):
        return ()

    def context(self, _frame, _log):
        return ()


def text_frame(data=b"hello", number=0, **more):
    return Frame(number, NOON, more.pop("direction", "received"), more.pop("kind", "text"), data, **more)


def read_csv(lines):
    return list(csv.reader(io.StringIO("".join(lines), newline=""), strict=True))


def test_a_json_line_tells_all_of_a_frame():
    line = json_line(text_frame(b'{"a": 1}', 7), FrameFace("SDP_OFFER", "MASTER", "v=0", "warn", ("odd",)))
    assert json.loads(line) == {
        "number": 7,
        "time": "2026-11-18T11:06:40.250Z",
        "direction": "received",
        "kind": "text",
        "type": "SDP_OFFER",
        "peer": "MASTER",
        "size": 8,
        "summary": "v=0",
        "marks": ["odd"],
        "encoding": "utf-8",
        "data": '{"a": 1}',
    }


@given(st.lists(FRAMES, max_size=5), TEXTS)
def test_json_lines_are_one_object_each_whatever_the_bytes(frames, words):
    written = "".join(json_lines(frames, Reader(FrameFace(words, words, words)))).encode("utf-8")
    objects = [json.loads(line) for line in written.split(b"\n") if line]
    assert [one["number"] for one in objects] == [frame.number for frame in frames]
    for one, frame in zip(objects, frames, strict=True):
        if one["encoding"] == "base64":
            assert base64.b64decode(one["data"]) == frame.data
        elif frame.kind != "close":
            assert one["data"].encode() == frame.data


@given(st.lists(FRAMES, max_size=5), TEXTS)
def test_csv_reads_back_as_rows_of_equal_length(frames, words):
    written = "".join(csv_lines(frames, Reader(FrameFace(words, words, words)))).encode("utf-8").decode()
    rows = read_csv([written])
    assert [row[0] for row in rows] == ["Number", *(str(frame.number) for frame in frames)]
    assert {len(row) for row in rows} == {len(rows[0])}


@given(st.lists(FRAMES, max_size=5), TEXTS)
def test_no_cell_of_a_csv_is_a_formula(frames, words):
    rows = read_csv(csv_lines(frames, Reader(FrameFace(words, words, words))))
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") - {""}]


@pytest.mark.parametrize("payload", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_formula_gets_an_apostrophe(payload):
    assert read_csv(csv_lines([text_frame(payload.encode())], Reader()))[1][-1] == f"'{payload}"


def test_csv_lines_end_as_the_standard_wants():
    lines = list(csv_lines([text_frame(b'a "b", c')], Reader()))
    assert [line.endswith("\r\n") for line in lines] == [True, True]
    assert '"a ""b"", c"' in lines[1]


def test_har_holds_the_handshake_and_the_messages_in_order():
    frames = [
        Frame(0, NOON, "event", "event", b"", "CONNECTED"),
        text_frame("héllo".encode(), 1, direction="sent"),
        Frame(2, NOON + 0.5, "received", "binary", b"\0\xff"),
        Frame(3, NOON + 1, "received", "close", b"\x03\xe8bye"),
    ]
    log = json.loads("".join(har_lines(frames, URL)))["log"]
    (entry,) = log["entries"]
    assert log["version"] == "1.2"
    assert entry["request"]["url"] == URL
    assert entry["request"]["queryString"] == [{"name": "room", "value": "a b"}]
    assert entry["response"]["status"] == 101
    assert entry["startedDateTime"] == "2026-11-18T11:06:40.250Z"
    assert (entry["time"], entry["timings"]["wait"]) == (1000.0, 1000.0)
    assert entry["_webSocketMessages"] == [
        {"type": "send", "time": NOON, "opcode": 1, "data": "héllo"},
        {"type": "receive", "time": NOON + 0.5, "opcode": 2, "data": "AP8="},
        {"type": "receive", "time": NOON + 1, "opcode": 8, "data": "A+hieWU="},
    ]


@given(st.lists(FRAMES, max_size=5))
def test_har_is_json_with_one_message_per_frame(frames):
    (entry,) = json.loads("".join(har_lines(iter(frames), URL)).encode())["log"]["entries"]
    assert len(entry["_webSocketMessages"]) == len(frames)


def test_har_hides_what_a_signed_url_gives_away():
    signed = f"{URL}&X-Amz-Security-Token=FwoGZXIvYXdzEJr&X-Amz-Signature=0123abcd&X-Amz-Expires=299"
    written = "".join(har_lines([], signed))
    assert "FwoGZXIvYXdzEJr" not in written
    assert "0123abcd" not in written
    assert "X-Amz-Expires=299" in written


def test_lines_come_one_by_one():
    def endless():
        number = 0
        while True:
            yield text_frame(number=number)
            number += 1

    for lines in (json_lines(endless(), Reader()), csv_lines(endless(), Reader()), har_lines(endless(), URL)):
        assert [next(lines) for _ in range(3)]


@pytest.mark.parametrize(
    ("kind", "data", "text", "encoding"),
    [
        ("text", b"hi", "hi", "utf-8"),
        ("text", b"\xff", "/w==", "base64"),
        ("binary", b"hi", "aGk=", "base64"),
        ("close", b"\x03\xe8going", "1000 going", "utf-8"),
        ("close", b"\x03\xe8", "1000", "utf-8"),
        ("close", b"", "", "utf-8"),
        ("ping", b"", "", "utf-8"),
    ],
)
def test_a_payload_is_text_where_it_can_be(kind, data, text, encoding):
    assert payload_text(Frame(0, NOON, "received", kind, data)) == (text, encoding)
