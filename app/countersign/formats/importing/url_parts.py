"""A URL and its parameters, which the sources keep apart or together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from countersign.formats.open_collection_parts import params_of
from countersign.model.request import Parameter
from countersign.variables.query_text import join_query, split_query
from countersign.variables.template_syntax import VARIABLE

_NOT_AS_IT_IS = re.compile(r"[%+#]")


def with_query(url: str, listed: Iterable[Parameter]) -> tuple[str, tuple[Parameter, ...]]:
    """Return the URL with a query, and all parameters: its own query where it has one, else the enabled ones."""
    params = tuple(listed)
    base, written = split_query(url)
    whole = url if written else join_query(base, params)
    return whole, params_of(whole, params)


def as_query_text(value: str) -> str:
    """Return a value as a query writes it; what stands in `{{ }}` stays."""
    pieces, start = [], 0
    for match in VARIABLE.finditer(value):
        pieces += [_encoded(value[start : match.start()]), match[0]]
        start = match.end()
    return "".join([*pieces, _encoded(value[start:])])


def _encoded(text: str) -> str:
    return _NOT_AS_IT_IS.sub(lambda found: f"%{ord(found[0]):02X}", text)
