"""Bodies of forms as text: urlencoded pairs, and multipart with its boundary."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from countersign.model.body import FormField, MultipartPart
from countersign.variables.template_syntax import split_outside

_BOUNDARY = re.compile(r'boundary=(?:"(?P<quoted>[^"]{1,200})"|(?P<bare>[^";,\s]{1,200}))', re.IGNORECASE)
_NAME = re.compile(r'(?<![\w*])name="(?P<name>[^"]*)"')
_FILE_NAME = re.compile(r'filename="(?P<name>[^"]*)"')
_FILE = re.compile(r"<@?[^\S\n]+(?P<path>\S.*)")


def form_fields(text: str) -> tuple[FormField, ...] | None:
    """Return the fields of an urlencoded body, decoded; None where they are no text in UTF-8.

    Line breaks around "&" are those of the source.
    """
    pieces = (piece.strip() for piece in split_outside(text.strip(), "&"))
    try:
        return tuple(_field(piece) for piece in pieces if piece)
    except UnicodeDecodeError:
        return None


def boundary_of(content_type: str) -> str:
    """Return the boundary that a multipart content type names, "" without one."""
    found = _BOUNDARY.search(content_type)
    return (found["quoted"] or found["bare"]) if found else ""


def multipart_parts(text: str, boundary: str) -> tuple[MultipartPart, ...]:
    """Return the parts of a multipart body (RFC 7578) as text; a line `< path` stands for the file's content."""
    pieces = text.replace("\r\n", "\n").split(f"--{boundary}")
    return tuple(part for piece in pieces[1:] if not piece.startswith("--") and (part := _part(piece)) is not None)


def file_line(text: str) -> str:
    """Return the path of a text that is nothing but a reference to a file, "" for any other."""
    found = _FILE.fullmatch(text.strip())
    return found["path"].strip() if found else ""


def _field(piece: str) -> FormField:
    name, *value = split_outside(piece, "=", 1)
    return FormField(_decoded(name), _decoded(value[0]) if value else "")


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="strict")


def _part(piece: str) -> MultipartPart | None:
    head, _, content = piece.strip("\n").partition("\n\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\n"))
    }
    disposition = headers.get("content-disposition", "")
    name, file_name = _NAME.search(disposition), _FILE_NAME.search(disposition)
    if name is None:
        return None
    content_type = headers.get("content-type", "")
    path = file_line(content) or (file_name["name"] if file_name else "")
    if path:
        return MultipartPart(name["name"], file_path=path, content_type=content_type)
    return MultipartPart(name["name"], content.removesuffix("\n"), content_type=content_type)
