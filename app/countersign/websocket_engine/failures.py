"""Every failure of the WebSocket engine in one table: its stable id, the sentence, what to do about it.

What happens before the server answers has its ids in `http_engine.failures`. The words in braces are filled by
`failure`; they come from the request and from numbers, never from a header's value.
"""

from __future__ import annotations

from countersign.model.errors import Failure

_SERVER_BUG = "This is a fault of the server; its log should say more."
_LOOK = "The body of the answer should say more."
_URL = "Check host, path and stage of the URL."
_AGAIN = "Connect again."
_NO_SOCKET = "the handshake was refused"

_TABLE: dict[str, tuple[str, str]] = {
    "websocket.scheme": ("“{scheme}” opens no WebSocket.", "Use wss:// or ws://."),
    "websocket.method": ("A WebSocket is opened by GET, not by {method}.", "Take the method GET."),
    # Answers that are no 101
    "websocket.refused-2xx": (
        "{host} answered {status}, as to a plain request: no WebSocket is served at this path.",
        _URL,
    ),
    "websocket.refused-redirect": (
        "{host} answered {status} and points elsewhere; signatures and headers do not follow a redirect.",
        "If you trust the place that Location names, connect to it directly.",
    ),
    "websocket.refused-400": (
        "{host} answered 400: it cannot make sense of the handshake.",
        "Look at the body, the query and the headers; on AWS also at the expiry of the signature.",
    ),
    "websocket.refused-401": (
        "{host} answered 401: it does not know who is asking, and opens no WebSocket.",
        "Check the credentials under Auth.",
    ),
    "websocket.refused-403": (
        "{host} answered 403: it refuses this signature or identity, and opens no WebSocket.",
        "Check the credentials, the region and service of the signature, and your clock.",
    ),
    "websocket.refused-404": ("{host} answered 404: there is nothing at this path.", _URL),
    "websocket.refused-405": ("{host} answered 405: this path takes no GET, so no WebSocket.", _URL),
    "websocket.refused-426": (
        "{host} answered 426: it does not take this version or form of the WebSocket handshake.",
        "Look at Upgrade and Sec-WebSocket-Version in the answer; a proxy may have removed headers.",
    ),
    "websocket.refused-429": (
        "{host} answered 429: there are too many connections or attempts.",
        "Wait, then connect again; look at Retry-After in the answer.",
    ),
    "websocket.refused-503": (
        "{host} answered 503: it takes no WebSocket at the moment.",
        "Wait, then connect again.",
    ),
    "websocket.refused-4xx": (f"{{host}} answered {{status}}: {_NO_SOCKET}.", _LOOK),
    "websocket.refused-5xx": (f"{{host}} answered {{status}}: the server failed, and {_NO_SOCKET}.", _SERVER_BUG),
    "websocket.refused": ("{host} answered {status}, which is no answer to a handshake.", _LOOK),
    # Answers of 101 that do not hold
    "websocket.not-upgraded": (
        "{host} answered 101, but not with the headers that go over to a WebSocket.",
        "Look at Upgrade and Connection in the answer; a proxy may have changed them.",
    ),
    "websocket.accept": (
        "{host} answered 101, but Sec-WebSocket-Accept does not fit the key that was sent.",
        "The answer is not for this handshake: a cache, or a server that does not speak WebSocket.",
    ),
    "websocket.extension": (
        "{host} uses an extension that was not agreed on.",
        "Look at Sec-WebSocket-Extensions in the answer.",
    ),
    "websocket.subprotocol": (
        "{host} chose a subprotocol that was not offered.",
        "Look at Sec-WebSocket-Protocol in the answer, and offer that one.",
    ),
    "websocket.handshake": ("{host} answered 101, but the answer is not valid.", _SERVER_BUG),
    # Frames that break RFC 6455
    "websocket.frame-reserved-bits": ("{host} sent a frame with reserved bits set.", _SERVER_BUG),
    "websocket.frame-opcode": ("{host} sent a frame with an opcode that does not exist.", _SERVER_BUG),
    "websocket.frame-masked": ("{host} sent a masked frame, which only clients may.", _SERVER_BUG),
    "websocket.frame-control-too-long": ("{host} sent a control frame of more than 125 bytes.", _SERVER_BUG),
    "websocket.frame-control-fragmented": ("{host} sent a control frame in fragments.", _SERVER_BUG),
    "websocket.frame-continuation": (
        "{host} sent the continuation of a message that was not begun.",
        _SERVER_BUG,
    ),
    "websocket.frame-interrupted": (
        "{host} began a message, or closed, before the last one in fragments was complete.",
        _SERVER_BUG,
    ),
    "websocket.frame-too-big": (
        "{host} sent a message of more than {limit} MB.",
        "The connection was closed (1009), so that it does not fill the memory.",
    ),
    "websocket.frame-compression": ("{host} sent a compressed message that cannot be decompressed.", _SERVER_BUG),
    "websocket.frame-close": ("{host} sent a close frame whose code is missing or not allowed.", _SERVER_BUG),
    "websocket.frame-not-utf8": ("{host} sent text that is not UTF-8.", "Such data belongs into a binary message."),
    "websocket.frame-invalid": ("{host} sent a frame that breaks the WebSocket protocol.", _SERVER_BUG),
    # The end of a connection
    "websocket.closed": ("{host} closed the connection with {code}. {meaning}", "{action}"),
    "websocket.dropped": ("{host} ended the connection without a close frame.", _AGAIN),
    "websocket.reset": ("{host} broke the connection.", _AGAIN),
    "websocket.no-pong": ("{host} did not answer a ping within {limit} s.", "Check the network, then connect again."),
    "websocket.close-unanswered": ("{host} did not answer the close frame.", ""),
    "websocket.not-open": ("The connection is not open, so nothing was sent.", _AGAIN),
    "websocket.close-code": (
        "A connection cannot be closed with the code {code} and this reason.",
        "Use 1000, 1001 or 3000 to 4999, and at most 123 bytes of reason.",
    ),
}


def failure(failure_id: str, detail: str = "", **words: object) -> Failure:
    """Return the failure of that id, its sentence filled with `words`; `detail` must be free of secrets already."""
    sentence, action = _TABLE[failure_id]
    return Failure(failure_id, sentence.format(**words), action.format(**words), detail=detail)


def failure_ids() -> tuple[str, ...]:
    """Return every id, in the order of the table."""
    return tuple(_TABLE)
