"""How texts and bodies stand in the history's file, and what of them its index of words reads."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import suppress

from countersign.model.signing_record import HeaderList

_MOST_UNPACKED = 16_000_000


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the view `searchable` calls; what is damaged has no words."""
    connection.create_function("header_words", 1, header_words, deterministic=True)
    connection.create_function("body_words", 2, body_words, deterministic=True)


def storable(text: str) -> str:
    """Return a text without lone surrogates, which no file in UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode()


def packed(data: bytes) -> bytes:
    """Return a body compressed, an empty one as it is."""
    return zlib.compress(data) if data else b""


def unpacked(data: bytes) -> bytes:
    """Return a body as it was; raise `ValueError` where it is damaged."""
    if not data:
        return b""
    try:
        return zlib.decompressobj().decompress(data, _MOST_UNPACKED)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def headers_text(headers: HeaderList) -> str:
    """Return headers as JSON, in ASCII."""
    return json.dumps([[name, value] for name, value in headers])


def headers_from(text: str) -> HeaderList:
    """Return headers; none where the text is damaged."""
    with suppress(ValueError, TypeError, RecursionError):
        return tuple((str(name), str(value)) for name, value in json.loads(text))
    return ()


def header_words(text: str) -> str:
    """Return headers as lines."""
    return storable("\n".join(f"{name}: {value}" for name, value in headers_from(text)))


def body_words(data: bytes, is_text: int) -> str:
    """Return the text of a body."""
    if not is_text:
        return ""
    with suppress(ValueError):
        return unpacked(data).decode("utf-8", "replace")
    return ""
