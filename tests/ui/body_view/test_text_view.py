"""A body as text, with mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from countersign.ui.body_view import text_view as text_view_module
from countersign.ui.body_view.body_view import BodyView
from countersign.ui.body_view.text_view import TextView
from countersign.ui.theme import Theme

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_keys_select_and_copy(view: BodyView, show, qtbot):
    text = show("one\nzwö\nthree".encode())
    qtbot.keyClick(text, Qt.Key.Key_Down)
    qtbot.keyClick(text, Qt.Key.Key_End, SHIFT)
    assert text.selected_text() == "zwö"
    qtbot.keyClick(text, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(text, Qt.Key.Key_Right, SHIFT)
    assert text.selected_text() == "zwö\nt"
    qtbot.keyClick(text, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "zwö\nt"
    qtbot.keyClick(text, Qt.Key.Key_A, CONTROL)
    assert text.selected_text() == "one\nzwö\nthree"
    qtbot.keyClick(text, Qt.Key.Key_Home, CONTROL)
    assert text.selection.caret == text.selection.anchor == 0
    qtbot.keyClick(text, Qt.Key.Key_End, CONTROL)
    qtbot.keyClick(text, Qt.Key.Key_Left, SHIFT)
    assert text.selected_text() == "e"


def test_the_mouse_selects_and_a_double_click_takes_the_word(view: BodyView, show, qtbot):
    text = show(b"alpha beta\ngamma")
    left = round(text._gutter())
    middle = text.top_of(0) + text.row_height // 2

    def at(column: int) -> QPoint:
        return QPoint(left + round(column * text.cell), middle)

    qtbot.mousePress(text.viewport(), Qt.MouseButton.LeftButton, pos=at(1))
    qtbot.mouseMove(text.viewport(), at(4))
    qtbot.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, pos=at(4))
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, SHIFT, pos=at(5))
    assert text.selected_text() == "lpha"
    qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=at(7))
    assert text.selected_text() == "beta"


def test_a_selection_that_is_too_large_is_not_copied(view: BodyView, show, qtbot, monkeypatch):
    monkeypatch.setattr(text_view_module, "LARGEST_COPY", 3)
    text = show(b"four")
    QApplication.clipboard().setText("before")
    qtbot.keyClick(text, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(text, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "before"
    assert "larger than 50 MB" in view.notice()


def test_a_long_body_is_counted_to_its_end_and_scrolls_by_rows(view: BodyView, show, qtbot):
    text = show(b"".join(b"line %d\n" % number for number in range(300_000)))
    qtbot.waitUntil(lambda: text.document.index.is_complete)
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    assert text.visible_text().splitlines()[-1] == "line 299999"
    qtbot.keyClick(text, Qt.Key.Key_End, CONTROL)
    qtbot.keyClick(text, Qt.Key.Key_PageUp)
    assert text.selection.caret < text.document.body.size


def test_a_row_wider_than_the_pane_scrolls_to_its_match(view: BodyView, show, qtbot):
    text = show(b"x" * 900 + b"needle")
    with qtbot.waitSignal(view._search.searched):
        qtbot.keyClicks(view._search.field, "needle")
    assert text.horizontalScrollBar().value() > 0


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00\x01", b"\t\ta\x1b[31m\n\n\n", "漢字😀é".encode() * 400, b"{" * 5000, b"\n" * 100, b'"\\'],
)
@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "text/xml", "text/plain; charset=ascii"])
def test_any_bytes_can_be_painted(view: BodyView, show, data: bytes, content_type: str):
    show(data, content_type)
    for mode in ("pretty", "raw", "hex"):
        view.set_mode(mode)
        assert not view.grab().isNull()


def test_painting_uses_the_colours_of_the_theme(view: BodyView, show, theme: Theme):
    text = show(b'{"k": 1}', "application/json")
    colours = painted_colours(text)
    assert {theme.palette.window, theme.palette.key, theme.palette.number} <= colours
    theme.set_mode("light")
    assert theme.palette.key in painted_colours(text)


def painted_colours(text: TextView) -> set[str]:
    image = text.viewport().grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(200) for y in range(80)}
