"""Every type of body that a request can have, in the order of the choice."""

from __future__ import annotations

from typing import Any

from countersign.ui.request.body import file, graphql, multipart, none, text, urlencoded
from countersign.ui.request.body.form import BodyKind

BODY_KINDS: tuple[BodyKind[Any], ...] = (
    none.KIND,
    *text.KINDS,
    graphql.KIND,
    urlencoded.KIND,
    multipart.KIND,
    file.KIND,
)
