"""Members are read with their types checked; words that YAML takes for numbers stay as written."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.model.errors import InputError


def fields(**members):
    return Fields(members, "here", [])


def test_texts_take_numbers_and_truth_as_written():
    found = fields(number=12, yes=True, nothing=None, text="1.10")
    assert [found.text(key, "d") for key in ("number", "yes", "nothing", "text", "gone")] == [
        "12",
        "true",
        "d",
        "1.10",
        "d",
    ]


def test_numbers_take_texts_that_are_numbers():
    found = fields(whole=12, text="1.5", inherit="inherit", real=0.25)
    assert [found.number(key) for key in ("whole", "text", "inherit", "real", "gone")] == [
        12.0,
        1.5,
        None,
        0.25,
        None,
    ]


@pytest.mark.parametrize("value", ["x", True, [], float("inf"), 10**20, "1e5"])
def test_what_is_no_number_is_named(value):
    with pytest.raises(InputError, match=r"here\.n is not a number"):
        fields(n=value).number("n")


def test_a_place_deep_inside_is_named():
    with pytest.raises(InputError, match=r"here\.a\[1\]\.b is not a mapping"):
        list(fields(a=[{}, {"b": 1}]).each("a"))[1].fields("b")
