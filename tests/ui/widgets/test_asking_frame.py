"""Tests of the frame that Escape takes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.ui.widgets.asking_frame import AskingFrame


class _Asking(AskingFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cancels = 0
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)

    def cancel(self) -> None:
        self.cancels += 1


def test_escape_cancels_the_question_and_not_what_the_window_does_on_escape(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    frame = _Asking(window)
    pressed = []
    QShortcut(QKeySequence("Escape"), window, lambda: pressed.append("window"))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    frame.field.setFocus()
    qtbot.keyClick(frame.field, Qt.Key.Key_Escape)
    assert (frame.cancels, pressed) == (1, [])
    qtbot.keyClick(frame.field, Qt.Key.Key_A)
    assert (frame.cancels, frame.field.text()) == (1, "a")
