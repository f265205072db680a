"""The signed URL is shown part by part; token and signature only on demand, and not for long."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QToolButton

from countersign.ui.channel.signed_url import SignedUrlView

BASE = "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com/"
ARN = "arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1700000000000"
PARTS = (
    ("X-Amz-ChannelARN", ARN, False),
    ("X-Amz-ClientId", "<b>me</b>", False),
    ("X-Amz-Security-Token", "canary-token", True),
    ("X-Amz-Signature", "canary-signature", True),
)


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def view(qtbot, theme, now):
    widget = SignedUrlView(theme, clock=lambda: now[0])
    qtbot.addWidget(widget)
    widget.resize(396, 320)
    widget.show()
    return widget


def validity(view, find):
    return find(view, QLabel, "Signed URL validity").text()


def test_every_part_stands_in_a_line_of_its_own_and_secrets_do_not(view, find):
    view.show_url(BASE, PARTS, 1252.0)
    lines = find(view, QTextEdit, "Signed URL").toPlainText().split("\n")
    assert lines[0] == BASE
    assert [line.split() for line in lines[1:]] == [
        ["X-Amz-ChannelARN", ARN],
        ["X-Amz-ClientId", "<b>me</b>"],
        ["X-Amz-Security-Token", "hidden"],
        ["X-Amz-Signature", "hidden"],
    ]
    assert "canary" not in view.text()


def test_show_reveals_and_hide_hides(view, find, click):
    view.show_url(BASE, PARTS, 1252.0)
    click(find(view, QPushButton, "Show"))
    assert "canary-token" in view.text()
    assert "canary-signature" in view.text()
    click(find(view, QPushButton, "Hide"))
    assert "canary" not in view.text()


def test_what_was_shown_hides_after_thirty_seconds(view, find, click):
    view.show_url(BASE, PARTS, 1252.0)
    click(find(view, QPushButton, "Show"))
    waiting = [timer for timer in view.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
    assert [timer.interval() for timer in waiting] == [30_000]
    waiting[0].timeout.emit()
    assert "canary" not in view.text()


def test_a_new_url_and_a_hidden_view_hide_too(view, find, click):
    view.show_url(BASE, PARTS, 1252.0)
    click(find(view, QPushButton, "Show"))
    view.show_url(BASE, PARTS, 1300.0)
    assert "canary" not in view.text()
    click(find(view, QPushButton, "Show"))
    view.hide()
    assert "canary" not in view.text()


def test_the_time_left_counts_down_to_expired(view, find, now):
    view.show_url(BASE, PARTS, 1252.0)
    assert validity(view, find) == "valid 4:12 more"
    now[0] = 1251.5
    view._seconds.timeout.emit()
    assert validity(view, find) == "valid 0:00 more"
    now[0] = 1252.0
    view._seconds.timeout.emit()
    assert validity(view, find) == "expired"


@pytest.mark.parametrize(("name", "key"), [("Copy URL", "url"), ("Copy as wscat", "wscat")])
def test_copies_are_asked_of_the_owner(view, qtbot, find, click, name, key):
    view.show_url(BASE, PARTS, 1252.0)
    with qtbot.waitSignal(view.copy_requested) as told:
        click(find(view, QPushButton, name))
    assert told.args == [key]


@pytest.mark.parametrize("key", ["websocat", "python", "javascript"])
def test_the_menu_offers_other_forms(view, qtbot, find, key):
    view.show_url(BASE, PARTS, 1252.0)
    menu = find(view, QToolButton, "Copy as").menu()
    with qtbot.waitSignal(view.copy_requested) as told:
        next(action for action in menu.actions() if action.data() == key).trigger()
    assert told.args == [key]


def test_what_was_signed_is_asked_for(view, qtbot, find, click):
    view.show_url(BASE, PARTS, 1252.0)
    with qtbot.waitSignal(view.inspector_requested):
        click(find(view, QPushButton, "What was signed"))


def test_without_a_url_nothing_can_be_copied(view, find):
    view.show_url(BASE, PARTS, 1252.0)
    view.clear()
    assert "wss://" not in view.text()
    assert not find(view, QPushButton, "Copy URL").isEnabled()
    assert not find(view, QPushButton, "What was signed").isEnabled()
    with pytest.raises(LookupError):
        find(view, QPushButton, "Show")


def test_the_text_is_as_high_as_its_lines(view, qtbot, find):
    view.show_url(BASE, PARTS[:1], 1252.0)
    text = find(view, QTextEdit, "Signed URL")
    qtbot.waitUntil(lambda: text.verticalScrollBar().maximum() == 0)
    low = text.height()
    view.show_url(BASE, PARTS, 1252.0)
    qtbot.waitUntil(lambda: text.verticalScrollBar().maximum() == 0)
    assert text.height() > low
