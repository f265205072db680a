"""Which candidates came before the session description of their peer, found by reading a log once."""

from __future__ import annotations

from countersign.kvs.message_codec import SDP_TYPES, decode_message
from countersign.kvs.peers import peer_of
from countersign.model.channel import Role
from countersign.model.frames import FrameSource

MOST_AT_ONCE = 20_000  # frames


class SdpArrivals:
    """Remember where in a log each peer's first description was received. For one thread."""

    def __init__(self, role: Role, log: FrameSource) -> None:
        self._role = role
        self._log = log
        self._read = 0
        self._first: dict[str, int] = {}

    def is_early(self, number: int, peer: str) -> bool:
        """Tell whether frame `number` stands before the first description from `peer`.

        False as well while the log before it is not read yet; each call reads on a little.
        """
        end = min(number, self._log.count, self._read + MOST_AT_ONCE)
        for place in range(self._read, end):
            self._look_at(place)
        self._read = max(self._read, end)
        return self._read >= number and self._first.get(peer, number) >= number

    def _look_at(self, place: int) -> None:
        frame = self._log.frame(place)
        if frame.direction != "received" or b"SDP_" not in frame.data:
            return
        message = decode_message(frame.data)
        if message.type in SDP_TYPES:
            self._first.setdefault(peer_of(message, self._role, "received"), place)
