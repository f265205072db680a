"""Requests handed on to MiniStack, and its answers handed back."""

from __future__ import annotations

import httpcore

from countersign.playground.exchange import Answer, Headers, ReceivedRequest, json_answer

_OF_ONE_HOP = frozenset(
    {
        "connection",
        "content-length",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_OURS = _OF_ONE_HOP | {"date", "server"}  # each server writes its own
_TIMEOUTS = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}


class Upstream:
    """Send requests to the MiniStack at a port of 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self._port = port
        # No connection is kept, so none can be closed under a request.
        self._pool = httpcore.AsyncConnectionPool(max_keepalive_connections=0)

    async def forward(self, request: ReceivedRequest) -> Answer:
        """Send a request on as it was received, its `Host` too, which signatures cover."""
        if not request.body.complete:
            return json_answer({"message": "Request Too Long"}, 413)
        headers = tuple((name, value) for name, value in request.headers if name.lower() not in _OF_ONE_HOP)
        return await self.send(request.method, request.target, headers, request.body.data)

    async def send(self, method: str, target: str, headers: Headers, body: bytes = b"") -> Answer:
        """Send a request; 502 where nobody answers."""
        url = httpcore.URL(scheme=b"http", host=b"127.0.0.1", port=self._port, target=_bytes(target))
        sent = [(name.encode(), _bytes(value)) for name, value in headers]
        if body or method in {"POST", "PUT", "PATCH"}:
            sent.append((b"content-length", b"%d" % len(body)))
        if not any(name.lower() == b"host" for name, _ in sent):
            sent.append((b"host", b"127.0.0.1:%d" % self._port))
        try:
            response = await self._pool.request(
                method, url, headers=sent, content=body, extensions={"timeout": _TIMEOUTS}
            )
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            return json_answer({"message": f"MiniStack did not answer: {type(error).__name__}."}, 502)
        kept = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)
        return Answer(response.status, tuple(one for one in kept if one[0] not in _OURS), response.content)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
