"""Tunnels through HTTP proxies, for connections that httpcore would only have the proxy forward."""

from __future__ import annotations

from collections.abc import Iterable

import httpcore

from countersign.http_engine.exchange_trace import CURRENT_TRACE
from countersign.http_engine.network import WatchedBackend, WatchedStream


class TunnelBackend(WatchedBackend):
    """Open connections by CONNECT (RFC 9110, section 9.3.6), whatever they are going to carry."""

    def __init__(self, proxy: httpcore.Proxy) -> None:
        super().__init__()
        self._proxy = proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the proxy and have it connect to the host; raise `httpcore.ProxyError` when it will not."""
        stream = await super().connect_tcp(*self._address(), timeout, local_address, socket_options)
        try:
            return await self._through(stream, b"%b:%d" % (_authority_host(host), port), timeout)
        except BaseException:
            await stream.aclose()
            raise

    async def _through(
        self, stream: httpcore.AsyncNetworkStream, target: bytes, limit: float | None
    ) -> httpcore.AsyncNetworkStream:
        trace, url = CURRENT_TRACE.get(), self._proxy.url
        if self._proxy.ssl_context is not None:
            if trace is not None:
                await trace("connection.start_tls.started", {})
            stream = await stream.start_tls(self._proxy.ssl_context, self._address()[0], limit)
        request = httpcore.Request(
            b"CONNECT",
            httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=target),
            headers=[(b"Host", target), *self._proxy.headers],
            extensions={"trace": trace, "timeout": {"read": limit, "write": limit}},
        )
        answer = await httpcore.AsyncHTTP11Connection(url.origin, stream).handle_async_request(request)
        if not 200 <= answer.status <= 299:
            reason = answer.extensions.get("reason_phrase", b"").decode("ascii", "ignore")
            raise httpcore.ProxyError(f"{answer.status} {reason}")
        return WatchedStream(answer.extensions["network_stream"])

    def _address(self) -> tuple[str, int]:
        url = self._proxy.url
        return url.host.decode("ascii"), url.origin.port


def _authority_host(host: str) -> bytes:
    return (f"[{host}]" if ":" in host else host).encode("ascii")
