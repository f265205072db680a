"""The pane stacks builder, steps and URL above a foot that is always in sight."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QScrollArea

from countersign.model.channel import STEP_NAMES, ChannelDraft, IceServer, Step
from countersign.model.credentials import Identity
from countersign.model.socket import SocketState
from countersign.ui.channel.channel_pane import ChannelPane
from countersign.ui.channel.step_row import StepRow


@pytest.fixture
def pane(qtbot, theme):
    widget = ChannelPane(theme, clock=lambda: 1000.0)
    qtbot.addWidget(widget)
    widget.resize(424, 400)
    widget.show()
    return widget


def test_the_foot_stays_while_the_rest_scrolls(pane, qtbot, find):
    area = pane.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    button = find(pane, QPushButton, "Connect")
    assert button.visibleRegion().boundingRect() == button.rect()
    assert area.horizontalScrollBar().maximum() == 0


def test_a_url_counts_down_beside_its_step(pane):
    pane.steps.show_steps((Step("sign", "done", "", 0.1),))
    pane.show_url("wss://host/", (("X-Amz-Signature", "s", True),), 1060.0)
    assert "Sign URL: done, valid 1:00 more, 0.1 ms" in [row.accessibleName() for row in pane.findChildren(StepRow)]
    assert pane.url.text().startswith("wss://host/")


def test_the_pane_fits_the_width_of_the_design(pane):
    assert pane.minimumSizeHint().width() <= 424


def test_all_of_it_is_in_sight_in_the_usual_window(pane, qtbot):
    pane.builder.set_identities((Identity("playground", "memory", note="test keys, memory only"),))
    pane.builder.set_draft(ChannelDraft(channel="{{arn}}", identity="playground", control_plane="{{plane}}"))
    pane.steps.show_steps(tuple(Step(name, "done", "fine", 9.0) for name in STEP_NAMES))
    pane.steps.show_ice_servers((IceServer(("turn:host",), "user", "password", 1060.0),))
    pane.show_url("wss://host/", tuple((f"X-Amz-{number}", "x", False) for number in range(9)), 1060.0)
    pane.footer.show_state(SocketState("open"))
    pane.resize(424, 794)  # what 1440 x 900 leaves
    area = pane.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


def test_the_pane_is_not_squeezed_and_its_narrowest_cuts_nothing(pane, qtbot):
    assert pane.minimumWidth() >= 360
    pane.builder.set_identities((Identity("playground", "memory", note="test keys, memory only"),))
    pane.resize(pane.minimumWidth(), 400)
    area = pane.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0
