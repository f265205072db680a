"""Bytes as people type them: in hexadecimal, or as Base64 with variables."""

from __future__ import annotations

import base64
import binascii
import re

from countersign.ui.request.json_text import TextProblem

_BETWEEN = re.compile(r"[\s:,;-]+|(?<![0-9A-Fa-f])0[xX](?=[0-9A-Fa-f])|\\x")
_NO_DIGIT = re.compile(r"[^0-9A-Fa-f ]")
_NO_SIGN = re.compile(r"[^A-Za-z0-9+/=\s]")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_PER_LINE = 16


def hex_problem(text: str) -> TextProblem | None:
    """Return the first thing that keeps a text from being bytes in hexadecimal, or None; an empty text is none."""
    variable = _VARIABLE.search(text)
    if variable is not None:
        return _problem(text, variable.start(), "variables can stand in Base64 only")
    digits = _BETWEEN.sub(lambda found: " " * len(found[0]), text)
    wrong = _NO_DIGIT.search(digits)
    if wrong is not None:
        return _problem(text, wrong.start(), f"“{wrong[0]}” is no hexadecimal digit")
    for group in re.finditer(r"[^ ]+", digits):
        if len(group[0]) % 2:
            return _problem(text, group.end() - 1, "a byte has two digits, one is missing here")
    return None


def base64_problem(text: str) -> TextProblem | None:
    """Return the first thing that keeps a text from being Base64 (RFC 4648, section 4), or None.

    A text with variables may become anything: of that only the alphabet is checked.
    """
    fixed = _VARIABLE.sub(lambda found: " " * len(found[0]), text)
    wrong = _NO_SIGN.search(fixed)
    if wrong is not None:
        other = {"-": "; write + for it", "_": "; write / for it"}.get(wrong[0], "")
        return _problem(text, wrong.start(), f"“{wrong[0]}” is no sign of Base64{other}")
    if _VARIABLE.search(text) or _decoded(text) is not None:
        return None
    signs = len("".join(text.split()))
    what = "the text has to have four signs for each three bytes" if signs % 4 else "the padding is wrong"
    return _problem(text, max(len(text.rstrip()) - 1, 0), what)


def bytes_of_hex(text: str) -> bytes | None:
    """Return the bytes of a text in hexadecimal, None where it is none."""
    return None if hex_problem(text) else bytes.fromhex(_BETWEEN.sub("", text))


def bytes_of_base64(text: str) -> bytes | None:
    """Return the bytes of a text in Base64, None where it is none or holds variables."""
    return None if _VARIABLE.search(text) else _decoded(text)


def hex_of_bytes(data: bytes) -> str:
    """Return bytes in hexadecimal, sixteen on a line."""
    return "\n".join(data[start : start + _PER_LINE].hex(" ") for start in range(0, len(data), _PER_LINE))


def base64_of_bytes(data: bytes) -> str:
    """Return bytes as Base64 on one line."""
    return base64.b64encode(data).decode("ascii")


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _problem(text: str, at: int, what: str) -> TextProblem:
    before = text[:at]
    return TextProblem(before.count("\n") + 1, at - before.rfind("\n"), what)
