"""A pane of its own for every test, and a short way to show bytes in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from countersign.model.body import StoredBody
from countersign.ui.body_view.body_view import BodyView
from countersign.ui.body_view.text_view import TextView
from countersign.ui.theme import Theme

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def theme(qapp: QApplication):
    theme = Theme(qapp)
    theme.set_mode("dark")
    yield theme
    qapp.setStyleSheet("")
    theme.deleteLater()


@pytest.fixture
def view(theme: Theme, qtbot) -> BodyView:
    pane = BodyView(theme)
    qtbot.addWidget(pane)
    pane.resize(700, 500)
    pane.show()
    return pane


@pytest.fixture
def show(view: BodyView):
    """Show bytes in the pane and give its text view."""

    def shown(data: bytes, content_type: str = "text/plain", ended_early: str = "") -> TextView:
        view.show_body(StoredBody(data=data, size=len(data), ended_early=ended_early), content_type)
        return view.findChild(TextView)

    return shown
