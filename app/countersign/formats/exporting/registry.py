"""The exporters that there are, in the order of the menu that shows them."""

from __future__ import annotations

from countersign.formats.exporting.exporter import Exporter
from countersign.formats.exporting.open_api import OpenApi
from countersign.formats.exporting.open_collection import OpenCollection
from countersign.formats.exporting.postman import Postman

EXPORTERS: tuple[Exporter, ...] = (
    OpenCollection(),
    Postman(),
    OpenApi(),
)
