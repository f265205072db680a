"""The formats that can be imported."""

from __future__ import annotations

from countersign.formats.importing.importer import Importer

IMPORTERS: tuple[Importer, ...] = ()  # the most specific first: the first one that recognises a source reads it


def importer_for(data: bytes, file_name: str) -> Importer | None:
    """Return the importer for a source, None where no format is recognised."""
    return next((importer for importer in IMPORTERS if importer.recognises(data, file_name)), None)
