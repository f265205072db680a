"""A URL's query as it was written: taken apart and put together again without the loss of a character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from countersign.model.request import Parameter
from countersign.variables.template_syntax import VARIABLE, find_outside, split_outside


def split_query(url_text: str) -> tuple[str, tuple[Parameter, ...]]:
    """Return the URL without its query, fragment included, and the parameters of the query as written.

    Parameters are split at "&" and at their first "="; nothing is decoded. `?a` has the value None, `?a=` has "". A
    URL that ends in "?" has one parameter without a name. What stands in `{{ }}` is never split.
    """
    mark = find_outside(url_text, "?#")
    if mark < 0 or url_text[mark] == "#":
        return url_text, ()
    rest = url_text[mark + 1 :]
    end = find_outside(rest, "#")
    query, fragment = (rest, "") if end < 0 else (rest[:end], rest[end:])
    return url_text[:mark] + fragment, tuple(_parameter(piece) for piece in split_outside(query, "&"))


def join_query(base: str, params: Iterable[Parameter]) -> str:
    """Return the URL with the enabled parameters as its query, before the fragment.

    "&" and "#", and "=" in a name, are percent-encoded, since they would end the parameter that holds them.
    """
    enabled = [_contained(param) for param in params if param.enabled]
    if not enabled:
        return base
    joined = _join(base, enabled)
    if _same(split_query(joined)[1], enabled):
        return joined
    return _join(base, [_without_open_braces(param) for param in enabled])


def _parameter(piece: str) -> Parameter:
    name, *value = split_outside(piece, "=", 1)
    return Parameter(name, value[0] if value else None)


def _join(base: str, params: Sequence[Parameter]) -> str:
    end = find_outside(base, "#")
    before, fragment = (base, "") if end < 0 else (base[:end], base[end:])
    pieces = (param.name if param.value is None else f"{param.name}={param.value}" for param in params)
    return f"{before}?{'&'.join(pieces)}{fragment}"


def _contained(param: Parameter) -> Parameter:
    value = None if param.value is None else _encode_outside(param.value, "&#")
    return replace(param, name=_encode_outside(param.name, "&#="), value=value)


def _encode_outside(text: str, characters: str) -> str:
    pieces, start = [], 0
    while (at := find_outside(text, characters, start)) >= 0:
        pieces += [text[start:at], f"%{ord(text[at]):02X}"]
        start = at + 1
    return "".join([*pieces, text[start:]])


def _without_open_braces(param: Parameter) -> Parameter:
    value = None if param.value is None else _encode_open_braces(param.value)
    return replace(param, name=_encode_open_braces(param.name), value=value)


def _encode_open_braces(text: str) -> str:
    pieces, start = [], 0
    for match in VARIABLE.finditer(text):
        pieces += [_encode_braces(text[start : match.start()]), match[0]]
        start = match.end()
    return "".join([*pieces, _encode_braces(text[start:])])


def _encode_braces(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D")


def _same(found: Sequence[Parameter], wanted: Sequence[Parameter]) -> bool:
    return [(param.name, param.value) for param in found] == [(param.name, param.value) for param in wanted]
