"""Tests of somebody else's words on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.plain_line import plain_line
from countersign.model.redaction import MASK, Redactor


@given(st.text(max_size=2000))
def test_somebody_elses_text_becomes_one_short_line(text):
    line = plain_line(text, Redactor())
    assert len(line) <= 300
    assert "\n" not in line
    assert "\x1b" not in line


def test_a_secret_is_masked_also_where_the_line_is_cut():
    redactor = Redactor()
    redactor.register(["cAnArY7secret"])
    assert plain_line("x" * 290 + " cAnArY7secret", redactor) == ("x" * 290 + f" {MASK}")[:300]
    assert "cAn" not in plain_line("x" * 295 + " cAnArY7secret", redactor)


@pytest.mark.parametrize("given", [None, 7, ["a"]])
def test_what_is_no_text_has_no_words(given):
    assert plain_line(given, Redactor()) == ""
