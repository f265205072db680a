"""Read an exception of the transport as one of the failures in the table."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import h2.events
import h2.exceptions
import hpack
import httpcore

from countersign.http_engine.exchange_trace import Stage
from countersign.http_engine.failures import failure
from countersign.http_engine.tls_faults import tls_failure
from countersign.model.errors import Failure, TransportError
from countersign.model.exchange import WireRequest
from countersign.model.redaction import MASK
from countersign.model.request import RequestSettings

_DOING = {
    None: "preparing",
    Stage.CONNECT: "connecting",
    Stage.PROXY: "asking the proxy",
    Stage.TLS: "agreeing on TLS",
    Stage.SEND: "sending the request",
    Stage.WAIT: "waiting for the answer",
    Stage.BODY: "receiving the body",
}
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ENETDOWN, errno.EHOSTDOWN})
_AUTHENTICATION = re.compile(r"^407\b|username/password|Requested .* from proxy server")
_QUERY = re.compile(r"\?[^\s'\"<>]*")
_TLS_RECORDS = (b"\x15\x03", b"\x16\x03")

# The words of h11 and httpcore, in the order in which they are looked for.
_PROTOCOL_WORDS = (
    ("Receive buffer too long", "response.head-too-large"),
    ("conflicting Content-Length", "response.two-lengths"),
    ("bad Content-Length", "response.bad-length"),
    ("incomplete chunked read", "response.chunks-truncated"),
    ("without sending complete message body", "response.truncated"),
    ("illegal chunk", "response.bad-chunk"),
    ("expected chunk", "response.bad-chunk"),
    ("malformed chunk", "response.bad-chunk"),
    ("illegal status line", "response.not-http"),
    ("Server disconnected", "connection.closed"),
    ("peer unexpectedly closed", "connection.closed"),
    ("ConnectionClosed", "connection.closed"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold what an exception does not say: whose exchange it was and how far it had come."""

    request: WireRequest
    settings: RequestSettings
    proxy: str
    stage: Stage | None
    first_bytes: bytes
    uses_http2: bool

    @property
    def host(self) -> str:
        """Return the host of the request."""
        return self.request.url.host


def explain(error: BaseException, scene: Scene) -> Failure:
    """Return the failure that an exception of one exchange stands for."""
    if isinstance(error, TransportError):
        return error.failure
    causes = tuple(_causes(error))
    detail = _detail(next((cause for cause in causes if _says_something(cause)), error), scene)
    found = _timeout(error, scene, detail) or _before_sending(error, causes, scene, detail)
    return found or _after_connecting(error, causes, scene, detail)


def total_timeout(scene: Scene) -> Failure:
    """Return the failure for the deadline of the whole request."""
    return failure("timeout.total", limit=_seconds(scene.settings.total_timeout), doing=_DOING[scene.stage])


def _timeout(error: BaseException, scene: Scene, detail: str) -> Failure | None:
    if not isinstance(error, httpcore.TimeoutException):
        return None
    connect, read = _seconds(scene.settings.connect_timeout), _seconds(scene.settings.read_timeout)
    if scene.stage in {Stage.PROXY, Stage.CONNECT} and scene.proxy:
        return failure("timeout.proxy", detail, host=scene.host, limit=connect)
    if scene.stage is Stage.TLS:
        return failure("timeout.tls", detail, host=scene.host, limit=connect)
    if isinstance(error, httpcore.ConnectTimeout):
        return failure("timeout.connect", detail, host=scene.host, limit=connect)
    kinds = {Stage.SEND: "timeout.send", Stage.BODY: "timeout.body"}
    return failure(kinds.get(scene.stage or Stage.WAIT, "timeout.response"), detail, host=scene.host, limit=read)


def _before_sending(error: BaseException, causes: tuple[object, ...], scene: Scene, detail: str) -> Failure | None:
    if isinstance(error, httpcore.ProxyError):
        kind = "proxy.authentication" if _AUTHENTICATION.search(str(error)) else "proxy.no-tunnel"
        return failure(kind, detail, proxy=scene.proxy, host=scene.host, reason=detail)
    if scene.stage is Stage.CONNECT:
        return _connect_failure(causes, scene, detail)
    if scene.stage is Stage.PROXY:
        broken = isinstance(error, httpcore.NetworkError) or "disconnected" in str(error)
        return failure("proxy.closed" if broken else "proxy.protocol", detail, proxy=scene.proxy)
    if scene.stage is Stage.TLS or any(isinstance(cause, ssl.SSLError) for cause in causes):
        return tls_failure(
            causes,
            detail,
            host=scene.host,
            port=scene.request.url.effective_port,
            shows_certificate=bool(scene.settings.client_certificate),
            doing=_DOING[scene.stage],
            in_handshake=scene.stage is Stage.TLS,
        )
    return None


