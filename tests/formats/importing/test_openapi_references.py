"""References inside a document are followed, others are kept for a note."""

from __future__ import annotations

import pytest

from countersign.formats.importing.openapi_references import References

DOCUMENT = {"a": {"b/c": {"x": 1}, "d~e": [{"y": 2}], "é": {"z": 3}}}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("#/a/b~1c", {"x": 1}), ("#/a/d~0e/0", {"y": 2}), ("#/a/%C3%A9", {"z": 3}), ("#", DOCUMENT), ("#/a/d~0e/7", {})],
)
def test_pointers_are_followed(reference, expected):
    assert References(DOCUMENT).resolve({"$ref": reference}) == expected


def test_what_stands_beside_a_reference_wins():
    assert References(DOCUMENT).resolve({"$ref": "#/a/b~1c", "x": 9}) == {"x": 9}


def test_what_leads_nowhere_is_kept():
    references = References(DOCUMENT)
    assert references.resolve({"$ref": "http://169.254.169.254/x"}) == {}
    assert references.resolve({"$ref": "#/none"}) == {}
    assert (list(references.outside), list(references.missing)) == (["http://169.254.169.254/x"], ["#/none"])


@pytest.mark.parametrize("value", [None, "x", [], {"$ref": 7}])
def test_what_is_no_reference_stays(value):
    assert References({}).resolve(value) == (value if isinstance(value, dict) else {})
