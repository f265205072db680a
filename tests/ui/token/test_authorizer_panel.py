"""The authorizer check follows every key and says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLineEdit

from countersign.ui.token.authorizer_panel import AuthorizerPanel
from countersign.ui.widgets.segmented import SegmentedControl
from tests.ui.token.tokens import EXPIRY, NOW, PASSED, POOL, encoded


@pytest.fixture
def panel(qtbot, theme):
    panel = AuthorizerPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    panel.show_pool(POOL)
    panel.show_token(encoded(), "Authorization", PASSED, NOW)
    return panel


@pytest.fixture
def field(panel):
    return lambda name: next(one for one in panel.findChildren(QLineEdit) if one.accessibleName() == name)


def choose(panel, key):
    next(one for one in panel.findChildren(SegmentedControl) if one.accessibleName() == "Authorizer").set_current(key)


def test_without_a_token_there_is_nothing_to_check(qtbot, theme):
    empty = AuthorizerPanel(theme)
    qtbot.addWidget(empty)
    empty.show_pool(POOL)
    assert empty.verdict() == "There is no token to check yet."


def test_the_pools_own_authorizer_lets_its_token_pass(panel, field):
    assert field("Issuer").text() == POOL.issuer
    assert field("Audiences").text() == POOL.client_id
    assert panel.verdict().startswith("✓ 200. The authorizer lets this token pass.")
    assert "✓ Signed with the pool's key." in panel.verdict()
    assert "http-api-jwt-authorizer.html" in panel.verdict()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Issuer", POOL.issuer + "/", "They differ by a slash at the end."),
        ("Audiences", "other, another", "The token's client_id is"),
        ("Route scopes", "orders/delete", "The authorizer answers 403."),
        ("Identity source", "$request.header.X-Token", "There is no token in X-Token."),
        ("Identity source", "$request.querystring.token", "There is no token in $request.querystring.token."),
    ],
)
def test_every_key_changes_the_verdict(qtbot, panel, field, name, text, words):
    field(name).clear()
    qtbot.keyClicks(field(name), text)
    assert panel.verdict().startswith("✗ The authorizer answers 40")
    assert words in panel.verdict()


def test_one_of_the_scopes_is_enough(qtbot, panel, field):
    qtbot.keyClicks(field("Route scopes"), "orders/delete orders/write")
    assert "It has orders/write; one of them is enough." in panel.verdict()


def test_the_header_is_compared_without_its_case(qtbot, panel, field):
    field("Identity source").setText("$request.header.authorization")
    assert panel.verdict().startswith("✓ 200")


def test_a_rest_api_without_scopes_wants_an_id_token(qtbot, panel, field):
    choose(panel, "rest")
    assert field("User pool ARNs").text() == "arn:aws:cognito-idp:eu-west-3::userpool/eu-west-3_Ab129faBb"
    assert field("Identity source").text() == "method.request.header.Authorization"
    assert "so an ID token is wanted, and this is none." in panel.verdict()
    assert not field("Issuer").isVisible()
    qtbot.keyClicks(field("Route scopes"), "orders/read")
    assert panel.verdict().startswith("✓ 200")


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-west-2", "aws")]
)
def test_the_arn_is_of_the_regions_partition(panel, field, region, partition):
    pool = type(POOL)("x", f"{region}_Ab1", "client")
    panel.show_pool(pool)
    assert field("User pool ARNs").text() == f"arn:{partition}:cognito-idp:{region}::userpool/{region}_Ab1"


def test_what_was_typed_stays_when_the_pool_changes(qtbot, panel, field):
    field("Audiences").clear()
    qtbot.keyClicks(field("Audiences"), "mine")
    panel.show_pool(type(POOL)("other", "us-east-1_Zz9", "client2"))
    assert field("Audiences").text() == "mine"
    assert field("Issuer").text() == "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Zz9"


def test_the_verdict_changes_when_the_token_ends(panel):
    panel.show_token(encoded(), "Authorization", PASSED, EXPIRY + timedelta(seconds=1))
    assert "✗ The token has expired" in panel.verdict()


def test_an_unverified_signature_is_assumed_genuine_and_it_says_so(panel):
    panel.show_token(encoded(), "Authorization", None, NOW)
    assert "a genuine one is assumed" in panel.verdict()
    assert "? The signature was not verified here" in panel.verdict()


def test_a_real_answer_is_explained_above_the_check(panel):
    panel.show_answer(401, 'Bearer error="invalid_token" error_description="the token has expired"', "")
    assert panel.verdict().startswith("401: The token has expired.")
    panel.show_answer(200, "", "")
    assert panel.verdict().startswith("✓ 200")
