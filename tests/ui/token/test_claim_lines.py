"""A token as lines: what was found stands at its claim, the signature nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import Failure
from countersign.model.jwt import ClaimCheck, Verification
from countersign.signing.jwt_claims import Expectation, not_verified
from countersign.ui.token.claim_lines import ClaimLine, aligned, claim_lines, claims_json
from tests.ui.token.tokens import CLAIMS, EXPIRY, NOW, PASSED, POOL, SIGNATURE, decoded

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def line_of(lines, claim):
    return next(line for line in lines if line.code.startswith(f'  "{claim}"'))


def test_header_claims_and_marks_stand_as_in_the_design():
    lines = aligned(claim_lines(decoded(), PASSED, NOW, UTC), 80)
    assert [(line.label, line.text) for line in lines] == [
        ("header", '{ "alg": "RS256", "kid": "abcdEfgh/1234=" }  ✓ signature'),
        ("payload", "{"),
        ("", f'  "iss": "{POOL.issuer}",  ✓'),
        ("", '  "token_use": "access",'),
        ("", '  "client_id": "3n4b5urk1ft4fl3mg5e62d9ado",  ✓'),
        ("", '  "scope": "orders/read orders/write",'),
        ("", '  "exp": 1795317242                           22 Nov 03:14:02, in 52 min'),
        ("", "}"),
        ("signature", "••••••••  240 characters, not shown"),
    ]


def test_a_note_moves_left_until_it_fits():
    lines = (ClaimLine("", "  " + "x" * 40, "✓"), ClaimLine("", "  y", "n" * 30))
    assert [line.text.index("n") for line in aligned(lines, 60)[1:]] == [30]
    assert aligned(lines, 10)[1].text == "  y  " + "n" * 30


def test_a_failed_check_says_why_at_its_claim():
    failed = Verification(
        "refused",
        (
            ClaimCheck("signature", "failed", "The signature does not match.", "jwt.signature"),
            ClaimCheck("client_id", "failed", "It was issued for another.", "jwt.client"),
            ClaimCheck("nbf", "failed", "There is none.", "jwt.nbf"),
        ),
    )
    lines = claim_lines(decoded(), failed, NOW, UTC)
    assert (lines[0].note, lines[0].look) == ("✗ The signature does not match.", "error")
    assert line_of(lines, "client_id").note == "✗ It was issued for another."
    assert ("missing", "✗ There is none.") in [(line.label, line.note) for line in lines]


def test_an_unverified_signature_is_labelled_with_and_without_a_reason():
    lines = claim_lines(decoded(), None, NOW, UTC)
    assert (lines[0].note, lines[0].look) == ("signature not verified", "warn")
    reason = Failure("x", "The keys could not be read.")
    unknown = not_verified(decoded(), reason, Expectation(POOL.issuer, POOL.client_id), NOW)
    lines = claim_lines(decoded(), unknown, NOW, UTC)
    assert lines[0].note == "signature not verified"
    assert "The keys could not be read." in lines[0].hint
    assert line_of(lines, "iss").note == "✓"


def test_a_token_that_ends_after_it_was_verified_is_crossed():
    line = line_of(claim_lines(decoded(), PASSED, EXPIRY + timedelta(minutes=3), UTC), "exp")
    assert (line.note, line.look) == ("✗ 22 Nov 03:14:02, 3 min ago", "error")


def test_a_token_without_a_signature_says_so():
    line = claim_lines(decoded(header={"alg": "none"}, signature=""), None, NOW)[-1]
    assert (line.text, line.look) == ("empty: the token is not signed", "error")


def test_signs_that_turn_text_around_are_escaped():
    lines = claim_lines(decoded({**CLAIMS, "name": "a\u202ebc\x00\U000e0041"}), None, NOW)
    assert line_of(lines, "name").code == '  "name": "a\\u202ebc\\u0000\\udb40\\udc41"'


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_any_claims_make_one_line_each_and_hide_the_signature(claims):
    token = replace(decoded(), claims=claims, dates=())
    lines = claim_lines(token, None, NOW)
    assert len(lines) == len(claims) + 4
    assert not any("\n" in line.text or SIGNATURE in line.text for line in lines)
    shown = "".join(line.code for line in lines[1:-1])
    assert json.loads(shown) == json.loads(json.dumps(claims)) == json.loads(claims_json(token))
