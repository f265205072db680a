"""The relay of one channel between its master and its viewers.

Sources, KVS WebRTC Developer Guide: "ConnectAsMaster", "ConnectAsViewer", "SendSdpOffer", "Asynchronous message
reception" and "Service quotas". The guide says that the most recent connection of a master, or of a client ID, takes
precedence; users of AWS's SDKs report that two masters then throw each other out. It does not name the close code:
1001 is what API Gateway closes idle WebSockets with, and stands here for every end that the service decides.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from countersign.playground.signaling_kept import KeptSignals
from countersign.playground.signaling_messages import (
    Signal,
    SignalRefused,
    UnreadableFrame,
    event,
    read_signal,
    status_response,
)
from countersign.playground.signaling_seat import MASTER, Seat

MOST_VIEWERS = 10
GRACE = 60.0  # seconds between GO_AWAY and the end
_GOING_AWAY = 1001  # RFC 6455, section 7.4.1
_UNREADABLE = status_response("", 400, "InvalidArgumentException", "The message is not a JSON object.")


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """Say how long connections last, in seconds, and whether a message that was passed on is confirmed.

    The service confirms nothing ("SendSdpOffer"); clients nevertheless know a STATUS_RESPONSE with status code 200.
    """

    idle: float = 600.0
    connection: float = 3600.0
    acknowledge: bool = False


class SignalingRelay:
    """Pass messages on between one master and up to ten viewers."""

    def __init__(self, message_ttl: int) -> None:
        self.settings = RelaySettings()
        self._seats: dict[str, Seat] = {}
        self._kept = KeptSignals(message_ttl)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Return how many messages wait for clients that are not there."""
        return self._kept.count

    def is_full_for(self, client_id: str) -> bool:
        """Tell whether one viewer more would be too many."""
        viewers = self._seats.keys() - {MASTER}
        return client_id not in {MASTER, *viewers} and len(viewers) >= MOST_VIEWERS

    def seats(self, client: str) -> list[Seat]:
        """Return the connections of a client ID, of the master for "MASTER", or all for ""."""
        return [seat for seat in self._seats.values() if client in {"", seat.label}]

    async def serve(self, seat: Seat) -> None:
        """Serve an accepted connection to its end; one of the same client ends now."""
        replaced = self._seats.get(seat.client_id)
        self._seats[seat.client_id] = seat
        if replaced is not None:
            replaced.close(_GOING_AWAY, "Replaced by a newer connection")
        for text in self._kept.take(seat.client_id):
            await seat.put(text)
        ends = [asyncio.ensure_future(work) for work in (self._receive_all(seat), seat.deliver())]
        clocks = [asyncio.ensure_future(work) for work in (self._close_idle(seat), self._close_old(seat))]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if self._seats.get(seat.client_id) is seat:
                del self._seats[seat.client_id]
            seat.leave()
            for task in (*ends, *clocks):
                task.cancel()
            await asyncio.gather(*ends, *clocks, return_exceptions=True)

    def close_all(self, reason: str) -> None:
        """Close every connection."""
        for seat in self.seats(""):
            seat.close(_GOING_AWAY, reason)

    def close_as_idle(self, seat: Seat) -> None:
        """Close a connection as after its ten idle minutes."""
        seat.close(_GOING_AWAY, "Going away")

    def go_away(self, seat: Seat, grace: float) -> None:
        """Ask a client to leave, and close its connection when the grace is over."""
        self._start(self._send_away(seat, grace))

    def flood(self, seat: Seat, count: int, size: int) -> None:
        """Send many ICE candidates whose payloads have about that many characters of Base64."""
        self._start(_send_many(seat, count, size))

    def discard_waiting(self) -> int:
        """Discard what waits for clients that are not there; return how many messages."""
        return self._kept.discard()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _receive_all(self, seat: Seat) -> None:
        async for frame in seat.messages():
            try:
                signal = read_signal(frame, from_master=seat.client_id == MASTER)
                await self._pass_on(signal, seat)
            except UnreadableFrame:
                await seat.put(_UNREADABLE)
            except SignalRefused as refused:
                if refused.asked:
                    await seat.put(refused.event())

    async def _pass_on(self, signal: Signal, sender: Seat) -> None:
        if sender.too_fast(signal.action):
            sentence = f"{signal.action} messages came at a rate that is too high."
            raise SignalRefused("ClientLimitExceededException", sentence, signal.correlation_id)
        recipient = self._seats.get(signal.recipient)
        if recipient is None:
            self._kept.keep(signal.recipient, signal, sender)
        else:
            await recipient.put(event(signal.action, signal.payload, sender.client_id))
        if self.settings.acknowledge and signal.correlation_id:
            await sender.put(status_response(signal.correlation_id, 200))

    async def _close_idle(self, seat: Seat) -> None:
        idle = self.settings.idle
        while (left := seat.used + idle - time.monotonic()) > 0:  # noqa: ASYNC110 - the end moves while it sleeps
            await asyncio.sleep(left)
        self.close_as_idle(seat)

    async def _close_old(self, seat: Seat) -> None:
        grace = min(GRACE, self.settings.connection / 2)
        await asyncio.sleep(self.settings.connection - grace)
        await self._send_away(seat, grace)

    async def _send_away(self, seat: Seat, grace: float) -> None:
        await seat.put(event("GO_AWAY"))
        await asyncio.sleep(grace)
        seat.close(_GOING_AWAY, "Going away")


async def _send_many(seat: Seat, count: int, size: int) -> None:
    sender = "" if seat.client_id != MASTER else "flood"
    for index in range(count):
        text = json.dumps({"candidate": "", "sdpMid": "0", "sdpMLineIndex": index}).ljust(size * 3 // 4)
        await seat.put(event("ICE_CANDIDATE", base64.b64encode(text.encode()).decode(), sender))
        if seat.left:
            return
        await asyncio.sleep(0)  # the clients that read at once still leave the others their turn
