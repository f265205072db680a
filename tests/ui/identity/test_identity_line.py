"""The line under a chosen identity, counting down by a clock of the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from countersign.model.credentials import CallerIdentity, Identity
from countersign.ui.identity.identity_line import IdentityLine
from countersign.ui.identity.time_left_label import TimeLeftLabel

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROLE = Identity("r", "role", "ASIAROLE", True, AT + timedelta(minutes=5), arn="arn:aws:iam::123456789012:role/R")


class Clock:
    def __init__(self):
        self.at = AT

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def line(qtbot, theme, clock):
    line = IdentityLine(clock)
    qtbot.addWidget(line)
    line.resize(600, 80)
    return line


def named(line, name):
    return next(label for label in line.findChildren(QLabel) if label.accessibleName() == name)


def seconds_run(line):
    return line.findChild(TimeLeftLabel).counts()


def test_kind_key_arn_and_time_left_are_shown(line):
    line.show_identity(ROLE, None)
    assert named(line, "Identity facts").text() == "role session · ASIAROLE"
    assert named(line, "Time left").text() == "5 min left"
    assert named(line, "Caller identity").text() == ROLE.arn
    assert named(line, "Time left").property("kind") == "muted"


def test_it_counts_down_only_while_it_is_seen(qtbot, line, clock):
    line.show_identity(ROLE, None)
    line.hide()
    assert not seconds_run(line)
    line.show()
    qtbot.waitExposed(line)
    assert seconds_run(line)
    clock.at += timedelta(seconds=21)
    qtbot.waitUntil(lambda: named(line, "Time left").text() == "4 min 39 s left", timeout=3000)
    assert named(line, "Time left").property("kind") == "warn"
    line.hide()
    assert not seconds_run(line)


def test_no_clock_runs_for_keys_that_do_not_end(qtbot, line):
    line.show_identity(Identity("k", "keyring", "AKID"), None)
    line.show()
    assert not seconds_run(line)
    assert not named(line, "Time left").isVisible()


def test_the_caller_is_asked_for_and_shown(qtbot, line):
    line.show_identity(ROLE, None)
    line.show()
    with qtbot.waitSignal(line.caller_identity_requested) as asked:
        qtbot.mouseClick(line.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert asked.args == [ROLE]
    line.show_identity(ROLE, CallerIdentity("123456789012", "arn:aws:sts::123456789012:assumed-role/R/me", "AROA:me"))
    who = named(line, "Caller identity")
    assert who.text() == "AWS says 123456789012, assumed-role/R/me"
    assert who.accessibleDescription() == "arn:aws:sts::123456789012:assumed-role/R/me, user ID AROA:me"


def test_an_identity_that_needs_a_sign_in_cannot_be_asked_for(line):
    line.show_identity(Identity("s", "profile", detail="SSO", account="123456789012", needs="sign-in"), None)
    assert named(line, "Identity facts").text() == "SSO session · 123456789012"
    assert named(line, "Time left").text() == "sign-in needed"
    assert not line.findChild(QPushButton).isEnabled()


def test_a_note_stands_below(line):
    line.show_identity(Identity("m", "memory", "AKID", note="Kept until the window closes."), None)
    line.show()
    assert "Kept until the window closes." in [one.text() for one in line.findChildren(QLabel) if one.isVisible()]
    line.show_identity(None, None)
    assert not line.isVisible()
