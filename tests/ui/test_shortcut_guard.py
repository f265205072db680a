"""A field does not take the window's key combinations for its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.ui.shortcut_guard import ShortcutGuard


def test_ctrl_k_reaches_the_window_and_the_text_stays(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    edit = QLineEdit("keep this", window)
    QVBoxLayout(window).addWidget(edit)
    pressed = []
    QShortcut(QKeySequence("Ctrl+K"), window, lambda: pressed.append("Ctrl+K"))
    ShortcutGuard(["Ctrl+K"], window)
    window.show()
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    edit.setCursorPosition(0)
    qtbot.keyClick(edit, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert pressed == ["Ctrl+K"]
    assert edit.text() == "keep this"
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.text() == "eep this"
