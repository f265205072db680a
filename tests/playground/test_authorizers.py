"""The authorizers' judgement on dates, keys and unreadable tokens, without a server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.playground.authorizers import Issuer, JwtAuthorizer, TokenRefusal
from countersign.playground.token_mint import TokenMint

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINT = TokenMint("https://issuer.example")


def authorizer(fetched: list[None] | None = None) -> JwtAuthorizer:
    async def keys():
        if fetched is not None:
            fetched.append(None)
        return MINT.key_set()

    return JwtAuthorizer(Issuer(MINT.issuer, keys), ("playground",), ("orders/read",))


def fault_of(header: str, now: datetime = NOW, judge: JwtAuthorizer | None = None) -> str:
    try:
        asyncio.run((judge or authorizer()).admit(header, now))
    except TokenRefusal as refusal:
        return refusal.fault
    return ""


def token(**wishes: str) -> str:
    return MINT.mint(wishes, int(NOW.timestamp()))[0]


@pytest.mark.parametrize(("later", "fault"), [(-1, "time"), (0, ""), (59, ""), (60, "expired"), (61, "expired")])
def test_a_token_is_good_from_its_issue_to_just_before_its_end(later, fault):
    assert fault_of(token(expires_in="60"), NOW + timedelta(seconds=later)) == fault


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer ", "BEARER   "])
def test_the_scheme_may_stand_before_it(prefix):
    assert fault_of(prefix + token()) == ""


def test_keys_are_fetched_once_and_again_for_an_unknown_one():
    fetched: list[None] = []
    judge = authorizer(fetched)
    assert [fault_of(token(), judge=judge), fault_of(token(), judge=judge)] == ["", ""]
    assert len(fetched) == 1
    assert fault_of(token(kid="new"), judge=judge) == "signature"
    assert len(fetched) == 2


@given(st.text(st.sampled_from("abcA019-_.= é"), max_size=30))
def test_no_text_is_admitted_and_none_breaks_the_authorizer(text):
    assert fault_of(text) in {"no-token", "segments", "unreadable", "signature", "issuer"}
