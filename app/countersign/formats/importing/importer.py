"""What every importer is, and how it says no."""

from __future__ import annotations

from typing import Protocol

from countersign.model.errors import Failure, InputError
from countersign.model.imported import Imported


class Importer(Protocol):
    """Read one format. Importers are pure: a file or address that the source names is never opened."""

    name: str
    suffixes: tuple[str, ...]

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell from name and content whether this is the format; cheap, never raises."""

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return what the source brings in; raise `InputError`, and nothing else, where it cannot be read."""


URL_LIMIT = 100_000  # characters; servers take a tenth of it


def checked_url(url: str) -> str:
    """Return a URL that a source holds; raise `InputError` where it is longer than any server takes."""
    if len(url) > URL_LIMIT:
        raise refused("url", f"A URL in it is longer than {URL_LIMIT:,} characters.")
    return url


def refused(kind: str, sentence: str, action: str = "Choose another file, or correct this one.") -> InputError:
    """Return the error for a source that cannot be read; its id is `import.KIND`."""
    return InputError(Failure(f"import.{kind}", sentence, action))
