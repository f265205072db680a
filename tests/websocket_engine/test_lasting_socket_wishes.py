"""What is wished of a connection that is to last: to end, to begin anew, in every phase, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from countersign.model.errors import TransportError
from countersign.websocket_engine.backoff import CAP
from countersign.websocket_engine.lasting_socket import Habits
from tests.websocket_engine.virtual_time import HELLO, Server, Watched, run_virtually

LASTING = Habits(reconnect=True)
ONCE = Habits(reconnect=False)


def loop_time() -> float:
    return asyncio.get_running_loop().time()


async def reach(phase: str, server: Server, watched: Watched) -> None:
    await watched.until("open")
    if phase in {"waiting", "connecting"}:
        server.answers[:] = [0, 0, 0, 0, 0, 0]
        server.line.end()
        await watched.until("waiting")
    if phase == "connecting":
        server.latency = 3600
        await watched.until("connecting", attempt=3)
        await asyncio.sleep(1)
    if phase == "closing":
        server.line.answers_close = False
        closing = asyncio.ensure_future(watched.socket.close())
        await watched.until("closing")
        watched.running.add_done_callback(lambda _: closing.cancel())


@pytest.mark.parametrize("phase", ["connecting", "open", "waiting"])
def test_close_ends_it_at_once_in_every_phase(phase):
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await reach(phase, server, watched)
        async with asyncio.timeout(1):
            await watched.socket.close()
            state = await watched.ended()
        attempts = len(server.begun_at)
        await asyncio.sleep(1000)
        assert len(server.begun_at) == attempts
        assert not any(line.is_open for line in server.lines)
        return state

    state = run_virtually(work())
    assert (state.phase, state.failure, state.limits, state.retry_at) == ("closed", None, (), 0.0)


def test_close_in_the_first_attempt_gives_it_up():
    async def work():
        server = Server(latency=3600)
        watched = Watched(server, LASTING)
        await watched.until("connecting")
        await asyncio.sleep(1)
        await watched.socket.close()
        return await watched.ended(0.1), server

    state, server = run_virtually(work())
    assert (state.phase, state.failure, server.given_up) == ("closed", None, 1)
    assert server.lines == []


def test_close_before_the_start_means_that_nothing_starts():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.socket.close()
        return await watched.ended(0.1), server

    state, server = run_virtually(work())
    assert (state.phase, server.begun_at) == ("closed", [])


@pytest.mark.parametrize("phase", ["first", "connecting", "open", "waiting", "closing"])
def test_cancelling_leaves_nothing_in_every_phase(phase):
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        if phase == "first":
            server.latency = 3600
            await watched.until("connecting")
            await asyncio.sleep(1)
        else:
            await reach(phase, server, watched)
        async with asyncio.timeout(1):
            watched.running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await watched.running
        assert not any(line.is_open for line in server.lines)

    run_virtually(work())


def test_a_handshake_that_succeeds_in_the_moment_of_the_cancel_is_dropped():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        server.opened = lambda _line: watched.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watched.running
        assert len(server.lines) == 1
        assert not server.line.is_open

    run_virtually(work())


def test_a_close_in_the_moment_in_which_the_handshake_succeeds_closes():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        closing = []
        server.opened = lambda _line: closing.append(asyncio.ensure_future(watched.socket.close()))
        state = await watched.ended()
        await closing[0]
        return state, server

    state, server = run_virtually(work())
    assert state.phase == "closed"
    assert not server.line.is_open
    assert len(server.begun_at) == 1


@pytest.mark.parametrize("phase", ["connecting", "open", "waiting"])
def test_reconnect_begins_a_new_attempt_at_once_in_every_phase(phase):
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await reach(phase, server, watched)
        server.answers.clear()
        server.latency = 0.03
        before, attempts = loop_time(), len(server.begun_at)
        await watched.socket.reconnect()
        await watched.until("open", attempt=attempts + 1)
        assert loop_time() - before < 0.2
        assert server.most_in_flight == 1
        assert len(server.begun_at) == attempts + 1
        await watched.socket.close()
        await watched.ended()
        return server

    assert run_virtually(work()).lines[0].closed_with == ((1000, "") if phase == "open" else None)


def test_a_reconnect_by_hand_works_where_drops_are_not_followed():
    async def work():
        server = Server()
        watched = Watched(server, ONCE)
        await watched.until("open")
        await watched.socket.reconnect()
        await watched.until("open", attempt=2)
        server.line.end()
        return await watched.ended()

    assert run_virtually(work()).attempt == 2


def test_reconnects_in_a_row_hold_one_attempt_at_a_time():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        await asyncio.gather(*(watched.socket.reconnect() for _ in range(50)))
        await watched.until("open", attempt=2)
        for _ in range(50):
            await watched.socket.reconnect()
            await asyncio.sleep(0.01)
        await watched.until("open", attempt=3)
        await watched.socket.close()
        await watched.ended()
        return server

    server = run_virtually(work())
    assert server.most_in_flight == 1
    assert sum(line.is_open for line in server.lines) == 0


def test_nothing_reopens_what_was_closed():
    async def work():
        server = Server()
        server.opened = lambda line: setattr(line, "answers_close", False)
        watched = Watched(server, LASTING)
        await watched.until("open")
        closing = asyncio.ensure_future(watched.socket.close())
        await watched.until("closing")
        await watched.socket.renew()
        await watched.socket.reconnect()
        await closing
        state = await watched.ended()
        await watched.socket.reconnect()
        await watched.socket.renew()
        return state, server

    state, server = run_virtually(work())
    assert state.phase == "closed"
    assert len(server.begun_at) == 1


def test_a_code_that_cannot_be_sent_is_refused_and_the_connection_stays():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        with pytest.raises(TransportError) as raised:
            await watched.socket.close(1005)
        assert raised.value.failure.id == "websocket.close-code"
        assert watched.socket.state.phase == "open"
        await watched.socket.send(HELLO)
        server.line.end()
        await watched.until("waiting")
        await watched.until("open", attempt=2)
        await watched.socket.close(4001, "over")
        await watched.ended()
        return server, watched

    server, watched = run_virtually(work())
    assert server.line.closed_with == (4001, "over")
    assert watched.waits[0] >= 0.25


def test_a_peer_that_does_not_answer_the_close_is_said_and_ends_it_all_the_same():
    async def work():
        server = Server()
        server.opened = lambda line: setattr(line, "answers_close", False)
        watched = Watched(server, LASTING)
        await watched.until("open")
        await watched.socket.close()
        return await watched.ended()

    assert run_virtually(work()).failure.id == "websocket.close-unanswered"


# The service asks for a new connection


def test_a_renewal_of_a_connection_that_has_lived_is_immediate():
    async def work():
        server = Server()
        watched = Watched(server, ONCE)
        await watched.until("open")
        await asyncio.sleep(10)
        await watched.socket.renew()
        await watched.until("open", attempt=2)
        await watched.socket.close()
        await watched.ended()
        return watched

    assert run_virtually(work()).waits == []


def test_a_flood_of_renewals_does_not_spin():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)

        def ask() -> None:
            tasks.append(asyncio.ensure_future(watched.socket.renew()))

        def opened(_line) -> None:
            for _ in range(100):
                asyncio.get_running_loop().call_soon(ask)

        tasks = []
        server.opened = opened
        await asyncio.sleep(3600)
        await watched.socket.close()
        await watched.ended()
        await asyncio.gather(*tasks)
        return server, watched

    server, watched = run_virtually(work())
    assert len(server.begun_at) < 140
    assert min(watched.waits[8:]) >= CAP / 2


def test_a_renewal_that_comes_too_late_changes_nothing():
    async def work():
        server = Server(answers=[101, 0, 0, 0, 0])
        watched = Watched(server, LASTING)
        await watched.until("open")
        server.line.end()
        await watched.until("waiting", attempt=4)
        attempts = len(server.begun_at)
        await watched.socket.renew()
        await asyncio.sleep(0.5)
        assert len(server.begun_at) == attempts, "the wait went on"
        await watched.socket.close()
        await watched.ended()

    run_virtually(work())


def test_a_renewal_that_is_asked_for_with_the_very_first_bytes_is_not_lost():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        renewing = []

        def opened(_line) -> None:
            if not renewing:
                renewing.append(asyncio.ensure_future(watched.socket.renew()))

        server.opened = opened
        await watched.until("open", attempt=2)
        await watched.socket.close()
        await watched.ended()
        await renewing[0]
        return server

    assert run_virtually(work()).lines[0].closed_with == (1000, "")


def test_a_renewal_on_top_of_a_reconnect_by_hand_does_not_slow_it_down():
    async def work():
        server = Server()
        watched = Watched(server, LASTING)
        await watched.until("open")
        reconnecting = asyncio.ensure_future(watched.socket.reconnect())
        await watched.until("closing")
        await watched.socket.renew()
        await reconnecting
        await watched.until("open", attempt=2)
        await watched.socket.close()
        await watched.ended()
        return watched

    assert run_virtually(work()).waits == []
