"""Inputs that nobody means well: documents with parts of them replaced, and the seeds that every importer meets."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from hypothesis import strategies as st

from countersign.model.errors import InputError
from countersign.model.imported import Imported

CANARY = "c4n4ryZx81QvT7bLpW0s"
MOST_SECONDS = 5.0

_TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["../../x", "CON", "\0", "{{x}}", "{{$guid}}", "${x}", "%zz", "http://[", "a:b@c", ""]),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mangled(draw: Any, document: Any) -> Any:
    """Draw a copy of a document in which up to three parts were replaced, doubled or taken away."""
    copy = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(copy))
        parent, key = places[draw(st.integers(0, len(places) - 1))]
        action = draw(st.sampled_from(["replace", "remove", "nest"]))
        if action == "remove":
            del parent[key]
        else:
            parent[key] = draw(ANYTHING) if action == "replace" else {"x": [parent[key]]}
        if not copy:
            return copy
    return copy


@st.composite
def mangled_text(draw: Any, text: str) -> str:
    """Draw a text with up to four of its lines replaced, doubled, cut or moved."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["replace", "double", "cut", "remove"])):
            case "replace":
                lines[at] = draw(_TEXTS)
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case _:
                lines[at : at + 1] = [] if len(lines) > 1 else [""]
    return "\n".join(lines)


def read_or_refused(read: Callable[[], Imported]) -> Imported | None:
    """Return what comes in, None where the source is refused with words; anything else that is raised is a fault."""
    try:
        return read()
    except InputError as refusal:
        if not (refusal.failure.id and refusal.failure.sentence):
            raise AssertionError("a refusal without words") from refusal
        return None


def text_of(imported: Imported) -> str:
    """Return all that would be shown or written of an import, as one text."""
    shown = {"root": imported.root, "environments": imported.environments, "notes": imported.notes}
    plain = {
        name: asdict(value) if name == "root" else [asdict(entry) for entry in value] for name, value in shown.items()
    }
    return json.dumps(plain, default=str) + repr(imported)


def seconds_of(read: Callable[[], object]) -> float:
    """Return how many seconds of the processor a call takes."""
    start = time.process_time()
    read()
    return time.process_time() - start


def height_of(read: Callable[[], object]) -> int:
    """Return how many bytes a call takes at its height; it runs several times as long as else."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield value, key
        yield from _places(inner)
