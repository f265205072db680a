"""When the last message went over a connection; pings and the like do not count."""

from __future__ import annotations

from countersign.model.frame_log import FrameLog

_MESSAGES = frozenset({"text", "binary"})


class Usage:
    """Look at what a log has gained since a connection was opened; no frame is read twice."""

    def __init__(self, log: FrameLog, opened: float) -> None:
        self._log = log
        self._looked_to = log.count
        self._last = opened

    def last(self) -> float:
        """Return when the last message went, when it was opened if none has; seconds since the epoch."""
        count = self._log.count
        for number in range(count - 1, self._looked_to - 1, -1):
            frame = self._log.frame(number)
            if frame.kind in _MESSAGES:
                self._last = frame.at
                break
        self._looked_to = count
        return self._last
