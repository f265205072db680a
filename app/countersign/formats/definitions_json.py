"""Named things as JSON values, the form in which the program keeps them for itself."""

from __future__ import annotations

from typing import Any

from countersign.formats.tagged_json import TaggedJson
from countersign.model.definitions import Definitions

_CODEC = TaggedJson({})


def definitions_to_json(definitions: Definitions) -> dict[str, Any]:
    """Return the named things as a JSON object."""
    return dict(_CODEC.encode(definitions))


def definitions_from_json(data: object) -> Definitions:
    """Return the named things; raise `InputError` naming the place of a value that does not fit."""
    return _CODEC.decode(Definitions, data, "definitions")
