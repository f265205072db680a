"""Tokens know when they end, and show themselves to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from countersign.model.oauth import OAuthTokens
from tests.credentials.oauth.scripted_provider import NOW


def lasting(seconds: float | None) -> OAuthTokens:
    end = None if seconds is None else NOW + timedelta(seconds=seconds)
    return OAuthTokens("cAnArY-a", NOW, end, refresh_token="cAnArY-r", id_token="cAnArY-i")


@pytest.mark.parametrize(
    ("life", "age", "due", "ended"),
    [
        (3600, 3539, False, False),
        (3600, 3540, True, False),
        (3600, 3600, True, True),
        (30, 26, False, False),  # a tenth of a short life, not a minute: else it would be due at once
        (30, 27, True, False),
        (0, 0, True, True),
        (None, 10**9, False, False),
    ],
)
def test_tokens_are_due_before_they_end(life, age, due, ended):
    now = NOW + timedelta(seconds=age)
    assert lasting(life).is_due(now) is due
    assert lasting(life).has_ended(now) is ended


def test_a_repr_holds_no_token():
    assert "cAnArY" not in repr(lasting(60))
