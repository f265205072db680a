"""Five rows tell how far joining came, what each step answered, and why one failed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton

from countersign.model.body import StoredBody
from countersign.model.channel import STEP_NAMES, IceServer, Step
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Response
from countersign.ui.channel.connection_steps import ConnectionSteps
from countersign.ui.channel.ice_servers import counted
from countersign.ui.channel.step_failure import MOST_BYTES, answer_words
from countersign.ui.channel.step_row import StepRow
from countersign.ui.channel.step_words import spoken_time

DONE = (
    Step("describe", "done", "ACTIVE", 84),
    Step("endpoint", "done", "v-a1b2c3d4", 61.4),
    Step("ice", "skipped"),
    Step("sign", "done", "valid 299 s", 0.12),
    Step("connect", "running"),
)
BODY = b'{"message": "<b>no</b>"}'
TURN = IceServer(("turn:192.0.2.1:443?transport=udp",), "some-user", "some-password", 1200.0)
STUN = IceServer(("stun:stun.example.com:443",))


def exchange(body=BODY):
    response = Response(403, "Forbidden", (("x-amzn-requestid", "r-1"),), StoredBody(body, size=len(body)))
    return Exchange("1", datetime(2026, 11, 22, tzinfo=UTC), None, response, None)


REFUSED = Step(
    "connect", "failed", "403", 142, Failure("kvs.403", "The service refused.", "Check the keys."), exchange()
)


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def steps(qtbot, theme, now):
    widget = ConnectionSteps(theme, clock=lambda: now[0])
    qtbot.addWidget(widget)
    widget.resize(424, 400)
    widget.show()
    return widget


def names(steps):
    return [row.accessibleName() for row in steps.findChildren(StepRow)]


def labels(steps):
    return [label.text() for label in steps.findChildren(QLabel) if label.isVisible() and label.text()]


def test_rows_say_state_answer_and_time_to_a_screen_reader(steps):
    steps.show_steps(DONE)
    assert names(steps) == [
        "Describe channel: done, ACTIVE, 84 ms",
        "Get signaling endpoint: done, v-a1b2c3d4, 61 ms",
        "Get ICE servers: skipped, not needed",
        "Sign URL: done, valid 299 s, 0.1 ms",
        "WebSocket handshake: running",
    ]
    assert "Describe channel: done, ACTIVE, 84 ms" in steps.accessibleDescription()
    assert steps.accessibleName() == "Connection steps"


def test_steps_that_are_not_given_wait(steps):
    steps.show_steps(DONE)
    steps.show_steps(())
    assert [row.step.state for row in steps.findChildren(StepRow)] == ["waiting"] * len(STEP_NAMES)


def test_the_signing_step_counts_down(steps, now):
    steps.show_steps(DONE)
    steps.set_expiry(1252.0)
    assert "Sign URL: done, valid 4:12 more, 0.1 ms" in names(steps)
    now[0] = 1252.0
    steps.set_expiry(1252.0)
    assert "Sign URL: done, expired, 0.1 ms" in names(steps)


@pytest.mark.parametrize("press", [Qt.Key.Key_Return, Qt.Key.Key_Space, None])
def test_a_step_that_is_over_opens_by_key_and_by_click(steps, qtbot, press):
    steps.show_steps(DONE)
    row = steps.findChildren(StepRow)[0]
    with qtbot.waitSignal(steps.step_opened) as told:
        if press is None:
            qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(row, press)
    assert told.args == [DONE[0]]


def test_a_step_that_runs_or_waits_opens_nothing(steps, qtbot):
    steps.show_steps(DONE)
    with qtbot.assertNotEmitted(steps.step_opened):
        for row in steps.findChildren(StepRow)[2::2]:
            qtbot.keyClick(row, Qt.Key.Key_Return)


def test_arrow_keys_go_from_row_to_row(steps, qtbot):
    steps.activateWindow()
    qtbot.waitUntil(steps.isActiveWindow)
    first, second, *_ = steps.findChildren(StepRow)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()


def test_a_failed_step_says_why_and_shows_the_answer_on_demand(steps, find, click):
    steps.show_steps((*DONE[:4], REFUSED))
    assert labels(steps) == ["The service refused.", "Check the keys."]
    with pytest.raises(LookupError):
        find(steps, QPlainTextEdit, "Answer to the handshake")
    click(find(steps, QToolButton, "Server's answer"))
    text = find(steps, QPlainTextEdit, "Answer to the handshake")
    assert text.toPlainText() == 'HTTP 403 Forbidden\nx-amzn-requestid: r-1\n\n{"message": "<b>no</b>"}'
    steps.show_steps(DONE)
    assert labels(steps) == []


def test_showing_the_same_failure_again_keeps_the_answer_open(steps, find, click):
    steps.show_steps((REFUSED,))
    click(find(steps, QToolButton, "Server's answer"))
    steps.show_steps((REFUSED,))
    assert find(steps, QPlainTextEdit, "Answer to the handshake")


def test_a_long_body_is_cut_and_an_empty_one_is_named():
    response = exchange(b"x" * (MOST_BYTES + 1)).response
    assert answer_words(response).endswith(f"The first 64 KB of {MOST_BYTES + 1:,} bytes.")
    assert answer_words(response).count("x" * 100) == MOST_BYTES // 100
    assert answer_words(exchange(b"").response).endswith("No body came with it.")


def test_ice_servers_hide_their_keys_until_one_is_shown(steps, find, click):
    steps.show_ice_servers((STUN, TURN))
    click(find(steps, QToolButton, "ICE servers"))
    assert "turn:192.0.2.1:443?transport=udp" in labels(steps)
    assert "valid 3:20 more" in labels(steps)
    password = find(steps, QLineEdit, "Password 2")
    assert "some-password" not in password.displayText()
    click(find(password, QToolButton, "Show"))
    assert password.displayText() == "some-password"
    assert "some-user" not in find(steps, QLineEdit, "User name 2").displayText()


def test_ice_servers_go_when_there_are_none(steps, find):
    steps.show_ice_servers((TURN,))
    steps.show_ice_servers(())
    with pytest.raises(LookupError):
        find(steps, QPushButton, "ICE servers")


def test_servers_are_counted_by_what_they_do():
    assert counted((STUN, TURN, TURN)) == "2 TURN, 1 STUN"
    assert counted((STUN,)) == "1 STUN"


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(0.04, "0.0 ms"), (9.96, "10 ms"), (84, "84 ms"), (999.6, "1.00 s"), (1240, "1.24 s")]
)
def test_times_are_read_as_people_say_them(milliseconds, words):
    assert spoken_time(milliseconds) == words


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_failed_row_has_an_icon_in_the_error_colour_of_each_theme(steps, theme, mode):
    theme.set_mode(mode)
    steps.show_steps((*DONE[:4], REFUSED))
    image = steps.findChildren(StepRow)[4].grab().toImage()
    wanted = QColor(theme.colour("error"))
    seen = [image.pixelColor(x, y) for x in range(8, 30) for y in range(4, 24)]
    assert min(abs(one.red() - wanted.red()) + abs(one.green() - wanted.green()) for one in seen) < 40
