"""The foot says what the connection does, and offers what can be done."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from countersign.model.errors import Failure
from countersign.model.frames import Closing
from countersign.model.socket import SocketState
from countersign.ui.channel.channel_footer import ChannelFooter
from countersign.ui.channel.state_words import state_sentence

REFUSED = Failure("kvs.403", "The service refused.", "Check the keys.")


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def footer(qtbot, theme, now):
    widget = ChannelFooter(theme, clock=lambda: now[0])
    qtbot.addWidget(widget)
    widget.show()
    return widget


def buttons(footer):
    return [button.text() for button in footer.findChildren(QPushButton) if button.isVisible()]


@pytest.mark.parametrize(
    ("state", "shown", "words"),
    [
        (SocketState(), ["Connect"], ""),
        (SocketState("connecting", attempt=1), ["Cancel"], "Connecting…"),
        (SocketState("connecting", attempt=3), ["Cancel"], "Connecting, attempt 3…"),
        (SocketState("open"), ["Disconnect", "Reconnect"], ""),
        (SocketState("closing"), ["Disconnect"], "Disconnecting…"),
        (SocketState("waiting", retry_at=1012.0), ["Disconnect", "Reconnect now"], "Reconnects in 12 s."),
        (
            SocketState("waiting", retry_at=1012.0, failure=REFUSED),
            ["Disconnect", "Reconnect now"],
            "The service refused. Check the keys. Reconnects in 12 s.",
        ),
        (SocketState("closed", failure=REFUSED), ["Connect"], "The service refused. Check the keys."),
        (SocketState("closed", closing=Closing(1000, "", by_us=True)), ["Connect"], "Disconnected."),
    ],
)
def test_every_state_has_its_sentence_and_buttons(footer, state, shown, words):
    footer.show_state(state)
    assert buttons(footer) == shown
    assert footer.words() == words


@pytest.mark.parametrize(
    ("closing", "words"),
    [
        (Closing(1001, "going away"), "The service closed the connection, code 1001: going away."),
        (Closing(1000, ""), "The service closed the connection, code 1000."),
        (Closing(1006, ""), "The connection ended without a close frame."),
        (Closing(1006, "", failure=REFUSED), "The service refused. Check the keys."),
    ],
)
def test_an_end_is_told_in_one_sentence(closing, words):
    assert state_sentence(SocketState("closed", closing=closing), 0.0) == words


def test_waiting_counts_down(footer, now):
    footer.show_state(SocketState("waiting", retry_at=1012.0))
    now[0] = 1010.0
    footer._seconds.timeout.emit()
    assert footer.words() == "Reconnects in 2 s."


@pytest.mark.parametrize(
    ("phase", "button", "signal"),
    [
        ("idle", "Connect", "connect_requested"),
        ("closed", "Connect", "connect_requested"),
        ("connecting", "Cancel", "disconnect_requested"),
        ("open", "Disconnect", "disconnect_requested"),
        ("open", "Reconnect", "reconnect_requested"),
        ("waiting", "Disconnect", "disconnect_requested"),
        ("waiting", "Reconnect now", "reconnect_requested"),
    ],
)
def test_buttons_ask_for_what_they_say(footer, qtbot, find, click, phase, button, signal):
    footer.show_state(SocketState(phase, retry_at=1012.0))
    with qtbot.waitSignal(getattr(footer, signal)):
        click(find(footer, QPushButton, button))


def test_a_connection_that_closes_is_not_closed_twice(footer, find):
    footer.show_state(SocketState("closing"))
    assert not find(footer, QPushButton, "Disconnect").isEnabled()
