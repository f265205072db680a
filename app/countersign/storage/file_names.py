"""File names made of what people call things: valid on every platform, and free in their folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LONGEST = 100
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)  # Windows' devices


def file_stem(name: str) -> str:
    """Return a file name without its ending for a thing of this name; "untitled" where nothing of it can stay.

    Source: "Naming Files, Paths, and Namespaces", Windows App Development documentation; the strictest of all.
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    stem = " ".join(_NOT_IN_A_NAME.sub(" ", text).split())[:_LONGEST].strip(" .")
    if not stem:
        return "untitled"
    return f"{stem}_" if _RESERVED.match(stem) else stem


def free_name(name: str, suffix: str, taken: Container[str]) -> str:
    """Return a file name that is not taken: the plain one, else with a number; `taken` holds names in lower case."""
    stem, number = file_stem(name), 1
    while True:
        candidate = f"{stem}{'' if number == 1 else f' {number}'}{suffix}"
        if candidate.casefold() not in taken:
            return candidate
        number += 1
