"""Bytes from a server, in any pieces: the same messages and the same verdicts as websockets' own core."""

from __future__ import annotations

import itertools
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from countersign.websocket_engine.failures import failure_ids
from countersign.websocket_engine.inbound import Inbound, Incoming
from tests.websocket_engine.raw_peer import BINARY, CLOSE, PING, PONG, TEXT, closing, frame

LIMIT = 70_000


def core_of(*, compressed=False, limit=LIMIT):
    core = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=limit)
    if compressed:
        core.extensions = [PerMessageDeflate(False, False, 15, 15)]
    return core


def read(pieces, *, compressed=False, limit=LIMIT, most=7) -> list[Incoming]:
    """Read pieces one after the other, a few messages at a time."""
    inbound = Inbound(core_of(compressed=compressed, limit=limit), limit)
    found = []
    for piece in pieces:
        inbound.feed(piece)
        while batch := inbound.take(most):
            found += batch
    return found + inbound.end()


def judged_by_core(data, *, compressed=False):
    """Return the messages and control frames that the core makes of all bytes at once, and the code it fails with."""
    core = core_of(compressed=compressed)
    core.receive_data(data)
    found, parts, kind = [], bytearray(), ""
    for event in core.events_received():
        if event.opcode in {Opcode.CLOSE, Opcode.PING, Opcode.PONG}:
            found.append((event.opcode.name.lower(), bytes(event.data)))
            continue
        kind = kind if event.opcode is Opcode.CONT else event.opcode.name.lower()
        parts += event.data
        if event.fin:
            found.append((kind, bytes(parts)))
            if kind == "text" and not _decodes(parts):
                return found, 1007
            parts = bytearray()
    return found, None if core.parser_exc is None else core.close_sent.code


def _decodes(data):
    try:
        bytes(data).decode()
    except UnicodeDecodeError:
        return False
    return True


def deflated(data):
    squeeze = zlib.compressobj(wbits=-15)
    return (squeeze.compress(data) + squeeze.flush(zlib.Z_SYNC_FLUSH))[:-4]


payloads = st.one_of(
    st.binary(max_size=130),
    st.text(max_size=60).map(str.encode),
    st.integers(0, 66_000).map(lambda size: b"x" * size),
)
good_frames = st.builds(frame, st.sampled_from([TEXT, BINARY]), st.text(max_size=90).map(str.encode))
any_frames = st.builds(
    frame,
    st.sampled_from([TEXT, BINARY, 0, CLOSE, PING, PONG, 3, 11]),
    payloads,
    fin=st.booleans(),
    bits=st.sampled_from([0, 0, 0, 0, 4, 2, 1]),
    masked=st.sampled_from([False] * 7 + [True]),
)
streams = st.lists(
    st.one_of(good_frames, good_frames, any_frames, any_frames, st.builds(closing, st.integers(0, 5000))), max_size=12
)


@settings(max_examples=400, deadline=None)
@given(
    frames=streams,
    cuts=st.lists(st.integers(0, 2000), max_size=12),
    tail=st.binary(max_size=6),
    deflate=st.booleans(),
)
def test_any_pieces_give_what_the_core_gives_for_the_whole(frames, cuts, tail, deflate):
    data = b"".join(frames) + tail
    edges = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    found = read([data[a:b] for a, b in itertools.pairwise(edges)], compressed=deflate)
    expected, code = judged_by_core(data, compressed=deflate)
    events = [incoming for incoming in found if incoming.kind == "event"]
    assert [(incoming.kind, incoming.data) for incoming in found if incoming.kind != "event"] == expected
    faults = [incoming.fault for incoming in found if incoming.fault]
    assert [fault.code for fault in faults] == ([] if code is None else [code])
    assert all(fault.failure_id in failure_ids() for fault in faults)
    assert all(data.find(event.data) >= 0 and event.data for event in events)


def test_one_byte_at_a_time_gives_the_same_as_all_at_once():
    data = (
        frame(TEXT, b"a") + frame(BINARY, bytes(300)) + frame(PING, b"p") + frame(TEXT, b"b" * 66_000) + closing(1000)
    )
    single, whole = read([bytes([byte]) for byte in data]), read([data])
    assert [incoming[:2] for incoming in single] == [incoming[:2] for incoming in whole]
    assert [incoming.kind for incoming in whole] == ["text", "binary", "ping", "text", "close"]


