"""What has to be done after a server has agreed to a WebSocket and before the first of its frames is read."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

BEFORE_READING: ContextVar[Callable[[], None] | None] = ContextVar("before_reading", default=None)
"""Is called by the engine on behalf of whoever opens a connection in this context."""
