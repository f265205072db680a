"""Join a signaling channel: describe it, ask for endpoint and relay servers, sign, connect; each step is reported."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from countersign.kvs.call_answers import ice_words
from countersign.kvs.channel_arn import ChannelArn, is_arn
from countersign.kvs.client_ids import new_client_id
from countersign.kvs.endpoints import stun_server
from countersign.kvs.signed_url import sign_channel_url, signaling_endpoint
from countersign.model.body import WireBody
from countersign.model.channel import ChannelDraft, IceServer, JoinState, Role, StepName
from countersign.model.errors import CountersignError, TransportError
from countersign.model.exchange import Exchange, WireRequest
from countersign.model.frame_log import FrameLog
from countersign.model.signing_record import SigningRecord
from countersign.model.socket import SocketState
from countersign.workflows.authorize import fixed_date
from countersign.workflows.channels import Channels, FilledChannel
from countersign.workflows.open_socket import SOCKET_HEADERS, Handshake, OpenSocket

if TYPE_CHECKING:
    from countersign.kvs.call_answers import ChannelEndpoints, ChannelInfo
    from countersign.kvs.control_plane import Answer
    from countersign.websocket_engine.lasting_socket import Attempt

Report = Callable[[JoinState], None]


class JoinChannel:
    """Do the steps of one connection, again for each reconnect; what is known already is not asked for twice.

    `open_once` is one attempt. A failed call for relay servers stops nothing: signaling works without them.
    """

    def __init__(
        self,
        channel: FilledChannel,
        role: Role,
        channels: Channels,
        sockets: OpenSocket,
        log: FrameLog,
        report: Report,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._channel = channel
        self._role = role
        self._channels = channels
        self._sockets = sockets
        self._log = log
        self._report = report
        self._clock = clock
        self._endpoint = channel.draft.endpoint
        self._https_endpoint = ""
        self._state = JoinState(role, client_id=_client_id(channel.draft, role))

    async def open_once(self) -> Attempt:
        """Return the attempt, whatever came of it; only cancellation raises."""
        begun = datetime.now(UTC)
        try:
            await self._find_channel()
            await self._find_endpoint()
            if _are_over(self._state.ice_servers, self._clock().timestamp()):
                await self.renew_ice_servers()
            record = await self._sign()
        except CountersignError as error:
            return self._sockets.unsent(error, begun)
        return await self._connect(record)

    @property
    def asked(self) -> tuple[Exchange, ...]:
        """Return what was asked of the control plane last, each step once."""
        return tuple(step.exchange for step in self._state.steps if step.exchange is not None)

    async def signed(self) -> JoinState:
        """Do what a signed URL needs, and no more; raise where a step fails."""
        await self._find_channel()
        await self._find_endpoint()
        await self._sign()
        return self._state

    async def renew_ice_servers(self) -> None:
        """Ask for relay servers; a failure is shown at its step and goes no further."""
        if not self._https_endpoint:
            self._step("ice", state="skipped", answer="no HTTPS endpoint known")
            return
        with suppress(CountersignError):
            await self._ask("ice", self._renew)

    async def _renew(self) -> Answer[tuple[IceServer, ...]]:
        channel = self._channel
        answer = await self._channels.ice_servers(
            channel, self._https_endpoint, self._state.channel_arn, self._state.client_id
        )
        if answer.value is None:
            return answer
        servers = (stun_server(channel.region, dual_stack=channel.draft.dual_stack), *answer.value)
        self._show(ice_servers=servers)
        return replace(answer, words=ice_words(servers))

    def show_socket(self, state: SocketState) -> None:
        """Report how the connection stands."""
        self._show(socket=state)

    async def _find_channel(self) -> None:
        draft = self._channel.draft
        if self._state.channel_arn:
            return
        if is_arn(draft.channel) and draft.endpoint:
            with self._failing("describe"):
                self._show(channel_arn=str(ChannelArn.parse(draft.channel)))
            self._step("describe", state="skipped", answer="the endpoint is typed")
            return
        await self._ask("describe", self._describe)

    async def _describe(self) -> Answer[ChannelInfo]:
        answer = await self._channels.plane(self._channel).describe(self._channel.draft.channel)
        if answer.value is not None:
            self._show(channel_arn=answer.value.arn)
        return answer

    async def _find_endpoint(self) -> None:
        if self._channel.draft.endpoint:
            with self._failing("endpoint"):
                host = signaling_endpoint(self._endpoint).host
            self._step("endpoint", state="skipped", answer=host)
        elif not self._endpoint:
            await self._ask("endpoint", self._discover)

    async def _discover(self) -> Answer[ChannelEndpoints]:
        answer = await self._channels.plane(self._channel).endpoints(self._state.channel_arn, self._role)
        if answer.value is not None:
            self._endpoint, self._https_endpoint = answer.value.wss, answer.value.https
        return answer

    async def _ask(self, name: StepName, call: Callable[[], Awaitable[Answer[Any]]]) -> None:
        begun = self._begin(name)
        with self._failing(name):
            answer = await call()
        if answer.failure is not None:
            self._finish(name, begun, state="failed", failure=answer.failure, exchange=answer.exchange)
            raise (TransportError if answer.exchange.response is None else CountersignError)(answer.failure)
        self._finish(name, begun, answer=answer.words, exchange=answer.exchange)

    async def _sign(self) -> SigningRecord:
        draft = self._channel.draft
        begun = self._begin("sign")
        with self._failing("sign"):
            record = sign_channel_url(
                self._endpoint,
                self._state.channel_arn,
                self._role,
                self._state.client_id,
                await self._channels.credentials(self._channel),
                self._channel.region,
                fixed_date(draft.fixed_date) or self._clock(),
                draft.expires,
            )
        self._show(signing=record)
        self._finish("sign", begun, answer=f"valid {draft.expires} s")
        return record

    async def _connect(self, record: SigningRecord) -> Attempt:
        begun = self._begin("connect")
        attempt = await self._sockets.send(self._handshake(record), self._log)
        exchange = attempt.exchange
        if attempt.socket is not None:
            self._finish("connect", begun, answer="101", exchange=exchange)
            return attempt
        failure = self._channels.explain(exchange, self._state, self._clock().timestamp())
        status = str(exchange.response.status) if exchange.response else ""
        exchange = replace(exchange, failure=failure)
        self._finish("connect", begun, state="failed", answer=status, failure=failure, exchange=exchange)
        return replace(attempt, exchange=exchange)

    def _handshake(self, record: SigningRecord) -> Handshake:
        from countersign.websocket_engine.engine import SocketOptions

        request = WireRequest("GET", record.url, (*record.headers, *SOCKET_HEADERS), WireBody())
        return Handshake(request, self._channel.draft.settings, SocketOptions(compression=False), record)

    @contextmanager
    def _failing(self, name: StepName) -> Iterator[None]:
        """Show at its step what it raises."""
        begun = time.perf_counter()
        try:
            yield
        except CountersignError as error:
            self._finish(name, begun, state="failed", failure=error.failure)
            raise

    def _begin(self, name: StepName) -> float:
        self._step(name, state="running", answer="", failure=None, exchange=None)
        return time.perf_counter()

    def _finish(self, name: StepName, begun: float, **changes: Any) -> None:
        self._step(name, **({"state": "done", "milliseconds": (time.perf_counter() - begun) * 1000} | changes))

    def _step(self, name: StepName, **changes: Any) -> None:
        self._show(steps=tuple(replace(one, **changes) if one.name == name else one for one in self._state.steps))

    def _show(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self._report(self._state)


def _are_over(servers: tuple[IceServer, ...], now: float) -> bool:
    """Tell whether there are none, or their passwords have ended."""
    return not servers or any(0 < server.expires_at <= now for server in servers)


def _client_id(draft: ChannelDraft, role: Role) -> str:
    return "" if role == "MASTER" else draft.client_id or new_client_id()
