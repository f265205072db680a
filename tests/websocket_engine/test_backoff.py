"""Waits between two attempts."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from countersign.websocket_engine.backoff import CAP, STEADY, Backoff


def waits(lives: list[float], seed: int = 1) -> list[float]:
    backoff = Backoff(random.Random(seed))
    return [backoff.next_wait(lived) for lived in lives]


def test_waits_double_up_to_a_minute_and_lose_a_random_half_at_most():
    for wait, ceiling in zip(waits([0.0] * 10), [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60], strict=True):
        assert ceiling / 2 <= wait <= ceiling


def test_clients_that_were_dropped_together_do_not_come_back_together():
    sixth = {round(waits([0.0] * 6, seed)[-1], 3) for seed in range(50)}
    assert len(sixth) > 45
    assert max(sixth) - min(sixth) > 5


def test_after_a_connection_that_lived_the_waits_start_anew():
    assert waits([0.0] * 8 + [STEADY])[-1] <= 0.5
    assert waits([0.0] * 8 + [STEADY - 0.1])[-1] >= CAP / 2


@given(st.lists(st.floats(min_value=0, max_value=1e9), max_size=200), st.integers())
def test_no_wait_is_ever_longer_than_a_minute_or_none(lives: list[float], seed: int):
    assert all(0.25 <= wait <= CAP for wait in waits(lives, seed))
