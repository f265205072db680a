"""`$ref` inside one document. What it names outside of the document is never opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from countersign.formats.importing.loose_values import mapping

_LONGEST_CHAIN = 20


class References:
    """Follow the references of one document, and keep those that lead nowhere."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._targets: dict[str, object] = {}
        self.outside: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def resolve(self, value: object) -> Mapping[str, Any]:
        """Return a mapping, or the one that its `$ref` leads to with what stands beside the `$ref`; {} for neither.

        Source: RFC 6901 (JSON Pointer) in a URI fragment, as OpenAPI 3.1, "Reference Object", says.
        """
        found = mapping(value)
        for _ in range(_LONGEST_CHAIN):
            reference = found.get("$ref")
            if not isinstance(reference, str):
                return found
            beside = {key: member for key, member in found.items() if key != "$ref"}
            found = {**mapping(self._target(reference)), **beside}
        return {}

    def _target(self, reference: str) -> object:
        if reference not in self._targets:
            self._targets[reference] = self._looked_up(reference)
        return self._targets[reference]

    def _looked_up(self, reference: str) -> object:
        if not reference.startswith("#"):
            self.outside[reference] = None
            return None
        found: object = self._document
        for piece in unquote(reference[1:]).split("/")[1:]:
            found = _member(found, piece.replace("~1", "/").replace("~0", "~"))
        if found is None:
            self.missing[reference] = None
        return found


def _member(value: object, key: str) -> object:
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 8 and int(key) < len(value):
        return value[int(key)]
    return None
