"""A source is read by the importer that recognises it."""

from __future__ import annotations

import pytest

from countersign.formats.importing.registry import IMPORTERS, importer_for


@pytest.mark.parametrize(
    ("data", "file_name", "name"),
    [
        (
            b'{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/"},"item":[]}',
            "a.json",
            "Postman",
        ),
        (b'{"_type":"export","__export_format":4,"resources":[]}', "a.json", "Insomnia"),
        (b"type: collection.insomnia.rest/5.0\n", "a.yaml", "Insomnia"),
        (b"curl https://h", "pasted", "curl command"),
    ],
)
def test_a_source_finds_its_importer(data, file_name, name):
    importer = importer_for(data, file_name)
    assert importer is not None
    assert importer.name == name


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"\xff\xfe\x00", b"{", b"hello", b"PK\x03\x04"])
def test_no_importer_raises_or_claims_what_it_does_not_know(data):
    assert importer_for(data, "x.bin") is None


def test_names_are_unique():
    assert len({importer.name for importer in IMPORTERS}) == len(IMPORTERS)
