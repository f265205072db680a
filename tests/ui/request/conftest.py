"""A real request editor in a window of its own, and how a test finds a control: by its accessible name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from countersign.ui.request.editor import RequestEditor
from countersign.ui.theme import Theme

W = TypeVar("W", bound=QWidget)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Give the dark theme."""
    theme = Theme(qapp, "dark")
    theme.set_mode("dark")
    return theme


@pytest.fixture
def chosen_files() -> list[str]:
    """Give the files that the file dialog will answer with, one after the other."""
    return []


@pytest.fixture
def editor(theme: Theme, chosen_files: list[str]) -> Iterator[RequestEditor]:
    """Give an editor whose two widgets stand in a window."""
    window = QWidget()
    editor = RequestEditor(theme, window, choose=lambda _parent: chosen_files.pop(0))
    column = QVBoxLayout(window)
    column.addWidget(editor.line)
    column.addWidget(editor.panels, 1)
    window.resize(640, 720)
    window.show()
    yield editor
    delete(window)


@pytest.fixture
def find(editor: RequestEditor) -> Callable[[type[W], str], W]:
    """Give a function that returns the control on screen that has an accessible name or a label."""

    def named(kind: type[W], name: str) -> W:
        for root in (editor.line, editor.panels):
            for widget in root.findChildren(kind):
                label = getattr(widget, "text", str)() if not widget.accessibleName() else ""
                if widget.isVisible() and name in (widget.accessibleName(), label):
                    return widget
        raise LookupError(name)

    return named


@pytest.fixture
def words(editor: RequestEditor) -> Callable[[], list[str]]:
    """Give a function that returns the texts on screen, in the order of the widgets."""

    def on_screen() -> list[str]:
        labels = [label for root in (editor.line, editor.panels) for label in root.findChildren(QLabel)]
        return [label.text() for label in labels if label.isVisible()]

    return on_screen


@pytest.fixture
def type_over(qtbot: QtBot) -> Callable[[QWidget, str], None]:
    """Give a function that replaces a field's text by typing."""

    def type_text(field: QWidget, text: str) -> None:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        first, *others = text.split("\n")
        qtbot.keyClicks(field, first)
        for line in others:
            qtbot.keyClick(field, Qt.Key.Key_Return)
            qtbot.keyClicks(field, line)

    return type_text
