"""The line that folds rare options away says which of them are unusual."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QToolButton

from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestSettings
from countersign.ui.channel.channel_advanced import ChannelAdvanced, unusual_words


@pytest.fixture
def advanced(qtbot, theme):
    widget = ChannelAdvanced(theme)
    qtbot.addWidget(widget)
    widget.resize(396, 300)
    widget.show()
    return widget


def closed_line(advanced):
    return next((label for label in advanced.findChildren(QLabel) if label.isVisible() and "·" in label.text()), None)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (ChannelDraft(), ()),
        (ChannelDraft(control_plane="{{kvs_control_plane}}"), ("control plane {{kvs_control_plane}}",)),
        (
            ChannelDraft(expires=60, fixed_date="20261122T021402Z", reconnect=False),
            ("expires after 60 s", "date 20261122T021402Z", "no reconnect"),
        ),
        (ChannelDraft(settings=RequestSettings(proxy="none")), ("no proxy",)),
        (
            ChannelDraft(settings=RequestSettings(verify_tls=False, proxy="http://me:secret@host:1")),
            ("certificates not checked", "custom proxy"),
        ),
    ],
)
def test_what_differs_from_a_new_channel_is_said_the_most_serious_first(draft: ChannelDraft, words: tuple[str, ...]):
    assert unusual_words(draft) == words


def test_the_closed_line_says_it_and_goes_while_it_is_open(advanced, find, click):
    advanced.set_draft(ChannelDraft())
    assert (closed_line(advanced).text(), closed_line(advanced).property("kind")) == (
        "· lifetime, control plane, TLS, proxy",
        "faint",
    )
    advanced.set_draft(ChannelDraft(control_plane="{{plane}}"))
    assert closed_line(advanced).text() == "· control plane {{plane}}"
    click(find(advanced, QToolButton, "Advanced"))
    assert closed_line(advanced) is None
    assert find(advanced, QToolButton, "Advanced").accessibleDescription() == "control plane {{plane}}"


def test_certificates_that_are_not_checked_warn(advanced):
    advanced.set_draft(ChannelDraft(settings=RequestSettings(verify_tls=False)))
    assert closed_line(advanced).property("kind") == "warn"
