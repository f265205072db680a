"""A real WebSocket editor in a window of its own, and how a test finds a control: by its accessible name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from countersign.ui.socket.editor import SocketEditor
from countersign.ui.theme import Theme

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def editor(theme: Theme) -> Iterator[SocketEditor]:
    """Give an editor whose three widgets stand in a window."""
    window = QWidget()
    editor = SocketEditor(theme, window)
    column = QVBoxLayout(window)
    column.addWidget(editor.line)
    column.addWidget(editor.panels, 1)
    column.addWidget(editor.composer)
    window.resize(700, 900)
    window.show()
    yield editor
    delete(window)


@pytest.fixture
def find(editor: SocketEditor) -> Callable[[type[W], str], W]:
    """Give a function that returns the control on screen that has an accessible name or a label."""

    def named(kind: type[W], name: str) -> W:
        for root in (editor.line, editor.panels, editor.composer):
            for widget in root.findChildren(kind):
                label = getattr(widget, "text", str)() if not widget.accessibleName() else ""
                if widget.isVisible() and name in (widget.accessibleName(), label):
                    return widget
        raise LookupError(name)

    return named


@pytest.fixture
def words(editor: SocketEditor) -> Callable[[], list[str]]:
    """Give a function that returns the texts on screen."""

    def on_screen() -> list[str]:
        roots = (editor.line, editor.panels, editor.composer)
        labels = [label for root in roots for label in root.findChildren(QLabel)]
        return [label.text() for label in labels if label.isVisible()]

    return on_screen


@pytest.fixture
def press(qtbot: QtBot, find: Callable[[type[W], str], W]) -> Callable[[str], None]:
    """Give a function that clicks on the control of a name."""

    def click(name: str) -> None:
        qtbot.mouseClick(find(QWidget, name), Qt.MouseButton.LeftButton)

    return click
