"""The formats that can be imported."""

from __future__ import annotations

from countersign.formats.importing.bruno import BRU, BRUNO_JSON
from countersign.formats.importing.curl import CURL
from countersign.formats.importing.har import HAR
from countersign.formats.importing.http_file import HTTP_FILE
from countersign.formats.importing.importer import Importer
from countersign.formats.importing.insomnia import INSOMNIA
from countersign.formats.importing.open_collection import OPEN_COLLECTION
from countersign.formats.importing.openapi import OPENAPI
from countersign.formats.importing.postman import POSTMAN

# The most specific first: the first one that recognises a source reads it.
IMPORTERS: tuple[Importer, ...] = (
    POSTMAN,
    OPEN_COLLECTION,
    INSOMNIA,
    HAR,
    BRUNO_JSON,
    BRU,
    OPENAPI,
    HTTP_FILE,
    CURL,
)


def importer_for(data: bytes, file_name: str) -> Importer | None:
    """Return the importer for a source, None where no format is recognised."""
    return next((importer for importer in IMPORTERS if importer.recognises(data, file_name)), None)
