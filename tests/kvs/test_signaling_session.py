"""A connection to a channel, hours of it in virtual time: what the service wishes is done, its limits are known."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable

import pytest

from countersign.kvs.signaling_session import CONNECTION_LIMIT, IDLE_LIMIT, SignalingSession
from countersign.model.frames import Closing, Limit, Outgoing
from countersign.model.socket import SocketState
from countersign.websocket_engine.backoff import CAP, Backoff
from countersign.websocket_engine.failures import failure
from tests.kvs.examples import received
from tests.websocket_engine.virtual_time import DROPPED, Server, now, run_virtually

GO_AWAY = received("GO_AWAY")
RECONNECT_ICE = received("RECONNECT_ICE_SERVER")
GOING_AWAY = Closing(1001, "Going away")
OFFER = Outgoing("text", b'{"action":"SDP_OFFER"}')


class Joined:
    """Hold a session that runs, and what it did."""

    def __init__(self, role: str = "VIEWER", *, reconnect: bool = True, renewal: float = 0.1) -> None:
        self.server = Server()
        self.states: list[SocketState] = []
        self.waits: list[float] = []
        self.renewals = 0
        self.most_renewals = 0
        self._renewing = 0
        self._renewal = renewal
        self._heard = asyncio.Event()
        self.session = SignalingSession(
            role,
            self.server.open_once,
            self.server.log,
            self._observe,
            self._renew,
            reconnect=reconnect,
            backoff=Backoff(random.Random(3)),
            clock=now,
        )
        self.running = asyncio.ensure_future(self.session.run())

    @property
    def attempts(self) -> int:
        return len(self.server.begun_at)

    async def until(self, wanted: Callable[[SocketState], bool], limit: float = 10_000) -> SocketState:
        async with asyncio.timeout(limit):
            while not wanted(self.session.socket.state):
                self._heard.clear()
                await self._heard.wait()
        return self.session.socket.state

    async def open(self, attempt: int = 1) -> SocketState:
        return await self.until(lambda state: state.phase == "open" and state.attempt >= attempt)

    async def leave(self) -> SocketState:
        async with asyncio.timeout(1):
            await self.session.socket.close()
            await self.running
        return self.session.socket.state

    def _observe(self, state: SocketState) -> None:
        if state.phase == "waiting" and (not self.states or self.states[-1].phase != "waiting"):
            self.waits.append(state.retry_at - now())
        self.states.append(state)
        self._heard.set()

    async def _renew(self) -> None:
        self.renewals += 1
        self._renewing += 1
        self.most_renewals = max(self.most_renewals, self._renewing)
        try:
            await asyncio.sleep(self._renewal)
        finally:
            self._renewing -= 1


def test_both_limits_count_down():
    async def work():
        joined = Joined()
        opened = (await joined.open()).since
        await asyncio.sleep(100)
        assert joined.session.socket.state.limits == (
            Limit("idle limit", opened + 600),
            Limit("one-hour limit", opened + 3600),
        )
        await joined.session.socket.send(OFFER)
        sent = now()
        await asyncio.sleep(1)
        assert joined.session.socket.state.limits[0] == Limit("idle limit", sent + 600)
        await joined.leave()

    run_virtually(work())


@pytest.mark.parametrize("role", ["MASTER", "VIEWER"])
def test_the_close_at_the_idle_limit_leads_to_a_reconnect(role):
    """The service ends it ten minutes after the last message, the pings of this side notwithstanding."""

    async def work():
        joined = Joined(role)
        await joined.open()
        await asyncio.sleep(200)
        joined.server.line.say(b'{"messageType":"SDP_OFFER"}')
        await asyncio.sleep(1)
        limit = joined.session.socket.state.limits[0]
        await asyncio.sleep(IDLE_LIMIT - 1)
        assert now() == pytest.approx(limit.ends_at)
        joined.server.line.end(GOING_AWAY)
        state = await joined.open(attempt=2)
        await joined.leave()
        return state, joined

    state, joined = run_virtually(work())
    assert state.failure is None
    assert joined.waits == [pytest.approx(0.4, abs=0.15)]


@pytest.mark.parametrize("role", ["MASTER", "VIEWER"])
def test_the_end_after_an_hour_leads_to_a_reconnect(role):
    async def work():
        joined = Joined(role)
        await joined.open()
        for _ in range(36):
            await asyncio.sleep(CONNECTION_LIMIT / 36)
            await joined.session.socket.send(OFFER)
        joined.server.line.end(GOING_AWAY)
        await joined.open(attempt=2)
        await joined.leave()

    run_virtually(work())


@pytest.mark.parametrize("reconnect", [True, False])
def test_go_away_brings_a_new_connection_before_the_old_one_is_ended(reconnect):
    async def work():
        joined = Joined("MASTER", reconnect=reconnect)
        await joined.open()
        await asyncio.sleep(60)
        joined.server.line.say(GO_AWAY)
        before = now()
        await joined.open(attempt=2)
        assert now() - before < 0.2
        await joined.session.socket.send(OFFER)
        await joined.leave()
        return joined

    joined = run_virtually(work())
    assert joined.server.lines[0].closed_with == (1000, "")
    assert joined.waits == []
    assert joined.renewals == 0


def test_a_service_that_sends_everybody_away_at_once_is_not_stormed():
    async def work():
        joined = Joined()

        def opened(line):
            for _ in range(1000):
                asyncio.get_running_loop().call_soon(line.say, GO_AWAY)

        joined.server.opened = opened
        await asyncio.sleep(3600)
        assert len(asyncio.all_tasks()) < 10
        await joined.leave()
        return joined

    joined = run_virtually(work())
    assert joined.attempts < 140
    assert min(joined.waits[8:]) >= CAP / 2


def test_go_away_together_with_the_end_waits_as_for_any_drop():
    async def work():
        joined = Joined()
        await joined.open()
        joined.server.line.say(GO_AWAY)
        joined.server.line.end()
        await joined.open(attempt=2)
        await joined.leave()
        return joined

    assert run_virtually(work()).waits


def test_reconnect_ice_server_fetches_new_ones_and_keeps_the_connection():
    async def work():
        joined = Joined()
        await joined.open()
        joined.server.line.say(RECONNECT_ICE)
        await asyncio.sleep(1)
        assert joined.renewals == 1
        joined.server.line.say(RECONNECT_ICE)
        await asyncio.sleep(1)
        await joined.leave()
        return joined

    joined = run_virtually(work())
    assert (joined.renewals, joined.attempts) == (2, 1)


def test_a_flood_of_it_has_one_call_under_way():
    async def work():
        joined = Joined()
        await joined.open()
        for _ in range(10_000):
            joined.server.line.say(RECONNECT_ICE)
        await asyncio.sleep(5)
        await joined.leave()
        return joined

    joined = run_virtually(work())
    assert (joined.renewals, joined.most_renewals) == (1, 1)


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_a_call_that_hangs_does_not_outlive_the_session(end):
    async def work():
        joined = Joined(renewal=1e6)
        await joined.open()
        joined.server.line.say(RECONNECT_ICE)
        await asyncio.sleep(1)
        if end == "close":
            await joined.leave()
        else:
            joined.running.cancel()
            async with asyncio.timeout(1):
                await asyncio.wait([joined.running])
        assert joined._renewing == 0
        assert not joined.server.line.is_open

    run_virtually(work())


@pytest.mark.parametrize(
    "said",
    [
        b"GO_AWAY",
        b'{"messageType":"SDP_OFFER","messagePayload":"GO_AWAY"}',
        received("SDP_OFFER", {"sdp": "RECONNECT_ICE_SERVER"}, senderClientId="GO_AWAY"),
        b'{"messageType":["GO_AWAY"]}',
        json.dumps({"x": {"messageType": "GO_AWAY"}}).encode(),
        b"\xffGO_AWAY",
    ],
)
def test_only_the_service_itself_is_obeyed(said):
    async def work():
        joined = Joined()
        await joined.open()
        joined.server.line.say(said)
        joined.server.line.on_received("binary", GO_AWAY)
        await asyncio.sleep(5)
        await joined.leave()
        return joined

    joined = run_virtually(work())
    assert (joined.attempts, joined.renewals) == (1, 0)


# A second master


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        (Closing(1001, "Replaced by a newer connection"), "with the words “Replaced by a newer connection”"),
        (Closing(1000, ""), "without a word"),
        (Closing(1005, ""), "without a word"),
    ],
)
@pytest.mark.parametrize("lived", [2, 1200])
def test_a_master_that_is_replaced_says_so_and_stays_away(closing, words, lived):
    async def work():
        joined = Joined("MASTER")
        await joined.open()
        for _ in range(lived // 2):
            await asyncio.sleep(2)
            joined.server.line.say(b'{"messageType":"ICE_CANDIDATE"}')
        joined.server.line.end(closing)
        async with asyncio.timeout(1):
            await joined.running
        return joined

    joined = run_virtually(work())
    state = joined.session.socket.state
    assert (state.phase, state.failure.id) == ("closed", "kvs.second-master")
    assert words in state.failure.sentence
    assert "another master" in state.failure.sentence
    assert joined.attempts == 1


def test_a_master_that_was_dropped_comes_back():
    async def work():
        joined = Joined("MASTER")
        await joined.open()
        ends = (DROPPED, Closing(1011, "", failure=failure("websocket.dropped", host="h")), Closing(1012, ""))
        for attempt, closing in enumerate(ends, 2):
            joined.server.line.end(closing)
            await joined.open(attempt)
        await joined.leave()

    run_virtually(work())


def test_a_viewer_comes_back_after_any_close():
    async def work():
        joined = Joined("VIEWER")
        await joined.open()
        joined.server.line.end(GOING_AWAY)
        await joined.open(attempt=2)
        await joined.leave()

    run_virtually(work())


def test_two_masters_do_not_push_each_other_out_for_ever():
    async def work():
        first, second = Joined("MASTER"), None
        await first.open()
        await asyncio.sleep(700)
        first.server.line.say(b'{"messageType":"SDP_OFFER"}')
        await asyncio.sleep(10)
        second = Joined("MASTER")

        def replace(mine: Joined, other: Joined) -> None:
            mine.server.opened = lambda _line: other.server.line.end(Closing(1001, ""))

        replace(first, second)
        replace(second, first)
        await asyncio.sleep(3600)
        attempts = first.attempts + second.attempts
        await second.leave()
        return attempts, first.running.done()

    assert run_virtually(work()) == (2, True)


def test_leaving_by_oneself_is_no_second_master():
    async def work():
        joined = Joined("MASTER")
        await joined.open()
        return await joined.leave()

    assert run_virtually(work()).failure is None