def _connect_failure(causes: tuple[object, ...], scene: Scene, detail: str) -> Failure:
    if any(isinstance(cause, socket.gaierror | UnicodeError) for cause in causes):
        kind = "unknown-host"
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        kind = "refused"
    elif any(isinstance(cause, OSError) and cause.errno in _UNREACHABLE for cause in causes):
        kind = "unreachable"
    else:
        kind = "failed"
    if scene.proxy:
        return failure(f"proxy.{'unreachable' if kind == 'failed' else kind}", detail, proxy=scene.proxy)
    area = "dns" if kind == "unknown-host" else "connect"
    return failure(f"{area}.{kind}", detail, host=scene.host, port=scene.request.url.effective_port)


def _after_connecting(error: BaseException, causes: tuple[object, ...], scene: Scene, detail: str) -> Failure:
    for cause in causes:
        found = _http2_failure(cause, scene, detail)
        if found is not None:
            return found
    if isinstance(error, httpcore.NetworkError):
        return failure("connection.reset", detail, host=scene.host, doing=_DOING[scene.stage])
    if isinstance(error, httpcore.RemoteProtocolError):
        return _protocol_failure(str(error), scene, detail)
    if isinstance(error, httpcore.LocalProtocolError):
        return failure("request.refused", host=scene.host)
    return failure("transport.unexpected", detail, host=scene.host)


def _http2_failure(cause: object, scene: Scene, detail: str) -> Failure | None:
    if isinstance(cause, h2.events.StreamReset):
        return failure("http2.reset", host=scene.host, code=_code(cause.error_code))
    if isinstance(cause, h2.events.ConnectionTerminated):
        return failure("http2.goaway", host=scene.host, code=_code(cause.error_code))
    if isinstance(cause, h2.exceptions.InvalidBodyLengthError):
        return failure("response.truncated", detail, host=scene.host)
    if isinstance(cause, h2.exceptions.ProtocolError | hpack.HPACKError):
        sending = scene.stage is Stage.SEND
        return failure("request.refused" if sending else "http2.protocol", "" if sending else detail, host=scene.host)
    return None


def _protocol_failure(words: str, scene: Scene, detail: str) -> Failure:
    if scene.first_bytes[:2] in _TLS_RECORDS and scene.request.url.scheme == "http":
        return failure("response.tls-expected", host=scene.host, port=scene.request.url.effective_port)
    for part, kind in _PROTOCOL_WORDS:
        if part in words:
            if kind == "connection.closed" and scene.stage is Stage.BODY:
                kind = "response.truncated"  # noqa: PLW2901 - the same words, one stage later
            return failure(kind, detail, host=scene.host)
    kind = "http2.protocol" if scene.uses_http2 else "response.head-invalid"
    return failure(kind, detail, host=scene.host)


def _causes(error: object, depth: int = 0) -> Iterator[object]:
    """Walk all that an exception carries, outer things first.

    httpcore keeps in `args` what it maps (exceptions of anyio and ssl, events of h2); anyio groups what it tried.
    """
    if depth > 8 or error is None or isinstance(error, str | ssl.SSLWantReadError | ssl.SSLWantWriteError):
        return  # the last two are how a TLS stream waits
    yield error
    if isinstance(error, BaseException):
        inner = [*error.args, error.__cause__, error.__context__]
        if isinstance(error, BaseExceptionGroup):
            inner.extend(error.exceptions)
        for part in inner:
            yield from _causes(part, depth + 1)


def _detail(error: object, scene: Scene) -> str:
    """Return a library's words, without the request's header values and without any query."""
    text = f"{type(error).__name__}: {error}"
    for _, value in scene.request.headers:
        if len(value) >= 6:
            text = text.replace(value, MASK)
    return _QUERY.sub(f"?{MASK}", text)[:300]


def _says_something(cause: object) -> bool:
    return isinstance(cause, Exception) and bool(str(cause))


def _code(code: object) -> str:
    return str(getattr(code, "name", code))


def _seconds(limit: float | None) -> str:
    return "∞" if limit is None else f"{limit:g}"
