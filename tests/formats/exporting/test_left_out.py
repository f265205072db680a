"""Secrets of a draft become variables."""

from __future__ import annotations

from hypothesis import given, settings

from countersign.formats.exporting.left_out import LeftOut
from countersign.model.request import Header, RequestDraft
from tests.formats.draft_strategies import requests

CANARY = "c4nary-9f3e77b2d1"


def test_the_word_of_a_scheme_stays():
    headers = LeftOut().headers((Header("Authorization", f"Bearer {CANARY}"),), "A")
    assert headers == (Header("Authorization", "Bearer {{authorization}}"),)


def test_a_url_loses_its_user_and_its_secrets_only():
    left_out = LeftOut()
    url = left_out.url(f"https://ann:{CANARY}@h.example/a@b?x=1&token={CANARY}0&y#z", "A")
    assert url == "https://{{user_info}}@h.example/a@b?x=1&token={{token}}&y#z"
    assert left_out.names == ("user_info", "token")


def test_a_name_that_is_taken_is_not_given_again():
    assert LeftOut(("token",)).url(f"?token={CANARY}", "A") == "?token={{token_2}}"


def test_json_keeps_all_but_the_values_of_telling_names():
    text = f'{{"password" : "{CANARY}\\"x", "n": "p", "list": ["password"]}}'
    assert LeftOut().text(text, "A") == '{"password" : "{{password}}", "n": "p", "list": ["password"]}'


@given(requests())
@settings(max_examples=200)
def test_a_draft_without_secrets_needs_no_second_pass(draft):
    once = LeftOut().request(draft, "A")
    assert isinstance(once, RequestDraft)
    assert LeftOut().request(once, "A") == once
