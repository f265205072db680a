"""The pane stacks builder, steps and URL above a foot that is always in sight."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QScrollArea

from countersign.model.channel import Step
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
