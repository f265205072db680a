"""How a test finds a control of the channel pane: by its accessible name, or by the words on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from countersign.ui.theme import Theme

W = TypeVar("W", bound=QWidget)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Give the dark theme."""
    theme = Theme(qapp)
    theme.set_mode("dark")
    return theme


@pytest.fixture
def find() -> Callable[[QWidget, type[W], str], W]:
    """Give a function that returns the control on screen of a kind and a name."""

    def named(root: QWidget, kind: type[W], name: str) -> W:
        for widget in root.findChildren(kind):
            label = widget.text() if isinstance(widget, QAbstractButton) else ""
            if widget.isVisible() and name in (widget.accessibleName(), label):
                return widget
        raise LookupError(name)

    return named


@pytest.fixture
def type_over(qtbot: QtBot) -> Callable[[QWidget, str], None]:
    """Give a function that replaces a field's text by typing."""

    def type_text(field: QWidget, text: str) -> None:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, text)

    return type_text


@pytest.fixture
def click(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Give a function that clicks a control with the mouse."""
    return lambda widget: qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
