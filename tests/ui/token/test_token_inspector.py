"""The token inspector: what is shown, what counts down, what leaves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTabBar, QToolButton

from countersign.model.errors import Failure
from countersign.model.jwt import ClaimCheck, Verification
from countersign.ui.token.token_inspector import TokenInspector
from countersign.ui.token.token_request import TokenRequest
from countersign.ui.token.token_state import token_state
from tests.ui.token.tokens import CLAIMS, EXPIRY, NOW, PASSED, POOL, SIGNATURE, decoded, encoded


@pytest.fixture
def clock():
    """Give the time that the inspector sees."""
    return [NOW]


@pytest.fixture
def inspector(qtbot, theme, clock):
    widget = TokenInspector(theme, clock=lambda: clock[0])
    qtbot.addWidget(widget)
    widget.resize(600, 480)
    widget.show()
    return widget


@pytest.fixture
def button(inspector):
    """Give a function that returns the button on screen of a name."""

    def named(name):
        buttons = (*inspector.findChildren(QPushButton), *inspector.findChildren(QToolButton))
        return next(one for one in buttons if one.isVisible() and name in (one.accessibleName(), one.text()))

    return named


def words(inspector):
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]


def show(inspector, verification=PASSED, **values):
    inspector.show_tokens(POOL, decoded(**values), verification, EXPIRY)


def paste(qtbot, inspector, button, text):
    if not any(one.isVisible() and one.accessibleName() == "Token to inspect" for one in fields(inspector)):
        qtbot.mouseClick(button("Inspect a token"), Qt.MouseButton.LeftButton)
    field = next(one for one in fields(inspector) if one.accessibleName() == "Token to inspect")
    QGuiApplication.clipboard().setText(text)
    field.clear()
    field.paste()
    return field


def fields(inspector):
    return inspector.findChildren(QLineEdit)


def test_a_token_is_shown_with_its_state(inspector, button):
    """The signature is not."""
    show(inspector)
    assert "valid, 52 min left" in words(inspector)
    assert "✓ signature" in inspector.text()
    assert '"client_id": "3n4b5urk1ft4fl3mg5e62d9ado"' in inspector.text()
    assert SIGNATURE[:12] not in inspector.text()
    names = {one.accessibleName() for one in inspector.findChildren(QPlainTextEdit)}
    assert {"Token claims", "Authorizer check"} <= names
    assert button("Renew now").isEnabled()


def test_it_counts_down_while_it_can_be_seen_only(inspector, clock):
    """Each second the time is read anew."""
    show(inspector)
    assert inspector._tick.isActive()
    clock[0] += timedelta(minutes=50)
    inspector._tick.timeout.emit()
    assert "valid, 2 min left" in words(inspector)
    clock[0] = EXPIRY + timedelta(seconds=30)
    inspector._tick.timeout.emit()
    assert "expired 30 s ago" in words(inspector)
    assert "30 s ago" in inspector.text()
    inspector.hide()
    assert not inspector._tick.isActive()
    clock[0] = NOW
    inspector.show()
    assert "valid, 52 min left" in words(inspector)


def test_a_selection_survives_the_ticks(inspector, clock):
    """As long as the words stay the same."""
    show(inspector)
    claims = next(one for one in inspector.findChildren(QPlainTextEdit) if one.accessibleName() == "Token claims")
    claims.selectAll()
    clock[0] += timedelta(seconds=1)
    inspector._tick.timeout.emit()
    assert claims.textCursor().hasSelection()


@pytest.mark.parametrize(
    ("verification", "after", "state"),
    [
        (PASSED, timedelta(0), ("ok", "valid, 52 min left")),
        (PASSED, timedelta(hours=1), ("error", "expired 7 min ago")),
        (None, timedelta(0), ("warn", "not verified, 52 min left")),
        (Verification("not-verified"), timedelta(0), ("warn", "not verified, 52 min left")),
        (Verification("refused"), timedelta(0), ("error", "refused, 52 min left")),
    ],
)
def test_the_states_of_a_token(verification, after, state):
    assert token_state(verification, EXPIRY, NOW + after) == state


def test_a_token_without_an_expiry_says_so():
    assert token_state(None, None, NOW) == ("warn", "not verified, no expiry")


def test_renew_and_sign_out_are_asked_for(qtbot, inspector, button):
    """And wait while they are under way."""
    show(inspector)
    with qtbot.waitSignal(inspector.renew_requested):
        qtbot.mouseClick(button("Renew now"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(inspector.sign_out_requested):
        qtbot.mouseClick(button("Sign out"), Qt.MouseButton.LeftButton)
    inspector.set_busy(busy=True)
    assert not button("Renew now").isEnabled()
    assert not button("Sign out").isEnabled()


def test_without_a_token_it_says_the_next_step(inspector, button):
    """Nothing can be renewed or copied."""
    inspector.show_tokens(POOL, None, None, None)
    assert "There is no token of orders-users yet. Press Get token." in words(inspector)
    assert button("Inspect a token").isVisible()
    with pytest.raises(StopIteration):
        button("Renew now")
    inspector.show_note("Signing in…")
    assert "Signing in…" in words(inspector)


def test_what_can_be_copied(inspector, button):
    """Token, header and claims, by choice."""
    show(inspector)
    inspector.set_sending("X-Token", "")
    actions = {action.text(): action for action in button("Copy token").menu().actions()}
    actions["Copy token"].trigger()
    assert QGuiApplication.clipboard().text() == encoded()
    actions["Copy header"].trigger()
    assert QGuiApplication.clipboard().text() == f"X-Token: {encoded()}"
    inspector.set_sending("Authorization", "Bearer")
    actions["Copy header"].trigger()
    assert QGuiApplication.clipboard().text() == f"Authorization: Bearer {encoded()}"
    actions["Copy claims"].trigger()
    assert json.loads(QGuiApplication.clipboard().text()) == CLAIMS


def test_any_token_can_be_pasted_and_is_labelled(qtbot, inspector, button):
    """Masked in its field, without renew and sign out; closing brings the pool's token back."""
    show(inspector)
    other = encoded({**CLAIMS, "client_id": "other"})
    with qtbot.waitSignal(inspector.token_pasted) as pasted:
        field = paste(qtbot, inspector, button, f"Bearer {other}")
    assert pasted.args[0].text == other
    assert '"client_id": "other"' in inspector.text()
    assert "signature not verified" in inspector.text()
    assert "not verified, 52 min left" in words(inspector)
    assert other not in field.displayText()
    with pytest.raises(StopIteration):
        button("Renew now")
    qtbot.mouseClick(button("Close the inspected token"), Qt.MouseButton.LeftButton)
    assert "other" not in inspector.text()
    assert field.text() == ""
    assert "valid, 52 min left" in words(inspector)


