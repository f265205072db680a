"""One connection to a signaling channel from Connect to Disconnect, with what is sent over it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from countersign.model.channel import ChannelDraft, JoinState, Role, SignalDraft
from countersign.model.frame_log import FrameLog
from countersign.variables.scopes import Scope
from countersign.variables.template import fill_message
from countersign.workflows.after_attempt import note_attempt
from countersign.workflows.prepare_request import RequestContext

if TYPE_CHECKING:
    import asyncio

    from countersign.kvs.signaling_session import SignalingSession
    from countersign.websocket_engine.lasting_socket import Attempt
    from countersign.workflows.parts import Parts


class LiveChannel:
    """Hold a connection that `run` opens; made on any thread, used on the loop of the parts."""

    def __init__(
        self,
        ready: Callable[[], Awaitable[Parts]],
        draft: ChannelDraft,
        role: Role,
        context: RequestContext,
        log: FrameLog,
    ) -> None:
        self._ready = ready
        self._draft = draft
        self._role = role
        self._context = context
        self._log = log
        self._session: SignalingSession | None = None
        self._preparing: asyncio.Task[SignalingSession] | None = None
        self._closed = False

    async def run(self, report: Callable[[JoinState], None]) -> None:
        """Join and stay until somebody leaves, or it cannot go on; raise `InputError` for what cannot be joined."""
        import asyncio

        self._preparing = asyncio.ensure_future(self._prepared(report))
        try:
            if not self._closed:
                self._session = await self._preparing
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._closed or (task is not None and task.cancelling()):
                raise
        finally:
            self._preparing.cancel()
        if self._session is not None and not self._closed:
            await self._session.run()

    async def _prepared(self, report: Callable[[JoinState], None]) -> SignalingSession:
        from countersign.kvs.signaling_session import SignalingSession
        from countersign.workflows.join_channel import JoinChannel

        parts = await self._ready()
        channel = await parts.channels.filled(self._draft, self._context)
        joining = JoinChannel(channel, self._role, parts.channels, parts.open_socket, self._log, report)

        async def open_once() -> Attempt:
            attempt = await joining.open_once()
            note_attempt(parts, self._draft, self._context, attempt.exchange, joining.asked)
            return attempt

        return SignalingSession(
            self._role,
            open_once,
            self._log,
            joining.show_socket,
            joining.renew_ice_servers,
            reconnect=channel.draft.reconnect,
        )

    async def send(self, message: SignalDraft, scope: Scope) -> tuple[str, ...]:
        """Fill a message's variables, check it and send it; return what the other side may stumble over.

        Raise `InputError` or `TransportError` when it was not sent.
        """
        from countersign.kvs.message_codec import encode_message

        parts = await self._ready()
        filled = fill_message(message, await parts.tokens(message, scope))
        encoded = encode_message(filled, self._role)
        await self._joined().socket.send(encoded.outgoing)
        return encoded.notes

    async def ping(self) -> float:
        """Return the round trip in milliseconds; raise `TransportError` without an answer."""
        return await self._joined().socket.ping()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Leave for good."""
        self._closed = True
        if self._preparing is not None:
            self._preparing.cancel()
        if self._session is not None:
            await self._session.socket.close(code, reason)

    async def reconnect(self) -> None:
        """Join anew, now, with a freshly signed URL."""
        if self._session is not None:
            await self._session.socket.reconnect()

    def _joined(self) -> SignalingSession:
        from countersign.websocket_engine.lasting_socket import not_open

        if self._session is None:
            raise not_open()
        return self._session


async def signed_state(parts: Parts, draft: ChannelDraft, role: Role, context: RequestContext) -> JoinState:
    """Do every step but the connection; raise where one fails that the next one needs."""
    from countersign.workflows.join_channel import JoinChannel

    channel = await parts.channels.filled(draft, context)
    joining = JoinChannel(channel, role, parts.channels, parts.open_socket, FrameLog(), lambda _state: None)
    return await joining.signed()
