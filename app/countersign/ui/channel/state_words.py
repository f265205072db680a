"""What a live connection is doing, in a sentence."""

from __future__ import annotations

from countersign.model.frames import Closing
from countersign.model.socket import SocketState


def state_sentence(state: SocketState, at: float) -> str:
    """Return what the foot of the pane says at a time (seconds since the epoch), "" where buttons say enough."""
    if state.phase == "connecting":
        return f"Connecting, attempt {state.attempt}…" if state.attempt > 1 else "Connecting…"
    if state.phase == "closing":
        return "Disconnecting…"
    if state.phase == "waiting":
        seconds = max(0, round(state.retry_at - at))
        return " ".join(part for part in (_why(state), f"Reconnects in {seconds} s.") if part)
    if state.phase == "closed":
        return _why(state) or "Disconnected."
    return ""


def is_trouble(state: SocketState) -> bool:
    """Tell whether the connection ended against the person's will."""
    failure = state.failure or (state.closing.failure if state.closing else None)
    return state.phase in ("closed", "waiting") and failure is not None


def _why(state: SocketState) -> str:
    if state.failure is not None:
        return str(state.failure)
    return _closing_words(state.closing) if state.closing else ""


def _closing_words(closing: Closing) -> str:
    if closing.failure is not None:
        return str(closing.failure)
    if closing.by_us:
        return ""
    if closing.code == 1006:
        return "The connection ended without a close frame."
    reason = f": {closing.reason}" if closing.reason else ""
    return f"The service closed the connection, code {closing.code}{reason}."