def test_a_pasted_token_can_be_verified_by_others(qtbot, inspector, button):
    """What is found on another one, pasted before, is left out."""
    first, second = encoded(), encoded({**CLAIMS, "client_id": "other"})
    with qtbot.waitSignal(inspector.token_pasted) as pasted:
        paste(qtbot, inspector, button, first)
    paste(qtbot, inspector, button, second)
    inspector.show_pasted_verification(pasted.args[0], PASSED)
    assert "signature not verified" in inspector.text()
    inspector.show_pasted_verification(decoded({**CLAIMS, "client_id": "other"}), PASSED)
    assert "✓ signature" in inspector.text()


def test_the_pools_token_does_not_push_a_pasted_one_away(qtbot, inspector, button):
    """It may be renewed meanwhile."""
    paste(qtbot, inspector, button, encoded({**CLAIMS, "client_id": "other"}))
    show(inspector)
    assert '"client_id": "other"' in inspector.text()


@pytest.mark.parametrize("text", ["not a jwt", "a.b.c", "a.b.c.d.e", "…", "x" * 70_000, "W10.W10."])
def test_what_is_no_token_is_refused_at_the_field(qtbot, inspector, button, text):
    """With the reason."""
    with qtbot.assertNotEmitted(inspector.token_pasted):
        field = paste(qtbot, inspector, button, text)
    assert field.accessibleDescription()
    assert inspector.text() == ""


def test_what_can_be_seen_without_keys_is_said(qtbot, inspector, button):
    """Unless a mark says it already."""
    paste(qtbot, inspector, button, encoded(header={"alg": "none"}, signature=""))
    sentence = "The token is not signed at all (alg none): anybody can write such a token."
    assert sentence in words(inspector)
    found = Verification(
        "refused",
        (ClaimCheck("signature", "failed", sentence, "jwt.alg-none"),),
        Failure("jwt.alg-none", sentence),
    )
    show(inspector, found, header={"alg": "none"}, signature="")
    qtbot.mouseClick(button("Close the inspected token"), Qt.MouseButton.LeftButton)
    assert sentence not in words(inspector)
    assert inspector.text().count(sentence) == 1


def test_the_authorizer_check_is_a_tab_away(qtbot, inspector):
    """By keyboard too; it looks where the request sends the token, at the token on screen."""
    show(inspector)
    tabs = inspector.findChild(QTabBar)
    tabs.setFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    verdict = next(
        one for one in inspector.findChildren(QPlainTextEdit) if one.accessibleName() == "Authorizer check"
    )
    assert verdict.isVisible()
    assert verdict.toPlainText().startswith("✓ 200")
    inspector.set_sending("X-Token", "")
    assert "There is no token in Authorization." in verdict.toPlainText()
    assert "The request sends it in X-Token." in verdict.toPlainText()
    inspector.show_answer(401, "Bearer")
    assert verdict.toPlainText().startswith("401: The authorizer found no token")


def test_words_from_a_token_are_no_markup(inspector):
    """Neither in the text nor in a tool tip."""
    sentence = "The token comes from “<img src=x>”."
    found = Verification("refused", (ClaimCheck("iss", "failed", sentence),), Failure("jwt.issuer", sentence))
    show(inspector, found)
    assert "<img src=x>" in inspector.text()
    tips = [one.toolTip() for one in inspector.findChildren(QLabel)] + [inspector._state.toolTip()]
    assert any("&lt;img src=x&gt;" in tip for tip in tips)
    assert not any("<img" in tip for tip in tips)


def test_a_token_request_hides_its_password():
    assert "hush" not in repr(TokenRequest("p", "srp", "ada", "hush"))