FAULTS = {
    "a reserved bit": (frame(TEXT, b"a", bits=2), "reserved-bits", 1002),
    "a compressed frame without compression": (frame(TEXT, b"a", bits=4), "reserved-bits", 1002),
    "an opcode that is not there": (frame(3, b"a"), "opcode", 1002),
    "a control opcode that is not there": (frame(11, b"a"), "opcode", 1002),
    "a mask": (frame(TEXT, b"a", masked=True), "masked", 1002),
    "a long ping": (frame(PING, bytes(126)), "control-too-long", 1002),
    "a ping in fragments": (frame(PING, b"a", fin=False), "control-fragmented", 1002),
    "a continuation of nothing": (frame(0, b"a"), "continuation", 1002),
    "a message within a message": (frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), "interrupted", 1002),
    "a close within a message": (frame(TEXT, b"a", fin=False) + closing(1000), "interrupted", 1002),
    "a message over the limit": (frame(BINARY, bytes(LIMIT + 1)), "too-big", 1009),
    "fragments over the limit": (frame(BINARY, bytes(60_000), fin=False) + frame(0, bytes(20_000)), "too-big", 1009),
    "a claim of exabytes": (b"\x82\x7f" + b"\x7f" * 8, "too-big", 1009),
    "a close of one byte": (frame(CLOSE, b"\x03"), "close", 1002),
    "a close with a code that is never sent": (closing(1006), "close", 1002),
    "a close with a reason that is not UTF-8": (frame(CLOSE, b"\x03\xe8\xff"), "not-utf8", 1007),
}


@pytest.mark.parametrize("case", FAULTS)
def test_each_broken_rule_has_its_own_name_and_is_answered_by_its_code(case):
    data, name, code = FAULTS[case]
    found = read([frame(TEXT, b"before"), data, frame(TEXT, b"after")])
    assert found[0] == Incoming("text", b"before")
    assert len(found) == 2
    last = found[1]
    assert (last.kind, last.fault.failure_id, last.fault.code) == ("event", f"websocket.frame-{name}", code)
    assert last.data == data[data.rindex(last.data) :][:16]
    answer = last.reply
    assert answer[0] == 0x88
    assert struct.unpack("!H", bytes(a ^ b for a, b in zip(answer[6:8], answer[2:4], strict=True)))[0] == code


def test_corrupt_compressed_data_has_its_own_name():
    found = read([frame(TEXT, b"\xff" * 9, bits=4)], compressed=True)
    assert [incoming.fault.failure_id for incoming in found] == ["websocket.frame-compression"]
    bomb = read([frame(BINARY, deflated(bytes(10_000_000)), bits=4)], compressed=True)
    assert [incoming.fault.failure_id for incoming in bomb] == ["websocket.frame-too-big"]


def test_compressed_messages_come_out_whole():
    assert read([frame(TEXT, deflated(b"squeezed"), bits=4)], compressed=True) == [Incoming("text", b"squeezed")]


@pytest.mark.parametrize(
    "data",
    [
        frame(TEXT, b"\xff\xfe") + frame(TEXT, b"after"),
        frame(TEXT, b"\xff", fin=False) + frame(0, b"\xfe") + frame(TEXT, b"after"),
    ],
)
def test_text_that_is_not_utf8_is_given_as_it_came_and_is_the_last_thing(data):
    (only,) = read([data])
    assert (only.kind, only.data) == ("text", b"\xff\xfe")
    assert (only.fault.failure_id, only.fault.code) == ("websocket.frame-not-utf8", 1007)
    assert only.reply


def test_a_character_may_be_cut_by_a_fragment():
    data = frame(TEXT, b"\xc3", fin=False) + frame(PING) + frame(0, b"\xa4")
    assert [(incoming.kind, incoming.data) for incoming in read([data])] == [("ping", b""), ("text", "ä".encode())]


def test_a_fault_in_a_head_that_the_end_cuts_off_is_told():
    assert [incoming.fault.failure_id for incoming in read([b"\x81\xfe"])] == ["websocket.frame-masked"]
    assert read([b"\x81\x7e"]) == []


def test_bytes_after_the_end_are_not_kept():
    inbound = Inbound(core_of(), LIMIT)
    inbound.feed(closing(1000))
    assert inbound.take(9)
    for _ in range(3):
        inbound.feed(bytes(100_000))
        assert inbound.take(9) == []
    assert len(inbound._buffer) == 0
