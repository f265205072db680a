"""Method, URL and the button that sends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton


def test_a_method_is_chosen_or_typed(qtbot, editor, find, type_over, theme):
    """Custom methods are fine; known ones have their colour."""
    method = find(QComboBox, "Method")
    assert [method.itemText(row) for row in range(method.count())] == [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"
    ]  # fmt: skip
    with qtbot.waitSignal(editor.edited):
        method.setCurrentIndex(1)
    assert editor.draft().method == "POST"
    assert method.lineEdit().palette().text().color().name() == theme.method_colour("POST")
    type_over(method.lineEdit(), "PROPFIND")
    assert editor.draft().method == "PROPFIND"


def test_send_turns_into_cancel(qtbot, editor, find):
    """One button, named for what it does."""
    with qtbot.waitSignal(editor.send_requested):
        qtbot.mouseClick(find(QPushButton, "Send"), Qt.MouseButton.LeftButton)
    editor.set_sending(True)
    with qtbot.waitSignal(editor.cancel_requested), qtbot.assertNotEmitted(editor.send_requested):
        qtbot.mouseClick(find(QPushButton, "Cancel"), Qt.MouseButton.LeftButton)
        qtbot.keyClick(find(QLineEdit, "Request URL"), Qt.Key.Key_Return)
    editor.set_sending(False)
    assert find(QPushButton, "Send").isVisible()


def test_the_row_is_36_pixels_high(editor, find):
    """As drawn in the design, with the button filling it to the border."""
    frame = find(QPushButton, "Send").parentWidget()
    assert frame.height() == 36
    assert find(QPushButton, "Send").height() == 34


def test_focusing_the_url_selects_it(qtbot, editor, find):
    """Ctrl+L is for typing another URL."""
    editor.line.set_request("GET", "http://h/x")
    editor.focus_url()
    qtbot.keyClicks(find(QLineEdit, "Request URL"), "y")
    assert editor.draft().url == "y"
