"""What a line typed into a live console means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args

from countersign.model.channel import SignalDraft, SignalType
from countersign.model.errors import Failure, InputError
from countersign.model.socket import SavedMessage

_TYPES: tuple[SignalType, ...] = get_args(SignalType)


@dataclass(frozen=True, slots=True)
class Order:
    """Hold something to do other than sending: "ping", "close" with code and reason, "reconnect"."""

    name: str
    code: int = 1000
    reason: str = ""


def socket_order(line: str, *, as_json: bool) -> SavedMessage | Order:
    """Read a line: text to send, `/ping`, `/close [CODE [REASON]]`, `/reconnect`, `/binary BASE64`, `//` for a slash.

    As JSON: `{"kind": "text", "data": "…"}`, `{"do": "ping"}`, `{"do": "close", "code": 1000, "reason": ""}`.
    """
    _refuse_bytes(line)
    if as_json:
        fields = _object(line)
        if "do" in fields:
            return _json_order(fields)
        return SavedMessage(kind="binary" if fields.get("kind") == "binary" else "text", data=_text(fields, "data"))
    if line.startswith("/binary "):
        return SavedMessage(kind="binary", data=line.removeprefix("/binary "))
    return _typed_order(line) or SavedMessage(data=line.removeprefix("/") if line.startswith("//") else line)


def channel_order(line: str, *, as_json: bool) -> SignalDraft | Order:
    """Read a line: `TYPE [@RECIPIENT] JSON` ("SDP_OFFER {…}", "RAW …"), or an order as `socket_order` knows them.

    As JSON: `{"type": "SDP_OFFER", "recipient": "", "correlationId": "", "payload": {…}}`.
    """
    _refuse_bytes(line)
    if as_json:
        fields = _object(line)
        if "do" in fields:
            return _json_order(fields)
        payload = fields.get("payload", "")
        return SignalDraft(
            type=_signal_type(_text(fields, "type")),
            recipient=_text(fields, "recipient"),
            correlation_id=_text(fields, "correlationId"),
            payload=payload if isinstance(payload, str) else json.dumps(payload),
        )
    order = _typed_order(line)
    if order is not None:
        return order
    kind, _, rest = line.strip().partition(" ")
    recipient = ""
    if rest.startswith("@"):
        recipient, _, rest = rest.removeprefix("@").partition(" ")
    return SignalDraft(type=_signal_type(kind), recipient=recipient, payload=rest)


def _typed_order(line: str) -> Order | None:
    if not line.startswith("/") or line.startswith("//"):
        return None
    name, _, rest = line.removeprefix("/").partition(" ")
    if name in {"ping", "reconnect"}:
        return Order(name)
    if name == "close":
        code, _, reason = rest.strip().partition(" ")
        return Order("close", _code(code or "1000"), reason)
    raise _refused(f"“/{name[:40]}” is no order.", "Use /ping, /close or /reconnect; // begins a text with a slash.")


def _json_order(fields: dict[str, Any]) -> Order:
    name = _text(fields, "do")
    if name not in {"ping", "reconnect", "close"}:
        raise _refused(f"“{name[:40]}” is no order.", 'Use "ping", "close" or "reconnect".')
    return Order(name, _code(str(fields.get("code", 1000))), _text(fields, "reason"))


def _code(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) == 4
    if not (is_number and (text == "1000" or 3000 <= int(text) <= 4999)):
        raise _refused(
            f"“{text[:40]}” is no close code that a client may send.", "Use 1000, or one from 3000 to 4999."
        )
    return int(text)


def _signal_type(text: str) -> SignalType:
    found = next((kind for kind in _TYPES if kind == text.upper()), None)
    if found is None:
        raise _refused(f"“{text[:40]}” is no type of message.", f"Begin with one of {', '.join(_TYPES)}.")
    return found


def _refuse_bytes(line: str) -> None:
    if not _is_text(line):
        raise _refused("The line is not UTF-8.", "Send bytes as Base64, or save the text as UTF-8.")


def _is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _refused("The line is no JSON object.", "Write one object on each line, or leave --json out.")
    return value


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise _refused(f"“{name}” is no text.", "Put it in quotes.")
    if not _is_text(value):
        raise _refused(f"“{name}” holds half a character.", "A surrogate needs its other half behind it.")
    return value


def _refused(sentence: str, action: str) -> InputError:
    return InputError(Failure("console.line", sentence, action))
