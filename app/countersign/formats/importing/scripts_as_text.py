"""Scripts of other tools: kept as text in the documentation, never run."""

from __future__ import annotations

import re
from collections.abc import Iterable

from countersign.formats.importing.import_notes import ImportNotes

_FENCE = re.compile(r"`{3,}")


def docs_with_scripts(docs: str, scripts: Iterable[tuple[str, str]], notes: ImportNotes, place: str) -> str:
    """Return documentation with scripts below it, each under its heading; scripts without text are passed over."""
    kept = [(heading, script.strip("\r\n")) for heading, script in scripts if script.strip()]
    if kept:
        notes.left_out(place, "Scripts are not run; their text is kept in the documentation.")
    return "\n\n".join([*([docs] if docs else []), *(_section(heading, script) for heading, script in kept)])


def _section(heading: str, script: str) -> str:
    fence = "`" * max(3, 1 + max((len(found) for found in _FENCE.findall(script)), default=0))
    return f"## {heading}\n\n{fence}javascript\n{script}\n{fence}"
