"""A URL and its parameters, brought together."""

from __future__ import annotations

import pytest

from countersign.formats.importing.url_parts import as_query_text, with_query
from countersign.model.request import Parameter


def test_a_url_without_a_query_takes_the_enabled_parameters():
    listed = (Parameter("a", "1"), Parameter("b", "2", enabled=False))
    assert with_query("https://x/", listed) == ("https://x/?a=1", listed)


def test_the_query_of_the_url_counts_and_descriptions_stay():
    url, params = with_query(
        "https://x/?a=9", (Parameter("a", "1", description="why"), Parameter("b", "2", enabled=False))
    )
    assert url == "https://x/?a=9"
    assert params == (Parameter("a", "9", description="why"), Parameter("b", "2", enabled=False))


@pytest.mark.parametrize(
    ("value", "expected"), [("50% + #1", "50%25 %2B %231"), ("{{a+b}}+c", "{{a+b}}%2Bc"), ("a b", "a b")]
)
def test_a_value_as_a_query_writes_it(value, expected):
    assert as_query_text(value) == expected
