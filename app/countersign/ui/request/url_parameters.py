"""How the URL's text and the rows of its parameters follow each other, without the loss of a character."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from countersign.model.request import Parameter
from countersign.ui.request.rows import Row, with_descriptions_of
from countersign.variables.query_text import join_query, split_query
from countersign.variables.template import tokens

_LONE_MARK = Parameter("", None)


def rows_of_url(url: str, before: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows for a URL: its parameters in their order, and the disabled rows where they stood before."""
    enabled = with_descriptions_of(
        [row for row in before if row.enabled], [Row(param.name, param.value) for param in split_query(url)[1]]
    )
    waiting = list(enabled)
    rows = []
    for row in before:
        if not row.enabled:
            rows.append(row)
        elif waiting:
            rows.append(waiting.pop(0))
    return (*rows, *waiting)


def url_with_rows(url: str, rows: Sequence[Row]) -> str:
    """Return the URL with the enabled rows as its query; what a lone "?" stands for goes once there are others."""
    enabled = [row for row in rows if row.enabled]
    base, params = split_query(url)
    if params == (_LONE_MARK,) and len(enabled) > 1 and enabled[0] == Row("", None):
        del enabled[0]
    return join_query(base, (row.parameter() for row in enabled))


def path_rows_of_url(url: str, values: Mapping[str, Row]) -> tuple[Row, ...]:
    """Return one row for each `:name` of the path, with the values known by name."""
    names = dict.fromkeys(token.name for token in tokens(url) if token.kind == "path")
    return tuple(values.get(name, Row(name)) for name in names)


def remembered(values: Mapping[str, Row], rows: Iterable[Row]) -> dict[str, Row]:
    """Return the values by name, with those of these rows."""
    return {**values, **{row.name: row for row in rows if row.value or not row.enabled}}
