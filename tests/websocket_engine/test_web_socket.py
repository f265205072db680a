"""An open socket: messages both ways, how it ends, and what a peer that misbehaves brings about."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import struct

import pytest

from countersign.formats.close_codes import close_code
from countersign.model.errors import Failure, TransportError
from countersign.websocket_engine import conversation
from countersign.websocket_engine.conversation import MOST_UNSEEN
from countersign.websocket_engine.engine import SocketOptions
from tests.http_engine.loopback import reset_connection, settle
from tests.websocket_engine.raw_peer import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    closing,
    connected,
    frame,
    read_frame,
    run,
    sending,
    switching,
    talking,
)


async def echo(reader, writer):
    """Send messages back and answer a close; what pings bring is left to each test."""
    while True:
        opcode, data = await read_frame(reader)
        writer.write(frame(PONG if opcode == PING else opcode, data))
        await writer.drain()
        if opcode == CLOSE:
            return


def ended_by(script, spool, **options):
    """Return how a connection ended that the client leaves alone, and the rows of its log."""

    async def work():
        async with connected(script, spool, **options) as session:
            closing = await session.ended()
            return closing, session.rows(), session.notes()

    return run(work())


# Messages


def test_messages_go_both_ways_and_each_has_its_row(tmp_path):
    async def work():
        async with connected(talking(echo), tmp_path) as session:
            heard = []
            session.socket.on_received = lambda kind, data: heard.append((kind, data, session.log.count))
            await session.socket.send("text", "grüß".encode())
            await session.log.until(2)
            await session.socket.send("binary", bytes(range(256)))
            await session.log.until(4)
            assert session.rows() == [
                ("sent", "text", "grüß".encode()),
                ("received", "text", "grüß".encode()),
                ("sent", "binary", bytes(range(256))),
                ("received", "binary", bytes(range(256))),
            ]
            assert heard == [("text", "grüß".encode(), 2), ("binary", bytes(range(256)), 4)]
            times = [session.log.frame(number).at for number in range(4)]
            assert times == sorted(times)

    run(work())


def test_fragments_become_one_row_and_control_frames_between_them_their_own(tmp_path):
    pieces = (
        frame(TEXT, b"on", fin=False),
        frame(PING, b"?"),
        frame(0, b"e ", fin=False),
        frame(0, b"row"),
        closing(1000),
    )
    end, rows, _ = ended_by(sending(*pieces), tmp_path)
    assert end.failure is None
    assert [row for row in rows if row[0] == "received"] == [
        ("received", "ping", b"?"),
        ("received", "text", b"one row"),
        ("received", "close", b"\x03\xe8"),
    ]
    assert [row for row in rows if row[0] == "sent"] == [("sent", "pong", b"?"), ("sent", "close", b"\x03\xe8")]


def test_a_huge_message_goes_both_ways_whole(tmp_path):
    huge = bytes(range(256)) * 40_000  # 10 MB

    async def fast_echo(reader, writer):
        head = await reader.readexactly(14)
        data = await reader.readexactly(int.from_bytes(head[2:10], "big"))
        mask = head[10:] * (len(data) // 4)
        plain = (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(data), "big")
        writer.write(frame(BINARY, plain))
        await reader.read(-1)

    async def work():
        async with connected(talking(fast_echo), tmp_path) as session:
            await session.socket.send("binary", huge)
            await session.log.until(2)
            assert session.log.frame(1).data == huge

    run(work())


def test_messages_that_come_with_the_answer_are_not_lost(tmp_path):
    async def together(reader, writer):
        writer.write(switching(await reader.readuntil(b"\r\n\r\n")) + frame(TEXT, b"early") + closing(1000))
        await read_frame(reader)

    _, rows, _ = ended_by(together, tmp_path)
    assert rows[0] == ("received", "text", b"early")


# Closes


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 3456, 4000, 4999])
def test_each_code_of_the_server_is_told_with_what_it_means(tmp_path, code):
    end, rows, _ = ended_by(sending(closing(code, "because")), tmp_path)
    assert (end.code, end.reason, end.by_us) == (code, "because", False)
    payload = struct.pack("!H", code) + b"because"
    assert rows == [("received", "close", payload), ("sent", "close", payload)]
    if code in {1000, 1001}:
        assert end.failure is None
    else:
        assert end.failure.id == "websocket.closed"
        assert str(code) in end.failure.sentence
        assert close_code(code).sentence in end.failure.sentence
        assert end.failure.action == close_code(code).action


def test_a_close_without_a_code_is_told_as_1005(tmp_path):
    end, rows, _ = ended_by(sending(frame(CLOSE)), tmp_path)
    assert (end.code, end.failure) == (1005, None)
    assert rows == [("received", "close", b""), ("sent", "close", b"")]


def test_an_end_without_a_close_frame_is_told_as_1006(tmp_path):
    end, _, _ = ended_by(sending(frame(TEXT, b"a"), hang_up=True), tmp_path)
    assert (end.code, end.by_us, end.failure.id) == (1006, False, "websocket.dropped")


def test_a_reset_has_its_own_name(tmp_path):
    async def reset(reader, writer):
        await read_frame(reader)
        reset_connection(writer)

    async def work():
        async with connected(talking(reset), tmp_path) as session:
            await session.socket.send("text", b"a")
            return await session.ended()

    end = run(work())
    assert (end.code, end.failure.id) == (1006, "websocket.reset")


def test_a_server_that_leaves_its_own_close_half_done_is_dropped_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(conversation, "CLOSE_LIMIT", 0.1)

    async def lingers(reader, writer):
        writer.write(closing(1000))
        await reader.read(1)
        await asyncio.sleep(30)

    end, _, _ = ended_by(talking(lingers), tmp_path)
    assert (end.code, end.failure) == (1000, None)


def test_closing_goes_through_the_handshake(tmp_path):
    async def work():
        async with connected(talking(echo), tmp_path) as session:
            await session.socket.close(4001, "enough")
            end = await session.ended()
            with pytest.raises(TransportError) as caught:
                await session.socket.send("text", b"late")
            assert caught.value.failure.id == "websocket.not-open"
            with pytest.raises(TransportError):
                await session.socket.ping()
            await session.socket.close()
            return end, session.rows()

    end, rows = run(work())
    assert (end.code, end.reason, end.by_us, end.failure) == (4001, "enough", True, None)
    payload = struct.pack("!H", 4001) + b"enough"
    assert rows == [("sent", "close", payload), ("received", "close", payload)]


@pytest.mark.parametrize("answers", ["nothing", "end"])
def test_a_close_that_is_not_answered_ends_in_time(tmp_path, monkeypatch, answers):
    monkeypatch.setattr(conversation, "CLOSE_LIMIT", 0.1)

    async def then(reader, writer):
        await read_frame(reader)
        if answers == "nothing":
            await asyncio.sleep(30)

    async def work():
        async with connected(talking(then), tmp_path) as session:
            await session.socket.close()
            return await session.ended()

    end = run(work())
    assert (end.code, end.by_us, end.failure.id) == (1006, True, "websocket.close-unanswered")


@pytest.mark.parametrize(("code", "reason"), [(1005, ""), (1006, ""), (99, ""), (2999, ""), (1000, "é" * 62)])
def test_a_close_that_may_not_be_sent_is_refused_and_the_connection_stays(tmp_path, code, reason):
    async def work():
        async with connected(talking(echo), tmp_path) as session:
            with pytest.raises(TransportError) as caught:
                await session.socket.close(code, reason)
            assert caught.value.failure.id == "websocket.close-code"
            await session.socket.send("text", b"still here")
            await session.log.until(2)

    run(work())


# Frames that break the rules (the rules themselves: test_inbound.py)

BROKEN = {
    "reserved-bits": (frame(TEXT, b"a", bits=2), 1002),
    "opcode": (frame(3, b"a"), 1002),
    "masked": (frame(TEXT, b"a", masked=True), 1002),
    "control-too-long": (frame(PING, bytes(126)), 1002),
    "control-fragmented": (frame(PING, b"a", fin=False), 1002),
    "continuation": (frame(0, b"a"), 1002),
    "too-big": (frame(BINARY, bytes(3 * 1024 * 1024)), 1009),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_shown_with_its_bytes_and_closes_with_its_code(tmp_path, name):
    data, code = BROKEN[name]
    told = []

    async def then(reader, writer):
        writer.write(frame(TEXT, b"before") + data + frame(TEXT, b"after"))
        told.append(await read_frame(reader))

    small = SocketOptions(compression=False, largest_message=2 * 1024 * 1024)
    end, rows, notes = ended_by(talking(then), tmp_path, options=small)
    assert (end.code, end.by_us, end.failure.id) == (code, True, f"websocket.frame-{name}")
    assert told[0][0] == CLOSE
    assert told[0][1][:2] == struct.pack("!H", code)
    assert rows[0] == ("received", "text", b"before")
    direction, _, words = rows[1]
    assert (direction, notes[1]) == ("event", "PROTOCOL ERROR")
    assert end.failure.sentence in words.decode()
    assert data[:12].hex(" ") in words.decode() or data.hex(" ") in words.decode()
    assert rows[2:] == [("sent", "close", told[0][1])]


def test_text_that_is_not_utf8_is_kept_and_marked_and_closes_with_1007(tmp_path):
    end, rows, notes = ended_by(sending(frame(TEXT, b"\xff\xfe"), frame(TEXT, b"after")), tmp_path)
    assert (end.code, end.by_us, end.failure.id) == (1007, True, "websocket.frame-not-utf8")
    assert rows[0] == ("received", "text", b"\xff\xfe")
    assert notes[0] == "not UTF-8"
    assert [row[1] for row in rows[1:]] == ["close"]


# Liveness


def test_a_ping_measures_the_round_trip(tmp_path):
    async def slow(reader, writer):
        _, data = await read_frame(reader)
        await asyncio.sleep(0.05)
        writer.write(frame(PONG, b"not asked for") + frame(PONG, data))
        await reader.read(-1)

    async def work():
        async with connected(talking(slow), tmp_path) as session:
            assert 50 <= await session.socket.ping() < 2000
            assert [row[:2] for row in session.rows()] == [
                ("sent", "ping"),
                ("received", "pong"),
                ("received", "pong"),
            ]

    run(work())


def test_a_pong_for_a_later_ping_answers_the_earlier_ones(tmp_path):
    async def then(reader, writer):
        await read_frame(reader)
        _, second = await read_frame(reader)
        writer.write(frame(PONG, second))
        await reader.read(-1)

    async def work():
        async with connected(talking(then), tmp_path) as session:
            both = await asyncio.gather(session.socket.ping(5), session.socket.ping(5))
            assert all(milliseconds > 0 for milliseconds in both)

    run(work())


async def _mute(reader, writer):
    await asyncio.sleep(30)


def test_a_peer_without_a_pong_is_named_and_dropped_by_that_name(tmp_path):
    async def work():
        async with connected(talking(_mute), tmp_path) as session:
            with pytest.raises(TransportError) as caught:
                await session.socket.ping(0.1)
            failure = caught.value.failure
            assert failure.id == "websocket.no-pong"
            assert "0.1 s" in failure.sentence
            await session.socket.abort(failure)
            return await session.ended()

    end = run(work())
    assert (end.code, end.by_us, end.failure.id) == (1006, True, "websocket.no-pong")


def test_a_half_open_peer_that_sends_no_more_counts_as_dropped(tmp_path):
    """The peer has shut down its sending half and would still read."""

    async def half(reader, writer):
        writer.write_eof()
        await reader.read(-1)

    end, _, _ = ended_by(talking(half), tmp_path)
    assert (end.code, end.failure.id) == (1006, "websocket.dropped")


def test_a_slow_server_is_waited_for_byte_by_byte(tmp_path):
    async def drip(reader, writer):
        for byte in frame(TEXT, b"slow") + closing(1000):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.01)

    end, rows, _ = ended_by(talking(drip), tmp_path)
    assert end.code == 1000
    assert rows[0] == ("received", "text", b"slow")


def test_a_server_that_pauses_reading_holds_back_the_sender_but_not_what_comes(tmp_path):
    async def work():
        go_on = asyncio.Event()

        async def pauses(reader, writer):
            writer.write(frame(PING, b"1") + frame(PING, b"2") + frame(TEXT, b"meanwhile"))
            await go_on.wait()

        async with connected(talking(pauses), tmp_path) as session:
            sending = asyncio.create_task(session.socket.send("binary", bytes(20_000_000)))
            await session.log.until(3)
            done, _ = await asyncio.wait([sending], timeout=0.2)
            assert not done
            assert "binary" not in [row[1] for row in session.rows("sent")]
            assert ("received", "text", b"meanwhile") in session.rows()
            with pytest.raises(TransportError):
                await session.socket.ping(0.05)
            sending.cancel()
            await asyncio.wait([sending])
            assert sending.cancelled()
            await session.socket.abort()
            go_on.set()

    run(work())


def test_a_paused_server_that_reads_again_gets_everything_in_order(tmp_path):
    async def work():
        go_on = asyncio.Event()
        opcodes = []

        async def pauses(reader, writer):
            writer.write(frame(PING, b"1") + frame(PING, b"2"))
            await go_on.wait()
            while not opcodes or opcodes[-1] != CLOSE:
                first, second = await reader.readexactly(2)
                size = second & 0x7F
                if size > 125:
                    size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8), "big")
                await reader.readexactly(4 + size)
                opcodes.append(first & 0x0F)
            writer.write(closing(1000))

        async with connected(talking(pauses), tmp_path) as session:
            sending = asyncio.create_task(session.socket.send("binary", bytes(12_000_000)))
            await session.log.until(2)
            close = asyncio.create_task(session.socket.close())
            go_on.set()
            await asyncio.gather(sending, close)
            assert (await session.ended()).failure is None
            assert opcodes[0] == BINARY or opcodes[:2] == [PONG, BINARY]
            assert opcodes[-1] == CLOSE
            sent = [row[1] for row in session.rows("sent")]
            assert sent[-1] == "close"
            assert sent.count("binary") == 1

    run(work())


# A viewer that is behind


def test_nothing_is_read_while_the_viewer_is_behind_and_at_once_when_it_is_not(tmp_path):
    messages = frame(TEXT, b"x" * 200) * 10_000

    async def flood(reader, writer):
        writer.write(messages)
        await echo(reader, writer)

    async def work():
        async with connected(talking(flood), tmp_path) as session:
            await session.log.until(MOST_UNSEEN)
            await asyncio.sleep(0.05)
            held = session.log.count
            assert MOST_UNSEEN <= held < MOST_UNSEEN + 1000
            pinging = asyncio.create_task(session.socket.ping(0.2))
            await asyncio.sleep(0.5)
            assert not pinging.done(), "a ping is not lost because nothing is read"
            assert session.rows("received")[-1][1] == "text"
            while session.log.count < 10_002:
                session.log.seen = session.log.count
                await asyncio.sleep(0.001)
            assert await pinging > 0

    run(work())


def test_a_held_connection_can_be_closed(tmp_path):
    async def flood(reader, writer):
        writer.write(frame(TEXT, b"x") * 100_000)
        await echo(reader, writer)

    async def work():
        async with connected(talking(flood), tmp_path) as session:
            await session.log.until(MOST_UNSEEN)
            await session.socket.close()
            end = await session.ended()
            assert (end.code, end.by_us, end.failure) == (1000, True, None)

    run(work())


# Owners that go away


def test_an_aborted_connection_says_why(tmp_path):
    async def work():
        async with connected(talking(echo), tmp_path) as session:
            await session.socket.abort(Failure("test.reason", "Because."))
            end = await session.ended()
            await session.socket.abort(Failure("test.other", "Too late."))
            return end

    end = run(work())
    assert (end.code, end.by_us, end.failure.id) == (1006, True, "test.reason")


def test_a_forgotten_socket_takes_its_connection_along(tmp_path):
    async def work():
        gone = asyncio.Event()

        async def then(reader, writer):
            with contextlib.suppress(ConnectionError):
                await reader.read(-1)
            gone.set()

        async with connected(talking(then), tmp_path) as session:
            session.opening = type("Nothing", (), {"socket": None})()
            gc.collect()
            async with asyncio.timeout(5):
                await gone.wait()
            await settle()

    run(work())


def test_a_cancelled_close_drops_the_connection_at_once(tmp_path):
    async def work():
        async with connected(talking(_mute), tmp_path) as session:
            close = asyncio.create_task(session.socket.close())
            await session.log.until(1)
            close.cancel()
            await asyncio.wait([close])
            assert close.cancelled()
            assert (await session.ended()).code == 1006

    run(work())


def test_a_send_that_the_connection_does_not_outlive_raises(tmp_path):
    async def work():
        async with connected(talking(_mute), tmp_path) as session:
            sending = asyncio.create_task(session.socket.send("binary", bytes(30_000_000)))
            await asyncio.sleep(0.05)
            await session.socket.abort()
            with pytest.raises(TransportError) as caught:
                await sending
            assert caught.value.failure.id == "websocket.not-open"
            assert session.rows() == []

    run(work())
