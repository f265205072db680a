"""Plain WebSocket messages in words: what the row says, and a page for each way to read one."""

from __future__ import annotations

import base64
import codecs
import re

from countersign.formats.close_codes import close_code, is_good_order, is_on_the_wire
from countersign.formats.pretty import NotFormatted, pretty_json
from countersign.model.frames import DetailLine, DetailPage, Frame, FrameFace, FrameKind, FrameSource, Tone

_HEAD = 4096  # bytes of a frame that its row is made of
_LONGEST_SUMMARY = 400
_HEX_IN_ROW = 24
LONGEST_CHECKED = 64 * 1024  # a longer text is not parsed for its row
LONGEST_PAGE = 4 << 20
_LOOKED_BACK = 200  # frames

_LIKE_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["{\[\]\-\d]|true\b|false\b|null\b))')
_ENDS_LIKE_JSON = re.compile(rb"[}\]]\s*\Z")
_SPACE = re.compile(r"\s+")
_TYPES: dict[FrameKind, str] = {"ping": "PING", "pong": "PONG", "close": "CLOSE", "binary": "BINARY"}
_EVENT_TONES: dict[str, Tone] = {
    "CONNECTED": "ok",
    "RECONNECTED": "ok",
    "CLOSED": "muted",
    "REFUSED": "error",
    "PING_TIMEOUT": "error",
}
_NOT_UTF8 = "not UTF-8"
_NOT_JSON = "not JSON although it starts like it"


class SocketReader:
    """Read the frames of any WebSocket. A row costs the same for a message of any size."""

    def face(self, frame: Frame) -> FrameFace:
        """Return what the row shows."""
        if frame.kind == "event":
            return FrameFace(frame.note or "EVENT", "", _one_line(frame.data), _EVENT_TONES.get(frame.note, "muted"))
        noted = (frame.note,) if frame.note else ()
        if frame.kind == "close":
            return _close_face(frame.data, noted)
        if frame.kind == "text":
            return _text_face(frame.data, noted)
        tone: Tone = "" if frame.kind == "binary" else "muted"
        return FrameFace(_TYPES[frame.kind], "", _bytes_summary(frame.data), tone, noted)

    def pages(self, frame: Frame) -> tuple[DetailPage, ...]:
        """Return the pages, the most telling first; the last one, in hex, holds all bytes."""
        if frame.kind == "event":
            return (DetailPage("Event", _event_lines(frame)),)
        first = (DetailPage("Close", _close_lines(frame.data)),) if frame.kind == "close" else ()
        if not frame.data:
            return first or (DetailPage("Text", (DetailLine("", "The message is empty.", "muted"),)),)
        texts = () if frame.kind == "close" else (*_pretty_pages(frame.data), _text_page(frame))
        return (*first, *texts, _base64_page(frame.data), DetailPage("Hex", language="hex"))

    def context(self, frame: Frame, log: FrameSource) -> tuple[DetailLine, ...]:
        """Return which ping a pong answers, and after how long."""
        if frame.kind != "pong":
            return ()
        asked_by = "sent" if frame.direction == "received" else "received"
        for number in range(frame.number - 1, max(frame.number - 1 - _LOOKED_BACK, -1), -1):
            ping = log.frame(number)
            if ping.kind == "ping" and ping.direction == asked_by and ping.data == frame.data:
                milliseconds = (frame.at - ping.at) * 1000
                return (DetailLine("answers", f"the ping {asked_by} {milliseconds:.0f} ms before", "ok"),)
        return ()


def looks_like_json(data: bytes) -> bool:
    """Tell whether a text is JSON: parsed where it is short, judged by its two ends where it is long."""
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if not _LIKE_JSON.match(head):
        return False
    if len(data) > LONGEST_CHECKED:
        return _ENDS_LIKE_JSON.search(data[-_HEAD:]) is not None
    return not isinstance(pretty_json(data), NotFormatted)


def _text_face(data: bytes, noted: tuple[str, ...]) -> FrameFace:
    marks = [*noted]
    if _is_not_utf8(data[:LONGEST_CHECKED], whole=len(data) <= LONGEST_CHECKED):
        marks.append(_NOT_UTF8)
    is_json = looks_like_json(data)
    if not is_json and len(data) <= LONGEST_CHECKED and _LIKE_JSON.match(data[:_HEAD].decode("utf-8", "replace")):
        marks.append(_NOT_JSON)
    return FrameFace("JSON" if is_json else "TEXT", "", _one_line(data), "warn" if marks else "", tuple(marks))


def _close_face(data: bytes, noted: tuple[str, ...]) -> FrameFace:
    if len(data) < 2:
        marks = (*noted, "a code of one byte") if data else noted
        return FrameFace("CLOSE", "", "without a code", "warn" if marks else "", marks)
    code, reason = _close_parts(data)
    marks = noted if is_on_the_wire(code) else (*noted, f"{code} must not stand in a close frame")
    if _is_not_utf8(data[2:], whole=True):
        marks = (*marks, _NOT_UTF8)
    tone: Tone = "" if is_good_order(code) and not marks else "warn"
    summary = ": ".join(part for part in (f"{code} {close_code(code).name}", _one_line(reason.encode())) if part)
    return FrameFace("CLOSE", "", summary, tone, marks)


def _close_lines(data: bytes) -> tuple[DetailLine, ...]:
    if len(data) < 2:
        return (DetailLine("code", "none", "muted"), DetailLine("meaning", close_code(1005).sentence))
    number, reason = _close_parts(data)
    code = close_code(number)
    lines = [
        DetailLine("code", f"{number} {code.name}", "" if is_good_order(number) else "warn"),
        DetailLine("reason", reason or "none given", "" if reason else "muted"),
        DetailLine("meaning", code.sentence),
    ]
    if code.action:
        lines.append(DetailLine("next", code.action))
    if not is_on_the_wire(number):
        lines.append(DetailLine("", "RFC 6455, section 7.4, keeps this code out of close frames.", "warn"))
    return tuple(lines)


def _close_parts(data: bytes) -> tuple[int, str]:
    return int.from_bytes(data[:2], "big"), data[2:].decode("utf-8", "replace")


def _event_lines(frame: Frame) -> tuple[DetailLine, ...]:
    tone = _EVENT_TONES.get(frame.note, "")
    words = frame.data[:LONGEST_PAGE].decode("utf-8", "replace")
    return (DetailLine("event", frame.note or "EVENT", tone), *([DetailLine("details", words)] if words else []))


def _pretty_pages(data: bytes) -> tuple[DetailPage, ...]:
    if len(data) > LONGEST_PAGE or not _LIKE_JSON.match(data[:_HEAD].decode("utf-8-sig", "replace")):
        return ()
    laid_out = pretty_json(data)
    if isinstance(laid_out, NotFormatted):
        return ()
    return (DetailPage("Pretty", text=laid_out.decode("utf-8", "replace"), language="json"),)


def _text_page(frame: Frame) -> DetailPage:
    shown = frame.data[:LONGEST_PAGE]
    lines = list(_shortened(frame.data))
    if frame.kind == "text" and _is_not_utf8(shown, whole=len(shown) == len(frame.data)):
        lines.append(DetailLine("", "Not all of it is UTF-8: what cannot be read is shown as �.", "warn"))
    elif frame.kind == "text" and not lines and _LIKE_JSON.match(shown[:_HEAD].decode("utf-8", "replace")):
        lines.extend(_json_fault(shown))
    text = shown.decode("utf-8", "replace")
    return DetailPage("Text", tuple(lines), text, "json" if looks_like_json(frame.data) else "text")


def _json_fault(data: bytes) -> tuple[DetailLine, ...]:
    laid_out = pretty_json(data)
    if not isinstance(laid_out, NotFormatted):
        return ()
    return (DetailLine("", f"{laid_out.reason} It goes wrong at byte {laid_out.offset:,}.", "warn"),)


def _base64_page(data: bytes) -> DetailPage:
    return DetailPage("Base64", _shortened(data), base64.b64encode(data[:LONGEST_PAGE]).decode("ascii"), "text")


def _shortened(data: bytes) -> tuple[DetailLine, ...]:
    if len(data) <= LONGEST_PAGE:
        return ()
    words = f"The first {LONGEST_PAGE:,} of {len(data):,} bytes. Hex holds all of them."
    return (DetailLine("", words, "warn"),)


def _bytes_summary(data: bytes) -> str:
    """Return bytes as text where they are one, in hex where not."""
    head = data[:_HEAD]
    if not _is_not_utf8(head, whole=len(data) <= _HEAD):
        text = head.decode("utf-8", "ignore")
        if all(sign.isprintable() or sign in "\t\r\n" for sign in text):
            return _one_line(data)
    more = " …" if len(data) > _HEX_IN_ROW else ""
    return data[:_HEX_IN_ROW].hex(" ") + more


def _one_line(data: bytes) -> str:
    text = _SPACE.sub(" ", data[:_HEAD].decode("utf-8", "replace")).strip()
    is_cut = len(text) > _LONGEST_SUMMARY or len(data) > _HEAD
    return text[:_LONGEST_SUMMARY] + (" …" if is_cut else "")


def _is_not_utf8(data: bytes, *, whole: bool) -> bool:
    """Tell whether bytes are no UTF-8; a piece of a longer text may end within a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return True
    return False
