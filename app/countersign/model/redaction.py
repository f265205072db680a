"""Known secret values, and how they are kept out of every text that is logged, shown or written.

Names cannot tell a secret reliably (a presigned URL, a bearer value in an exception), so the scrubber goes by
value: whatever was registered is replaced, plain, percent-encoded (any hex case, encoded again), escaped as in JSON,
HTML, Python or a shell, in base64 (both alphabets, at any offset), in hex (with the usual separators) and in UTF-16.
"""

from __future__ import annotations

import base64
import html
import logging
import re
import threading
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import groupby

MASK = "•••"

_SHORTEST = 6
_ANCHOR = 24
_HEAD = 5
_FEW = 16
_ALPHANUMERIC_RUN = re.compile(r"[A-Za-z0-9]{3,}")
_HEX_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n:,-%\\x"))
_HEX_RUN = re.compile(rf"[0-9a-f]{{{2 * _SHORTEST},}}")
_BETWEEN_BYTES = r"(?:[\s:,%-]|\\+x)*"
_WIDE_ZERO = r"(?:\0|\\+x00|\\+u0000)"
_WIDE_ZEROS = re.compile(f"{_WIDE_ZERO}+")
_SHORT_ESCAPES = {
    " ": (r"\+",),
    "'": ("&apos;",),
    "\n": (r"\\+n",),
    "\r": (r"\\+r",),
    "\t": (r"\\+t",),
    "\b": (r"\\+b",),
    "\f": (r"\\+f",),
}


class Redactor:
    """Replace registered secrets in texts. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[_KnownSecret, ...] = ()
        self._heads: frozenset[str] = frozenset()

    def register(self, secrets: Iterable[str]) -> None:
        """Add secret values; those under six characters are left out, they would hide ordinary words."""
        wanted = {secret for secret in secrets if len(secret) >= _SHORTEST}
        with self._lock:
            new = wanted - {known.value for known in self._known}
            if new:
                added = [_KnownSecret(secret) for secret in new]
                # Longest first: of two secrets, one within the other, none may leave a rest of the longer one.
                self._heads = self._heads.union(*(secret.heads for secret in added))
                self._known = tuple(sorted((*self._known, *added), key=lambda known: -len(known.value)))

    def scrub(self, text: str) -> str:
        """Return the text with every registered secret replaced by a mask."""
        known = self._known
        if not known or len(text) < _SHORTEST:
            return text
        view = _View(text, self._heads)
        for secret in known:
            for spelling in secret.spellings_in(view):
                text = spelling.pattern.sub(MASK, text)
        return text


def install_redaction(redactor: Redactor) -> Callable[[], None]:
    """Scrub every record of every logger, child loggers included, before a handler sees it; return the way back.

    Message, arguments, traceback and stack are covered; attributes that a caller adds with `extra` are not.
    """
    make_record = logging.getLogRecordFactory()

    def make_scrubbed_record(*args: object, **kwargs: object) -> logging.LogRecord:
        record: logging.LogRecord = make_record(*args, **kwargs)
        _scrub_record(record, redactor)
        return record

    def restore() -> None:
        if logging.getLogRecordFactory() is make_scrubbed_record:
            logging.setLogRecordFactory(make_record)

    logging.setLogRecordFactory(make_scrubbed_record)
    return restore


def _scrub_record(record: logging.LogRecord, redactor: Redactor) -> None:
    record.msg = redactor.scrub(_message(record))
    record.args = None
    if record.exc_info:
        # The live exception would be formatted again by any handler that has a formatter of its own.
        record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_info = None
    if record.exc_text:
        record.exc_text = redactor.scrub(record.exc_text)
    if record.stack_info:
        record.stack_info = redactor.scrub(record.stack_info)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a caller's wrong format must not print its arguments to stderr
        return f"{record.msg} {record.args!r}"


class _View:
    """What a text shows at a glance, found once for all secrets."""

    def __init__(self, text: str, heads: frozenset[str]) -> None:
        self.text = text
        self.heads = heads if len(heads) <= _FEW else _heads_in(text, heads)
        self.hex_digits = " ".join(_HEX_RUN.findall(text.lower().translate(_HEX_SEPARATORS)))
        without_zeros = _WIDE_ZEROS.sub("", text)
        self.wide_text = "" if without_zeros == text else without_zeros


def _heads_in(text: str, heads: frozenset[str]) -> frozenset[str]:
    """Tell in one pass which anchors may be in the text, however many there are."""
    return heads.intersection(text[index : index + _HEAD] for index in range(len(text) - _HEAD + 1))


class _Spelling:
    """One way to write a secret: its pattern, and an anchor, a plain piece that every match contains."""

    def __init__(self, anchor: str, expression: Callable[[], str]) -> None:
        self.anchor = anchor
        self.head = anchor[:_HEAD] if len(anchor) >= _HEAD else ""
        self._expression = expression

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compile at the first find: most secrets never occur in any text."""
        return re.compile(self._expression())


