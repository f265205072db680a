"""httpcore's network backend, watched: what was opened for whom, and how much came before an answer."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from countersign.http_engine.exchange_trace import CURRENT_TRACE, Stage
from countersign.http_engine.failures import failure
from countersign.model.errors import TransportError

MOST_HEAD_BYTES = 1024 * 1024  # of interim answers before the final one; h11 allows 100 KB for each


class WatchedStream(httpcore.AsyncNetworkStream):
    """Pass bytes through, and remember the facts of the connection that outlive it."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.remote_address = _address(stream.get_extra_info("server_addr"))
        self.tls: ssl.SSLObject | None = stream.get_extra_info("ssl_object")
        self._is_http2 = self.tls is not None and self.tls.selected_alpn_protocol() == "h2"
        trace = CURRENT_TRACE.get()
        if trace is not None:
            trace.opened.append(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Read; raise `TransportError` when interim answers never end."""
        trace = CURRENT_TRACE.get()
        if trace is not None and trace.stage is Stage.PROXY and timeout is None:
            timeout = trace.handshake_limit  # httpcore reads a SOCKS answer without any limit
        data = await self._stream.read(max_bytes, timeout)
        if not data and trace is not None and trace.stage is Stage.PROXY:
            raise httpcore.RemoteProtocolError("Server disconnected without sending a response.")
        if trace is None or not data or trace.got_head:
            return data
        trace.first_bytes = trace.first_bytes or data[:3]
        trace.received_any = True
        trace.head_bytes += len(data)
        if trace.head_bytes > MOST_HEAD_BYTES and not self._is_http2:
            raise TransportError(failure("response.no-final-answer", host="The server"))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """Write."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """Go over to TLS."""
        return WatchedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Return what the inner stream knows."""
        return self._stream.get_extra_info(info)


class WatchedBackend(httpcore.AsyncNetworkBackend):
    """Open watched TCP connections."""

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look the host up and connect."""
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return WatchedStream(stream)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._backend.sleep(seconds)


def _address(address: Any) -> str:
    if not isinstance(address, tuple) or len(address) < 2:
        return ""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
