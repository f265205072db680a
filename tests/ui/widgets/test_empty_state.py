"""What a pane says while it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from countersign.ui.widgets.empty_state import EmptyState


def test_an_empty_state_offers_its_button_only_with_a_label(qtbot):
    state = EmptyState("No response yet", "Send the request.", "Send")
    qtbot.addWidget(state)
    button = state.findChild(QPushButton)
    with qtbot.waitSignal(state.action_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    state.set_words("Nothing", "Nothing here.")
    assert button.isHidden()
    assert state.accessibleName() == "Nothing"
