"""The columns give way to the payload."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.console.column_widths import LEAST_PAYLOAD, PEER, TIME, TYPE, column_widths

NEEDED = {TYPE: 114, PEER: 70}
SHORT = 78
pixels = st.integers(0, 600)


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (748, (114, 32, 132, 80, 72)),
        (540, (114, 32, 132, 80, 72)),
        (519, (78, 24, 114, 70, 0)),
        (390, (78, 24, 114, 64, 0)),
        (374, (78, 24, 114, 0, 0)),
        (300, (78, 24, 88, 0, 0)),
    ],
)
def test_size_goes_first_then_the_peer_then_a_bit_of_the_type(room: int, widths: tuple[int, ...]):
    assert column_widths(room, NEEDED, SHORT, {}) == widths


def test_long_types_and_peers_widen_their_columns_up_to_a_limit():
    assert column_widths(1200, {TYPE: 164, PEER: 999}, SHORT, {}) == (114, 32, 164, 180, 72)


def test_a_long_peer_costs_the_size_before_it_is_cut_itself():
    assert column_widths(570, {TYPE: 114, PEER: 120}, SHORT, {}) == (78, 24, 114, 120, 0)


@given(room=pixels, kind=pixels, peer=pixels, chosen=st.dictionaries(st.sampled_from([TIME, TYPE, PEER]), pixels))
def test_what_a_person_chose_stays_and_the_payload_has_its_least(room, kind, peer, chosen):
    widths = column_widths(room, {TYPE: kind, PEER: peer}, SHORT, chosen)
    assert min(widths) >= 0
    assert all(widths[column] in (width, 0) for column, width in chosen.items())
    if not chosen and room >= SHORT + 24 + 84 + LEAST_PAYLOAD:
        assert room - sum(widths) >= LEAST_PAYLOAD