class _KnownSecret:
    """Know the spellings of one secret."""

    def __init__(self, value: str) -> None:
        raw = value.encode("utf-8", "surrogatepass")
        self.value = value
        self._in_text = (
            _Spelling(_anchor(value), lambda: _any_text(value)),
            *(_base64_spelling(raw, offset) for offset in range(3)),
        )
        self._in_hex = (_hex_spelling(raw), _hex_spelling(value.encode("utf-16-le", "surrogatepass")))
        self._wide = _Spelling(_anchor(value), lambda: _WIDE_ZERO.join(map(_any_spelling, value)))

    @property
    def heads(self) -> frozenset[str]:
        """Return the first characters of the anchors."""
        return frozenset(spelling.head for spelling in self._in_text if spelling.head)

    def spellings_in(self, view: _View) -> Iterable[_Spelling]:
        """Yield the spellings that may occur in the text."""
        for spelling in self._in_text:
            if (not spelling.head or spelling.head in view.heads) and spelling.anchor in view.text:
                yield spelling
        if view.hex_digits:
            yield from (spelling for spelling in self._in_hex if spelling.anchor in view.hex_digits)
        if self._wide.anchor in view.wide_text:
            yield self._wide


def _anchor(text: str) -> str:
    """Return the end of the longest alphanumeric run, which no encoder touches; ends differ where starts do not."""
    return max(_ALPHANUMERIC_RUN.findall(text), key=len, default="")[-_ANCHOR:]


def _base64_spelling(raw: bytes, offset: int) -> _Spelling:
    """Spell the characters that depend on the secret alone when it starts at this byte of a group of three."""
    encoded = base64.b64encode(b"\0" * offset + raw + b"\0\0").decode()
    stable = encoded[-(-8 * offset // 6) : 8 * (offset + len(raw)) // 6]
    return _Spelling(_anchor(stable), lambda: "".join(map(_base64_character, stable)))


def _hex_spelling(raw: bytes) -> _Spelling:
    return _Spelling(raw.hex()[-2 * _ANCHOR :], lambda: _BETWEEN_BYTES.join(map(_hex_byte, raw)))


def _base64_character(character: str) -> str:
    url_safe = {"+": "-", "/": "_"}.get(character)
    return character if url_safe is None else f"(?:{_any_spelling(character)}|{url_safe})"


def _any_text(text: str) -> str:
    return "".join(_any_run(character, len(list(run))) for character, run in groupby(text))


def _any_run(character: str, count: int) -> str:
    if character != "\\":
        return _any_spelling(character) * count
    # Escaping doubles backslashes; one repetition for the whole run, since several in a row would backtrack for ever.
    return rf"(?:\\+|(?:{_escapes(character)}){{{count}}})"


def _any_spelling(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    return rf"(?:\\{{0,4}}{re.escape(character)}|{_escapes(character)})"


def _escapes(character: str) -> str:
    code = ord(character)
    escapes = [
        "".join(rf"%(?:25)*{_hex_byte(byte)}" for byte in _utf8(character)),
        "".join(rf"\\+x{_hex_byte(byte)}" for byte in _utf8(character)),
        "".join(rf"\\+u{_any_case(unit)}" for unit in _utf16_units(character)),
        rf"\\+U{_any_case(f'{code:08x}')}",
        rf"&#(?:0*{code}|[xX]0*{_any_case(f'{code:x}')});",
    ]
    if code < 256:
        escapes.append(rf"\\+x{_hex_byte(code)}")
    if (entity := html.escape(character)) != character:
        escapes.append(entity)
    return "|".join((*escapes, *_SHORT_ESCAPES.get(character, ())))


def _hex_byte(byte: int) -> str:
    return _any_case(f"{byte:02x}")


def _any_case(digits: str) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)


def _utf8(character: str) -> bytes:
    return character.encode("utf-8", "surrogatepass")


def _utf16_units(character: str) -> list[str]:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return [units[index : index + 4] for index in range(0, len(units), 4)]
