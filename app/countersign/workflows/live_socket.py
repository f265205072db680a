"""One WebSocket from Connect to Disconnect, with what is sent over it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from countersign.model.frame_log import FrameLog
from countersign.model.frames import Outgoing
from countersign.model.socket import SavedMessage, SocketDraft, SocketState
from countersign.variables.scopes import Scope
from countersign.variables.template import fill_message
from countersign.workflows.after_attempt import note_attempt
from countersign.workflows.outgoing import outgoing_message
from countersign.workflows.prepare_request import RequestContext

if TYPE_CHECKING:
    from countersign.websocket_engine.lasting_socket import Attempt, LastingSocket
    from countersign.workflows.parts import Parts


class LiveSocket:
    """Hold a connection that `run` opens; made on any thread, used on the loop of the parts."""

    def __init__(
        self, ready: Callable[[], Awaitable[Parts]], draft: SocketDraft, context: RequestContext, log: FrameLog
    ) -> None:
        self._ready = ready
        self._draft = draft
        self._context = context
        self._log = log
        self._socket: LastingSocket | None = None
        self._closed = False

    async def run(self, report: Callable[[SocketState], None]) -> None:
        """Connect and stay connected until somebody closes, or it cannot go on; report every change."""
        from countersign.websocket_engine.lasting_socket import Habits, LastingSocket

        habits = Habits(self._draft.reconnect, self._draft.ping_interval)
        self._socket = LastingSocket(self._open, self._log, habits, report)
        if self._closed:
            await self._socket.close()
        await self._socket.run()

    async def send(self, message: SavedMessage, scope: Scope) -> None:
        """Fill a message's variables and send it; raise `InputError` or `TransportError` when it was not sent."""
        socket = self._opened()
        parts = await self._ready()
        filled = fill_message(message, await parts.tokens(message, scope))
        await socket.send(outgoing_message(filled))

    async def send_frame(self, outgoing: Outgoing) -> None:
        """Send a message as it is."""
        await self._opened().send(outgoing)

    async def ping(self) -> float:
        """Return the round trip in milliseconds; raise `TransportError` without an answer."""
        return await self._opened().ping()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close for good."""
        self._closed = True
        if self._socket is not None:
            await self._socket.close(code, reason)

    async def reconnect(self) -> None:
        """Open the connection anew, now."""
        if self._socket is not None:
            await self._socket.reconnect()

    async def _open(self) -> Attempt:
        parts = await self._ready()
        attempt = await parts.open_socket(self._draft, self._context, self._log)
        note_attempt(parts, self._draft, self._context, attempt.exchange)
        return attempt

    def _opened(self) -> LastingSocket:
        from countersign.websocket_engine.lasting_socket import not_open

        if self._socket is None:
            raise not_open()
        return self._socket
