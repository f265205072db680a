"""Messages for clients that are not there yet.

A channel retains them for `MessageTtlSeconds` ("SingleMasterConfiguration", Kinesis Video Streams API reference), and
a new offer or answer takes the place of one that still waits ("SendSdpOffer", KVS WebRTC Developer Guide). That the
sender hears of a message that nobody fetched is the playground's reading of "Asynchronous message reception"; AWS
does not say which errors come as a STATUS_RESPONSE.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from countersign.playground.signaling_messages import Signal, SignalRefused, event
from countersign.playground.signaling_seat import Seat

_MOST_KEPT = 200  # for one client; less than an outbox holds


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    signal: Signal
    sender: Seat
    event: str
    timer: asyncio.TimerHandle


class KeptSignals:
    """Keep messages by recipient until they are taken or too old."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._kept: dict[str, list[_Kept]] = {}

    @property
    def count(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._kept.values()))

    def keep(self, recipient: str, signal: Signal, sender: Seat) -> None:
        """Keep a message; raise `SignalRefused` where too many wait already."""
        waiting = self._kept.setdefault(recipient, [])
        if signal.action != "ICE_CANDIDATE":
            for other in [one for one in waiting if (one.signal.action, one.sender) == (signal.action, sender)]:
                other.timer.cancel()
                waiting.remove(other)
        if len(waiting) >= _MOST_KEPT:
            sentence = f"{_MOST_KEPT} messages wait for this recipient already."
            raise SignalRefused("ClientLimitExceededException", sentence, signal.correlation_id)
        text = event(signal.action, signal.payload, sender.client_id)
        timer = asyncio.get_running_loop().call_later(self._seconds, self._discard_first, recipient)
        waiting.append(_Kept(signal, sender, text, timer))

    def take(self, recipient: str) -> list[str]:
        """Return the events for a client, in their order, and keep them no longer."""
        taken = self._kept.pop(recipient, [])
        for one in taken:
            one.timer.cancel()
        return [one.event for one in taken]

    def discard(self) -> int:
        """Discard all at once, as if their time were over; return how many."""
        count = self.count
        for recipient in list(self._kept):
            while recipient in self._kept:
                self._discard_first(recipient)
        return count

    def _discard_first(self, recipient: str) -> None:
        # All wait equally long, so that the first is always the oldest.
        one = self._kept[recipient].pop(0)
        one.timer.cancel()
        if not self._kept[recipient]:
            del self._kept[recipient]
        sentence = f"The recipient did not connect within {self._seconds} seconds; the message was discarded."
        refused = SignalRefused("ResourceNotFoundException", sentence, one.signal.correlation_id, status=404)
        if refused.asked and not one.sender.left:
            one.sender.put_soon(refused.event())
