"""Headers as they are typed on a command line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.cli.request_options import header_option
from countersign.model.errors import InputError
from countersign.model.request import Header


@pytest.mark.parametrize(
    ("text", "header"),
    [("X-A: 1", Header("X-A", "1")), ("Host:a:8080", Header("Host", "a:8080")), ("Empty:", Header("Empty", ""))],
)
def test_the_first_colon_divides_name_and_value(text, header):
    assert header_option(text) == header


@given(st.text(st.characters(exclude_characters=":")))
def test_a_text_without_a_colon_is_refused(text):
    with pytest.raises(InputError) as refused:
        header_option(text)
    assert refused.value.failure.field == "Request headers"
