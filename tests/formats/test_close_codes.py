"""What the codes of close frames say."""

from __future__ import annotations

import pytest

from countersign.formats.close_codes import close_code, is_good_order, is_on_the_wire


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014])
def test_each_registered_code_has_words_of_its_own(code):
    said = close_code(code)
    assert said.sentence.endswith(".")
    assert said.name
    assert [other for other in range(1000, 5000) if close_code(other) == said] == [code]


def test_other_codes_are_told_by_the_range_they_are_in():
    assert close_code(3001).name == close_code(3999).name == "Registered code"
    assert close_code(4000).name == close_code(4999).name == "Private code"
    assert close_code(2000).name == close_code(0).name == close_code(65535).name == "Unknown code"


def test_only_codes_without_a_complaint_are_in_good_order():
    assert [code for code in range(5000) if is_good_order(code)] == [1000, 1001, 1005]


@pytest.mark.parametrize("code", [0, 999, 1016, 2999, 5000, 65535])
def test_a_code_without_a_meaning_says_so(code):
    """The reader is told where to look further."""
    assert close_code(code).name == "Unknown code"
    assert not is_on_the_wire(code)


def test_codes_for_reports_are_never_on_the_wire():
    """RFC 6455, section 7.4.1."""
    assert [code for code in range(1000, 1016) if not is_on_the_wire(code)] == [1004, 1005, 1006, 1015]
    assert is_on_the_wire(3000)
    assert is_on_the_wire(4999)


def test_good_order_is_what_nobody_complains_about():
    """Normal, going away, and no code at all."""
    assert [code for code in range(1000, 5000) if is_good_order(code)] == [1000, 1001, 1005]
