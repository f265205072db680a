"""What the codes of close frames say."""

from __future__ import annotations

import pytest

from countersign.formats.close_codes import close_code, is_good_order, is_on_the_wire


@pytest.mark.parametrize(
    ("code", "name"),
    [(1000, "Normal closure"), (1008, "Policy violation"), (3333, "Registered code"), (4001, "Private code")],
)
def test_a_code_has_a_name(code, name):
    """Registered ones their own, others that of their family."""
    assert close_code(code).name == name


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
