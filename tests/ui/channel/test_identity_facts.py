"""One quiet line says whose keys join."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.channel.identity_facts import IdentityFacts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = Identity("test", "keyring", access_key_id="AKIAEXAMPLE", account="123456789012", has_session_token=True)
CALLER = CallerIdentity("123456789012", "arn:aws:iam::123456789012:user/ana", "AIDAEXAMPLE")


@pytest.fixture
def facts(qtbot):
    widget = IdentityFacts(clock=lambda: NOON)
    qtbot.addWidget(widget)
    widget.resize(600, 24)
    return widget


def shown(facts):
    return [(label.text(), label.property("kind")) for label in facts.findChildren(QLabel) if label.isVisible()]


def test_the_keys_are_described(facts):
    facts.show_identity(KEYS, None)
    assert shown(facts) == [("keyring, session token · AKIAEXAMPLE · 123456789012", "muted")]


def test_a_note_stands_in_for_the_facts_which_are_on_hover(facts):
    facts.show_identity(Identity("test", "memory", access_key_id="AKIAEXAMPLE", note="test keys, memory only"), None)
    assert shown(facts) == [("test keys, memory only", "warn")]
    assert "AKIAEXAMPLE" in facts.toolTip()


def test_what_aws_answered_stands_in_for_both(facts):
    facts.show_identity(Identity("test", "keyring", note="odd"), CALLER)
    assert shown(facts) == [("AWS says 123456789012, user/ana", "ok")]
    assert facts.toolTip() == "<qt>arn:aws:iam::123456789012:user/ana, user ID AIDAEXAMPLE</qt>"


def test_an_end_is_counted_down(facts):
    ends = NOON + timedelta(minutes=47)
    facts.show_identity(Identity("test", "profile", detail="role", expires_at=ends), None)
    assert shown(facts) == [("role session", "muted"), ("47 min left", "muted")]
    facts.show_identity(Identity("test", "profile", detail="role", expires_at=NOON + timedelta(minutes=4)), None)
    assert shown(facts)[1] == ("4 min 0 s left", "warn")


def test_nobody_knows_who_it_is_without_a_line(facts):
    facts.show_identity(KEYS, None)
    facts.show_identity(None, None)
    assert not facts.isVisible()


def test_a_person_asks_who_it_is(facts, qtbot, find, click):
    facts.show_identity(KEYS, None)
    with qtbot.waitSignal(facts.caller_identity_requested) as asked:
        click(find(facts, QPushButton, "Who am I"))
    assert asked.args == [KEYS]


def test_a_session_that_ended_is_signed_in_instead(facts, qtbot, find, click):
    facts.show_identity(Identity("admin", "profile", detail="SSO", needs="sign-in"), None)
    assert shown(facts)[1] == ("sign-in needed", "warn")
    with pytest.raises(LookupError):
        find(facts, QPushButton, "Who am I")
    with qtbot.waitSignal(facts.sign_in_requested) as asked:
        click(find(facts, QPushButton, "Sign in to SSO"))
    assert asked.args == ["admin"]
