"""What the status line says of a live connection."""

from __future__ import annotations

from countersign.model.frame_log import FrameLog
from countersign.model.socket import SocketState
from countersign.ui.status_line import StatusFacts

_WORDS = {
    "connecting": ("warn", "Connecting"),
    "closing": ("warn", "Disconnecting"),
    "waiting": ("warn", "Waiting to reconnect"),
    "closed": ("muted", "Disconnected"),
}


def live_facts(state: SocketState, log: FrameLog, at: float) -> StatusFacts:
    """Return the facts at a time (seconds since the epoch); none for a connection that never was."""
    if state.phase == "idle":
        return StatusFacts()
    counts = (f"▲ {log.total('sent'):,}", f"▼ {log.total('received'):,}")
    if state.phase != "open":
        tone, words = _WORDS[state.phase]
        tone = "error" if state.phase == "closed" and state.failure else tone
        return StatusFacts(tone, (f"● {words}", *counts))
    ping = () if state.ping_ms is None else (f"ping {state.ping_ms:.0f} ms",)
    limits = tuple(f"{limit.name} {span(limit.ends_at - at)}" for limit in state.limits)
    return StatusFacts("ok", (f"● Connected {span(at - state.since)}", *counts, *ping, *limits))


def span(seconds: float) -> str:
    """Return a length of time in words: "2 min 41 s", "58 min", "9 s"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 10:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
