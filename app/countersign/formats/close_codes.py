"""What the codes of close frames say, in the words of a console.

Sources: RFC 6455, section 7.4.1, and the WebSocket Close Code Number Registry of IANA.
"""

from __future__ import annotations

from typing import NamedTuple

NORMAL = 1000
PROTOCOL_ERROR = 1002
NO_CODE = 1005  # never sent: the close frame held none
NO_CLOSE_FRAME = 1006  # never sent: the connection ended without one
NOT_UTF8 = 1007
TOO_BIG = 1009
INTERNAL_ERROR = 1011
LONGEST_REASON = 123  # bytes, what a control frame leaves beside the code (RFC 6455, section 5.5)

_NEVER_SENT = frozenset({1004, NO_CODE, NO_CLOSE_FRAME, 1015})
_IN_GOOD_ORDER = frozenset({NORMAL, 1001, NO_CODE})


class CloseCode(NamedTuple):
    """Name a code; `sentence` says what the side that sent it means, `action` what to do about it."""

    name: str
    sentence: str
    action: str = ""


_AGAIN = "Connect again."
_LOG = "The log of the server should say more."
_RULES = "Look at the last messages sent, and at the reason."

_TABLE = {
    1000: CloseCode("Normal closure", "The connection did what it was for, and was closed."),
    1001: CloseCode("Going away", "The server shuts down, or leaves an idle connection.", _AGAIN),
    1002: CloseCode("Protocol error", "The other side saw a frame that breaks the WebSocket protocol.", _LOG),
    1003: CloseCode(
        "Unsupported data",
        "The other side does not take messages of this kind.",
        "Send text in place of binary, or the other way round.",
    ),
    1005: CloseCode("No code", "The connection was closed without a code."),
    1006: CloseCode("No close frame", "The connection ended without a close frame.", _AGAIN),
    1007: CloseCode(
        "Invalid data",
        "The other side got a message that does not fit its kind, such as text that is not UTF-8.",
        _RULES,
    ),
    1008: CloseCode(
        "Policy violation", "The other side refuses a message, or this client, by its own rules.", _RULES
    ),
    1009: CloseCode("Message too big", "The other side got a message that is too big for it.", "Send less at once."),
    1010: CloseCode("Extension missing", "The client needed an extension that the server did not agree to."),
    1011: CloseCode("Server error", "The server met something that it cannot handle.", _LOG),
    1012: CloseCode("Service restart", "The server restarts.", "Connect again in a few seconds."),
    1013: CloseCode("Try again later", "The server is overloaded.", "Connect again after a while."),
    1014: CloseCode("Bad gateway", "A gateway got an invalid answer from the server behind it.", _LOG),
    1015: CloseCode("TLS handshake", "The TLS handshake failed."),
    3000: CloseCode("Unauthorized", "The server asks for authorization.", "Check the credentials."),
    3003: CloseCode("Forbidden", "The server knows this client and refuses it.", "Check its permissions."),
    3008: CloseCode("Timeout", "The server waited too long for a message.", _AGAIN),
}
_FAMILIES = {
    3: CloseCode("Registered code", "A library or framework of the server closed the connection.", _RULES),
    4: CloseCode(
        "Private code", "The application on the server closed the connection, by a code of its own.", _RULES
    ),
}
_UNKNOWN = CloseCode("Unknown code", "The code has no meaning that is registered.", _LOG)


def close_code(code: int) -> CloseCode:
    """Return what a code says, also for one that no table holds."""
    return _TABLE.get(code) or _FAMILIES.get(code // 1000, _UNKNOWN)


def is_good_order(code: int) -> bool:
    """Tell whether a server that closes with this code has nothing to complain about."""
    return code in _IN_GOOD_ORDER


def is_on_the_wire(code: int) -> bool:
    """Tell whether a code may stand in a close frame: registered, or free to use, and not kept for reports."""
    return (1000 <= code <= 1014 and code not in _NEVER_SENT) or 3000 <= code <= 4999
