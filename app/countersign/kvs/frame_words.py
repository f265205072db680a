"""Events, control frames and raw bytes of a signaling connection in words."""

from __future__ import annotations

from collections.abc import Iterator

from countersign.formats.close_codes import NO_CODE, close_code, is_good_order
from countersign.kvs.json_reading import one_line
from countersign.model.frames import DetailLine, DetailPage, Frame, FrameFace, Tone

MOST_HEX = 16 * 1024  # bytes shown as hex digits

_EVENT_TONES: dict[str, Tone] = {
    "CONNECTED": "ok",
    "RECONNECTED": "ok",
    "REFUSED": "error",
    "PROTOCOL ERROR": "error",
    "CLOSED": "muted",
}


def is_message(frame: Frame) -> bool:
    """Tell whether a frame carries a message, rather than an event or the protocol's own signs."""
    return frame.kind in ("text", "binary")


def other_face(frame: Frame) -> FrameFace:
    """Return what the row shows of an event or a control frame."""
    if frame.kind == "event":
        return FrameFace(frame.note or "EVENT", summary=_line(frame.data), tone=_EVENT_TONES.get(frame.note, ""))
    marks = (frame.note,) if frame.note else ()
    if frame.kind == "close":
        code, reason = _closing(frame)
        summary = " · ".join(part for part in (f"{code} {close_code(code).name.lower()}", one_line(reason)) if part)
        return FrameFace("CLOSE", summary=summary, tone="muted" if is_good_order(code) else "warn", marks=marks)
    return FrameFace(frame.kind.upper(), summary=_bytes_line(frame.data), tone="muted", marks=marks)


def other_pages(frame: Frame) -> tuple[DetailPage, ...]:
    """Return the tabs for an event or a control frame."""
    return (DetailPage("Decoded", lines=tuple(_other_lines(frame))), raw_page(frame))


def raw_page(frame: Frame) -> DetailPage:
    """Return the bytes of a frame: as text where they are some, else in hex."""
    text = _plain_text(frame.data)
    if text and frame.kind != "close":
        return DetailPage("Raw frame", text=text, language="text")
    if not frame.data:
        return DetailPage("Raw frame", lines=(DetailLine("", "empty", "muted"),))
    return DetailPage("Raw frame", text="\n".join(_hex_lines(frame.data)), language="hex")


def _other_lines(frame: Frame) -> Iterator[DetailLine]:
    if frame.kind == "event":
        yield DetailLine(frame.note.lower() or "event", _line(frame.data, 2000), _EVENT_TONES.get(frame.note, ""))
    elif frame.kind == "close":
        code, reason = _closing(frame)
        known = close_code(code)
        yield DetailLine("code", f"{code}   {known.name}")
        if reason:
            yield DetailLine("reason", one_line(reason))
        yield DetailLine("meaning", " ".join(part for part in (known.sentence, known.action) if part))
    else:
        asks = "asks whether the other side is there" if frame.kind == "ping" else "says that this side is there"
        yield DetailLine(frame.kind, asks)
        if frame.data:
            yield DetailLine("payload", _bytes_line(frame.data))
    if frame.note and frame.kind != "event":
        yield DetailLine("warnings", frame.note, "warn")


def _closing(frame: Frame) -> tuple[int, str]:
    """Take a close frame apart (RFC 6455, section 5.5.1)."""
    if len(frame.data) < 2:
        return NO_CODE, ""
    return int.from_bytes(frame.data[:2], "big"), frame.data[2:].decode("utf-8", "replace")


def _line(data: bytes, longest: int = 200) -> str:
    return one_line(data[: 4 * longest].decode("utf-8", "replace"), longest)


def _bytes_line(data: bytes) -> str:
    """Return bytes as text where they are one, in hex where not, as the payload of a ping mostly is."""
    return _line(data) if _plain_text(data) else one_line(data.hex(" "))


def _plain_text(data: bytes) -> str:
    """Return bytes as text; "" for what is none, or does not show."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return text if all(character.isprintable() or character in "\r\n\t" for character in text) else ""


def _hex_lines(data: bytes) -> Iterator[str]:
    for start in range(0, min(len(data), MOST_HEX), 16):
        row = data[start : start + 16]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"{start:08x}  {row.hex(' '):<47}  {letters}"
    if len(data) > MOST_HEX:
        yield f"… {len(data) - MOST_HEX:,} more bytes"
