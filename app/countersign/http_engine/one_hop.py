"""Carry one request over one connection. Whatever happens becomes a value, but for a cancel."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import cast

import httpcore

from countersign.http_engine.body_files import BodyStream
from countersign.http_engine.body_store import BodyFolder
from countersign.http_engine.connection_facts import with_certificates, with_tls
from countersign.http_engine.download import Download
from countersign.http_engine.exchange_trace import CURRENT_TRACE, ExchangeTrace
from countersign.http_engine.failures import failure
from countersign.http_engine.faults import Scene, explain, total_timeout
from countersign.http_engine.network import WatchedStream
from countersign.http_engine.progress import ProgressReporter
from countersign.http_engine.proxies import ProxyAddress
from countersign.http_engine.wire_form import text_headers, wire_headers
from countersign.model.errors import Failure
from countersign.model.exchange import Connection, Outcome, Progress, Response, WireRequest
from countersign.model.request import RequestSettings

_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})  # RFC 9110, section 9.2.2


class OneHop:
    """Send one request once. Make a new one for each attempt; `run` it and then look at the flags."""

    def __init__(
        self,
        request: WireRequest,
        settings: RequestSettings,
        proxy: ProxyAddress | None,
        folder: BodyFolder,
        observe: Callable[[Progress], None],
    ) -> None:
        self._request = request
        self._settings = settings
        self._proxy = "" if proxy is None else str(proxy)
        self._folder = folder
        self._progress = ProgressReporter(observe)
        self._trace = ExchangeTrace(request.method, self._progress.enter)
        self._trace.handshake_limit = settings.connect_timeout
        self._body = BodyStream(request.body)
        self._answer: httpcore.Response | None = None
        self._download: Download | None = None
        self._connection = Connection(proxy=self._proxy)
        self._tls: ssl.SSLObject | None = None
        self._failure: Failure | None = None
        self._complete = False

    @property
    def may_repeat(self) -> bool:
        """Tell whether a kept connection turned out dead before it brought anything, for a request that may be
        repeated (RFC 9112, section 9.3.1).
        """
        was_kept = self._trace.stage is not None and not self._trace.opened
        dead = self._failure is not None and self._failure.id.startswith(("connection.", "http2.goaway"))
        return was_kept and dead and not self._trace.received_any and self._request.method in _SAFE_TO_REPEAT

    @property
    def spoils_connection(self) -> bool:
        """Tell whether HTTP/2 was left in the middle: httpcore sends no RST_STREAM, so the connection must go."""
        return self._trace.uses_http2 and not self._complete

    async def run(self, pool: httpcore.AsyncConnectionPool) -> Outcome:
        """Return what came of it; raise only `CancelledError`, with nothing left behind."""
        token = CURRENT_TRACE.set(self._trace)
        try:
            await self._within_deadline(pool)
        except asyncio.CancelledError:
            if self._download is not None:
                self._download.discard()
            raise
        finally:
            self._body.close()
            await self._let_go()
            CURRENT_TRACE.reset(token)
        return await self._outcome()

    async def _within_deadline(self, pool: httpcore.AsyncConnectionPool) -> None:
        deadline = asyncio.timeout(self._settings.total_timeout)
        try:
            async with deadline:
                await self._exchange(pool, deadline)
        except Exception as error:  # noqa: BLE001 - never raises for what a network or a server does
            if self._answer is None and self._trace.opened:
                self._learn_facts(self._trace.opened[-1])
            scene = self._scene()
            self._failure = total_timeout(scene) if deadline.expired() else explain(error, scene)

    async def _exchange(self, pool: httpcore.AsyncConnectionPool, deadline: asyncio.Timeout) -> None:
        self._answer = await pool.handle_async_request(self._raw_request())
        version = self._answer.extensions["http_version"].decode("ascii")
        self._learn_facts(self._answer.extensions["network_stream"], version)
        headers = text_headers(self._answer.headers)
        self._download = Download(headers, self._folder, self._progress)
        self._progress.head(self._answer.status, self._download.expected)
        await self._receive(self._answer, self._download, deadline)
        self._complete = True
        self._failure = self._complaint()

    async def _receive(self, answer: httpcore.Response, download: Download, deadline: asyncio.Timeout) -> None:
        if download.is_event_stream:
            deadline.reschedule(None)
        chunks = cast("AsyncGenerator[bytes, None]", answer.aiter_stream())
        async with aclosing(chunks):
            await download.read(chunks, self._request.url.host)

    def _raw_request(self) -> httpcore.Request:
        url = self._request.url
        read, connect = self._settings.read_timeout, self._settings.connect_timeout
        return httpcore.Request(
            method=self._request.method.encode("ascii"),
            url=httpcore.URL(
                scheme=url.scheme.encode("ascii"),
                host=url.host.strip("[]").encode("ascii"),
                port=url.effective_port,
                target=url.target.encode("ascii"),
            ),
            headers=wire_headers(self._request),
            content=self._counted_body(),
            extensions={
                "trace": self._trace,
                "timeout": {"connect": connect, "read": read, "write": read, "pool": connect},
            },
        )

    async def _counted_body(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            yield chunk
            self._progress.sent(len(chunk))

    def _learn_facts(self, stream: object, http_version: str = "") -> None:
        if isinstance(stream, WatchedStream):
            self._tls = stream.tls
            known = Connection(http_version, stream.remote_address, reused=not self._trace.opened, proxy=self._proxy)
            self._connection = with_tls(known, stream.tls)

    def _complaint(self) -> Failure | None:
        """Return the failure of an answer that came whole and yet cannot stand as it is."""
        if self._answer is None:
            return None
        names = {name.lower() for name, _ in self._answer.headers}
        if not self._trace.uses_http2 and {b"content-length", b"transfer-encoding"} <= names:
            return failure("response.length-and-chunked", host=self._request.url.host)
        if self._answer.status == 407 and self._proxy:
            return failure("proxy.authentication", proxy=self._proxy)
        return None

    def _scene(self) -> Scene:
        trace = self._trace
        return Scene(
            self._request, self._settings, self._proxy, trace.stage, trace.first_bytes, uses_http2=trace.uses_http2
        )

    async def _let_go(self) -> None:
        """Close what a broken exchange holds. httpcore keeps a socket open when a SOCKS handshake fails."""
        if self._answer is not None:
            await self._answer.aclose()
        if not self._complete and not self._trace.uses_http2:
            for stream in reversed(self._trace.opened):
                await stream.aclose()

    async def _outcome(self) -> Outcome:
        phases = self._trace.finish()
        connection = await with_certificates(self._connection, self._tls)
        if self._answer is None or self._download is None:
            return Outcome(None, self._failure, phases, connection)
        response = Response(
            status=self._answer.status,
            reason=self._answer.extensions.get("reason_phrase", b"").decode("iso-8859-1"),
            headers=text_headers(self._answer.headers),
            body=await self._download.finish(None if self._complete else self._failure),
        )
        return Outcome(response, self._failure, phases, connection)
