"""The life of a connection that is to last, hours of it in virtual time."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.model.errors import Failure, InputError, TransportError
from countersign.model.frames import Closing, Limit
from countersign.websocket_engine.backoff import CAP
from countersign.websocket_engine.failures import failure
from countersign.websocket_engine.lasting_socket import Ending, Habits
from tests.websocket_engine.virtual_time import DROPPED, HELLO, NORMAL, Server, Watched, events, now, run_virtually

LASTING = Habits(reconnect=True)
ONCE = Habits(reconnect=False)


def loop_time() -> float:
    return asyncio.get_running_loop().time()


def test_it_opens_and_says_so():
    async def work():
        server = Server()
        watched = Watched(server, ONCE)
        state = await watched.until("open")
        assert (state.since, state.subprotocol, state.extensions) == (now(), "chat", "permessage-deflate")
        assert state.exchange.response.status == 101
        assert watched.socket.is_open
        await watched.socket.send(HELLO)
        await watched.socket.close()
        await watched.ended()
        return server, watched

    server, watched = run_virtually(work())
    assert watched.phases == ["connecting", "open", "closing", "closed"]
    assert events(server.log) == [("CONNECTED", "101 Switching Protocols"), ("CLOSED", "1000")]
    assert server.line.closed_with == (1000, "")
    assert watched.socket.state.failure is None


def test_a_drop_is_followed_by_a_new_handshake_and_both_are_told():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        await asyncio.sleep(30)
        server.line.end()
        waiting = await watched.until("waiting")
        assert waiting.closing == DROPPED
        assert waiting.failure == DROPPED.failure
        assert waiting.limits == ()
        assert now() < waiting.retry_at <= now() + 0.5
        state = await watched.until("open", attempt=2)
        assert (state.failure, state.closing, state.retry_at) == (None, None, 0.0)
        await watched.socket.close()
        await watched.ended()
        return server, watched

    server, watched = run_virtually(work())
    assert watched.phases == ["connecting", "open", "waiting", "connecting", "open", "closing", "closed"]
    assert [title for title, _ in events(server.log)] == ["CONNECTED", "CLOSED", "RECONNECTED", "CLOSED"]
    assert events(server.log)[2] == ("RECONNECTED", "new handshake, 30 ms")
    assert str(DROPPED.failure) in events(server.log)[1][1]


def test_a_drop_ends_it_where_nobody_wants_another_one():
    async def work():
        server = Server()
        watched = Watched(server, ONCE)
        await watched.until("open")
        server.line.end()
        return await watched.ended(), server

    state, server = run_virtually(work())
    assert (state.phase, state.failure, state.closing) == ("closed", DROPPED.failure, DROPPED)
    assert len(server.begun_at) == 1


def test_a_close_in_good_order_is_no_failure_and_is_followed_by_a_reconnect_too():
    async def work():
        server = Server()
        once, lasting = Watched(server, ONCE), None
        await once.until("open")
        server.line.end(NORMAL)
        state = await once.ended()
        lasting = Watched(server, LASTING)
        await lasting.until("open")
        server.line.end(Closing(1001, "Going away"))
        again = await lasting.until("open", attempt=2)
        await lasting.socket.close()
        await lasting.ended()
        return state, again

    state, again = run_virtually(work())
    assert (state.failure, state.closing) == (None, NORMAL)
    assert again.failure is None


@pytest.mark.parametrize("answer", [0, 403, 503])
def test_a_first_attempt_that_fails_is_not_repeated(answer):
    async def work():
        server = Server(answers=[answer])
        state = await Watched(server, LASTING).ended()
        return state, server

    state, server = run_virtually(work())
    assert (state.phase, state.failure.id) == ("closed", "websocket.refused-404")
    assert len(server.begun_at) == 1
    assert [title for title, _ in events(server.log)] == ["REFUSED"]


@pytest.mark.parametrize(("answers", "attempts"), [([0, 503, 0, 500], 6), ([0, 403], 3), ([404], 2), ([400], 2)])
def test_later_attempts_go_on_until_the_server_says_4xx(answers, attempts):
    async def work():
        server = Server(answers=[101, *answers])
        watched = Watched(server, LASTING)
        await watched.until("open")
        server.line.end()
        if attempts == len(answers) + 2:
            await watched.until("open", attempt=2)
            await watched.socket.close()
        return await watched.ended(1000), server

    state, server = run_virtually(work())
    assert len(server.begun_at) == attempts
    assert state.exchange.response.status == (101 if attempts == len(answers) + 2 else answers[-1])
    assert (state.failure is None) == (attempts == len(answers) + 2)


def test_what_an_attempt_raises_ends_it_and_is_raised():
    async def work():
        server = Server(answers=[InputError(Failure("x.y", "No."))])
        with pytest.raises(InputError, match="No"):
            await Watched(server, LASTING).ended()

    run_virtually(work())


# Killed 100 times


def kill_every(server: Server, seconds: float, until: float) -> None:
    """Let each connection live that long, until the hour is over."""

    def opened(line) -> None:
        if loop_time() < until:
            asyncio.get_running_loop().call_later(seconds, line.end)

    server.opened = opened


@pytest.mark.parametrize("seed", range(5))
def test_a_server_that_kills_every_connection_for_an_hour_is_not_stormed(seed):
    async def work():
        server = Server()
        kill_every(server, 0.6, loop_time() + 3600)
        watched = Watched(server, LASTING, random.Random(seed))
        await asyncio.sleep(3600)
        state = await watched.until("open")
        await asyncio.sleep(2)
        assert watched.socket.is_open
        await watched.socket.close()
        await watched.ended()
        return server, watched, state

    server, watched, state = run_virtually(work())
    assert server.most_in_flight == 1
    assert max(watched.waits) <= CAP
    assert 60 <= len(server.begun_at) <= 140
    late = watched.waits[8:]
    assert min(late) >= CAP / 2
    assert max(late) - min(late) > 10, "there is no jitter"
    assert [after - before for before, after in zip(server.begun_at, server.begun_at[1:], strict=False)] == (
        pytest.approx([wait + 0.63 for wait in watched.waits])
    )
    assert state.attempt == len(server.begun_at)


def test_a_server_killed_a_hundred_times_in_a_minute():
    """It is down 100 times in 60 s, half a second each, and takes what open connections there are along."""

    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        for _ in range(100):
            if server.line.is_open:
                server.line.end()
            server.answers[:] = [0]
            await asyncio.sleep(0.5)
            server.answers.clear()
            await asyncio.sleep(0.1)
        assert loop_time() == pytest.approx(1_060.03)
        state = await watched.until("open", attempt=len(server.begun_at) + 1 if not watched.socket.is_open else 0)
        await watched.socket.send(HELLO)
        await watched.socket.close()
        await watched.ended()
        return server, watched, state

    server, watched, _ = run_virtually(work())
    assert server.most_in_flight == 1
    assert len(server.begun_at) <= 15
    assert max(watched.waits) <= CAP
    assert all(not line.is_open for line in server.lines)


# Limits and pings


def limits(opened: float, used: float) -> tuple[Limit, ...]:
    return (Limit("idle", used + 600), Limit("hour", opened + 3600))


def test_limits_count_from_the_opening_and_from_the_last_message_whatever_the_pings():
    async def work():
        server = Server()
        watched = Watched(server, Habits(reconnect=True, ping_interval=20, limits=limits))
        opened = (await watched.until("open")).since
        await asyncio.sleep(301.5)
        assert server.log.total("sent") == 15, "it pings each 20 s"
        assert watched.socket.state.limits == (Limit("idle", opened + 600), Limit("hour", opened + 3600))
        await watched.socket.send(HELLO)
        sent = now()
        await asyncio.sleep(2)
        assert watched.socket.state.limits == (Limit("idle", sent + 600), Limit("hour", opened + 3600))
        server.line.say(b"x")
        said = now()
        await asyncio.sleep(2)
        assert watched.socket.state.limits[0] == Limit("idle", said + 600)
        reports = len(watched.states)
        await asyncio.sleep(10)
        assert len(watched.states) == reports, "nothing is reported where nothing has changed"
        server.line.end()
        assert (await watched.until("waiting")).limits == ()
        again = await watched.until("open", attempt=2)
        await asyncio.sleep(1)
        assert watched.socket.state.limits == limits(again.since, again.since)
        await watched.socket.close()
        return await watched.ended()

    assert run_virtually(work()).limits == ()


def test_a_ping_is_measured_by_itself_and_on_demand():
    async def work():
        server = Server()
        watched = Watched(server, Habits(ping_interval=None))
        await watched.until("open")
        await asyncio.sleep(1000)
        assert watched.socket.state.ping_ms is None
        assert await watched.socket.ping() == 20.0
        assert watched.socket.state.ping_ms == 20.0
        await watched.socket.close()
        await watched.ended()
        with pytest.raises(TransportError, match="not open"):
            await watched.socket.ping()

    run_virtually(work())


def test_a_peer_that_answers_no_ping_is_dropped_and_a_new_connection_opened():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        server.line.answers_pings = False
        waiting = await watched.until("waiting")
        assert loop_time() == pytest.approx(1_040.03)
        assert server.line.was_aborted
        await watched.until("open", attempt=2)
        await watched.socket.close()
        await watched.ended()
        return waiting

    assert run_virtually(work()).failure.id == "websocket.no-pong"


def test_a_ping_that_falls_into_the_closing_handshake_does_not_make_a_failure_of_it():
    async def work():
        server = Server()
        watched = Watched(server, Habits(ping_interval=20))
        await watched.until("open")
        await asyncio.sleep(19.98)
        await watched.socket.close(4000, "enough")
        state = await watched.ended()
        assert loop_time() > 1_020.03
        return state, server

    state, server = run_virtually(work())
    assert (state.closing.code, state.failure, server.line.was_aborted) == (4000, None, False)


# What cannot be sent


def test_what_cannot_be_sent_raises_and_is_not_logged_as_sent():
    async def work():
        server = Server(answers=[101, 0])
        watched = Watched(server, LASTING)

        async def try_to_send():
            with pytest.raises(TransportError) as raised:
                await watched.socket.send(HELLO)
            assert raised.value.failure.id == "websocket.not-open"

        await try_to_send()
        await watched.until("open")
        server.line.end()
        await try_to_send()
        await watched.until("waiting")
        await try_to_send()
        await watched.until("connecting")
        await try_to_send()
        await watched.until("open", attempt=3)
        closing = asyncio.ensure_future(watched.socket.close())
        await watched.until("closing")
        await asyncio.sleep(0)
        await try_to_send()
        await closing
        await watched.ended()
        await try_to_send()
        return server

    assert run_virtually(work()).log.total("sent") == 0


# The verdict


def test_a_verdict_ends_it_and_is_told_what_it_needs():
    stop = Failure("x.y", "Somebody else has come.")
    heard = []

    def verdict(ending: Ending) -> Failure | None:
        heard.append(ending)
        return stop if ending.closing.code == 1000 else None

    async def work():
        server = Server()
        watched = Watched(server, Habits(reconnect=True, verdict=verdict))
        await watched.until("open")
        await asyncio.sleep(100)
        await watched.socket.send(HELLO)
        await asyncio.sleep(40)
        server.line.end()
        await watched.until("open", attempt=2)
        await watched.socket.reconnect()
        await watched.until("open", attempt=3)
        server.line.end(NORMAL)
        return await watched.ended()

    state = run_virtually(work())
    assert (state.phase, state.failure, state.closing) == ("closed", stop, NORMAL)
    assert [ending.closing for ending in heard] == [DROPPED, NORMAL], "what was wished needs no verdict"
    assert (heard[0].lived, heard[0].idle) == (pytest.approx(140), pytest.approx(40))


def test_without_pong_or_close_the_failure_is_the_one_of_the_connection():
    late = Closing(1011, "", failure=failure("websocket.closed", host="h", code="1011", meaning="", action=""))

    async def work():
        server = Server()
        watched = Watched(server, ONCE)
        await watched.until("open")
        server.line.end(late)
        return await watched.ended()

    assert run_virtually(work()).failure is late.failure


# Anything may happen at any time

DEEDS = st.sampled_from(["drop", "renew", "reconnect", "refuse", "unreachable", "mute", "send", "wait", "long wait"])


@settings(max_examples=300)
@given(st.lists(st.tuples(DEEDS, st.floats(0, 3)), max_size=40), st.booleans(), st.sampled_from(["close", "cancel"]))
def test_whatever_happens_there_is_one_attempt_and_the_end_comes_within_a_second(deeds, lasting, end):
    async def work():
        server = Server()
        watched = Watched(server, Habits(reconnect=lasting))
        tasks = []
        for deed, pause in deeds:
            if deed == "drop" and server.lines:
                server.line.end()
            elif deed in {"renew", "reconnect"}:
                tasks.append(asyncio.ensure_future(getattr(watched.socket, deed)()))
            elif deed in {"refuse", "unreachable"}:
                server.answers[:] = [403 if deed == "refuse" else 0]
            elif deed == "mute" and server.lines:
                server.line.answers_pings = False
            elif deed == "send" and watched.socket.is_open and server.line.is_open:
                tasks.append(asyncio.ensure_future(watched.socket.send(HELLO)))
            await asyncio.sleep(pause * (30 if deed == "long wait" else 1))
        if end == "close":
            await watched.socket.close()
        else:
            watched.running.cancel()
        async with asyncio.timeout(1):
            await asyncio.wait([watched.running])
        await asyncio.gather(*tasks, return_exceptions=True)
        assert watched.running.cancelled() == (end == "cancel" and watched.socket.state.phase != "closed")
        if end == "close":
            assert watched.socket.state.phase == "closed"
        attempts = len(server.begun_at)
        await asyncio.sleep(200)
        assert len(server.begun_at) == attempts
        return server

    server = run_virtually(work())
    assert server.most_in_flight <= 1
    assert not any(line.is_open for line in server.lines)
