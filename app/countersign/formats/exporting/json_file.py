"""JSON files as exporters write them."""

from __future__ import annotations

import json
from typing import Any


def json_bytes(document: Any) -> bytes:
    """Return a document in UTF-8, two spaces per level; a lone surrogate becomes a question mark."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
