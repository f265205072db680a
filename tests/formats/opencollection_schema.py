"""A validator for the subset of JSON Schema draft 7 that the OpenCollection schema uses. Other keywords are an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_IGNORED = {"description", "default", "$schema", "$id", "$defs"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


class Schema:
    """Hold the schema; `errors` names each place that does not fit a definition, or the root for ""."""

    def __init__(self, file: Path) -> None:
        self._root = json.loads(file.read_text())

    def errors(self, document: object, definition: str = "") -> list[str]:
        return self._errors(document, self._root["$defs"][definition] if definition else self._root, definition)

    def _errors(self, value: Any, schema: dict[str, Any], place: str) -> list[str]:
        found = []
        for keyword, wanted in schema.items():
            match keyword:
                case "$ref":
                    found += self._errors(value, self._root["$defs"][wanted.removeprefix("#/$defs/")], place)
                case "type":
                    if not isinstance(value, _TYPES[wanted]) or (wanted == "number" and isinstance(value, bool)):
                        return [f"{place} is no {wanted}"]
                case "const":
                    found += [] if value == wanted and type(value) is type(wanted) else [f"{place} is not {wanted}"]
                case "enum":
                    found += [] if value in wanted else [f"{place} is none of {wanted}"]
                case "required":
                    found += [f"{place}.{key} is missing" for key in wanted if key not in value]
                case "additionalProperties":
                    assert wanted is False
                    found += [f"{place}.{key} is unknown" for key in value if key not in schema.get("properties", {})]
                case "properties":
                    for key in value.keys() & wanted.keys():
                        found += self._errors(value[key], wanted[key], f"{place}.{key}")
                case "items":
                    for at, item in enumerate(value):
                        found += self._errors(item, wanted, f"{place}[{at}]")
                case "oneOf":
                    results = [self._errors(value, one, place) for one in wanted]
                    if sum(not result for result in results) != 1:
                        found.append(
                            f"{place} fits {sum(not result for result in results)} of {len(wanted)}: {results}"
                        )
                case _:
                    assert keyword in _IGNORED, f"the validator does not know {keyword}"
        return found
