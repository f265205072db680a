"""Open a WebSocket: prepare the handshake as a request is prepared, sign it, send it, keep what came of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from countersign.model.errors import CountersignError, CredentialsError, Failure, InputError
from countersign.model.exchange import Exchange, WireRequest
from countersign.model.frame_log import FrameLog
from countersign.model.redaction import Redactor
from countersign.model.request import RequestSettings
from countersign.model.signing_record import SigningRecord
from countersign.model.socket import SocketDraft
from countersign.model.url import WireUrl
from countersign.variables.template import fill_socket
from countersign.workflows.appsync_handshake import appsync_call, header_subprotocol
from countersign.workflows.prepare_request import (
    USER_AGENT,
    PrepareRequest,
    RequestContext,
    effective_auth,
    inherited_headers,
    with_automatic_headers,
)

if TYPE_CHECKING:
    from countersign.websocket_engine.engine import SocketOptions, WebSocketEngine
    from countersign.websocket_engine.lasting_socket import Attempt

_PASSING = frozenset({"credentials.timeout", "credentials.unreachable", "credentials.proxy"})

SOCKET_HEADERS = (("User-Agent", USER_AGENT),)


@dataclass(frozen=True, slots=True)
class Handshake:
    """Hold a handshake ready to be sent: signed, complete but for what RFC 6455 adds."""

    request: WireRequest
    settings: RequestSettings
    options: SocketOptions
    signing: SigningRecord | None = None
    warnings: tuple[Failure, ...] = ()


class OpenSocket:
    """Open WebSockets, one attempt at a time."""

    def __init__(self, prepare: PrepareRequest, engine: WebSocketEngine, redactor: Redactor) -> None:
        self._prepare = prepare
        self._engine = engine
        self._redactor = redactor

    async def __call__(self, draft: SocketDraft, context: RequestContext, log: FrameLog) -> Attempt:
        """Return the attempt, whatever came of it; only cancellation raises."""
        begun = datetime.now(UTC)
        try:
            handshake = await self.handshake(draft, context)
        except CountersignError as error:
            return self.unsent(error, begun)
        return await self.send(handshake, log)

    async def handshake(self, draft: SocketDraft, context: RequestContext) -> Handshake:
        """Return the handshake of a draft; raise `InputError` or `CredentialsError` when there can be none."""
        from countersign.websocket_engine.engine import SocketOptions

        filled = await self._filled(draft, context)
        unsigned = await self._prepare.wire(filled.handshake())
        require_web_socket(unsigned.url)
        names = tuple(name.strip() for name in filled.subprotocols.split(",") if name.strip())
        appsync = appsync_call(unsigned.url, filled.auth)
        if appsync is not None:
            signed = await self._prepare.authorized(appsync.request, appsync.auth, filled.settings, ())
            carried = header_subprotocol(signed.request)
            self._redactor.register([carried])
            prepared = replace(signed, request=with_automatic_headers(unsigned, SOCKET_HEADERS))
            names = (*dict.fromkeys((appsync.protocol, *names)), carried)
        else:
            prepared = await self._prepare.authorized(unsigned, filled.auth, filled.settings, SOCKET_HEADERS)
        return Handshake(
            prepared.request,
            filled.settings,
            SocketOptions(names, filled.compression),
            prepared.signing,
            prepared.warnings,
        )

    async def send(self, handshake: Handshake, log: FrameLog) -> Attempt:
        """Send a handshake and return what came of it."""
        from countersign.websocket_engine.lasting_socket import Attempt

        begun = datetime.now(UTC)
        opening = await self._engine.open(handshake.request, handshake.settings, handshake.options, log)
        outcome = opening.outcome
        exchange = Exchange(
            id=uuid.uuid4().hex,
            started_at=begun,
            request=opening.request,
            response=outcome.response,
            failure=None if outcome.failure is None else self._scrubbed(outcome.failure),
            phases=outcome.phases,
            connection=outcome.connection,
            signing=handshake.signing,
            warnings=handshake.warnings,
        )
        return Attempt(exchange, opening.socket, again=_is_passing(exchange))

    def unsent(self, error: CountersignError, begun: datetime) -> Attempt:
        """Return the attempt that could not even be prepared; credentials that a network kept away may come later."""
        from countersign.websocket_engine.lasting_socket import Attempt

        failure = self._scrubbed(error.failure)
        again = isinstance(error, CredentialsError) and failure.id in _PASSING
        return Attempt(Exchange(uuid.uuid4().hex, begun, None, None, failure), again=again)

    async def _filled(self, draft: SocketDraft, context: RequestContext) -> SocketDraft:
        headers = (*inherited_headers(draft.headers, context.headers), *draft.headers)
        whole = replace(draft, auth=effective_auth(draft.auth, context), headers=headers)
        return fill_socket(whole, await self._prepare.scope(whole, context))

    def _scrubbed(self, failure: Failure) -> Failure:
        scrub = self._redactor.scrub
        return replace(failure, sentence=scrub(failure.sentence), detail=scrub(failure.detail))


def _is_passing(exchange: Exchange) -> bool:
    """Tell whether the same handshake may be taken later: an answer of 4xx says that it will not."""
    return exchange.response is None or exchange.response.status >= 500


def require_web_socket(url: WireUrl) -> None:
    """Raise `InputError` for a URL that opens no WebSocket."""
    if url.scheme not in {"ws", "wss"}:
        other = "wss" if url.scheme == "https" else "ws"
        raise InputError(
            Failure(
                "url.not-websocket",
                f"The scheme {url.scheme}:// carries requests; a WebSocket needs wss:// or ws://.",
                f"Write {other}:// instead.",
                field="WebSocket URL",
            )
        )
