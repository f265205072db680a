"""The test's own validator refuses what the schema refuses."""

from __future__ import annotations

import pytest

GOOD = {"info": {"name": "a", "type": "http"}, "http": {"method": "GET", "url": "u", "auth": "inherit"}}


def test_a_good_item_passes(schema):
    assert schema.errors(GOOD, "HttpRequest") == []


@pytest.mark.parametrize(
    "change",
    [
        {"info": {"name": 1, "type": "http"}},
        {"info": {"name": "a", "type": "graphql"}},
        {"http": {"url": "u", "headers": [{"name": "a"}]}},
        {"http": {"url": "u", "params": [{"name": "a", "value": "b", "type": "matrix"}]}},
        {"http": {"url": "u", "auth": "none"}},
        {"http": {"url": "u", "body": {"type": "json"}}},
        {"http": {"url": "u", "unknown": 1}},
        {"settings": {"timeout": True}},
        {"docs": None},
    ],
)
def test_a_wrong_item_fails(schema, change):
    assert schema.errors({**GOOD, **change}, "HttpRequest")
