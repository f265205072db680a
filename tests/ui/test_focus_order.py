"""Tab visits controls as they stand on the screen, whenever they were built."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from countersign.ui.focus_order import focus_chain


def field(parent, name, x, y):
    edit = QLineEdit(parent)
    edit.setObjectName(name)
    edit.setGeometry(x, y, 60, 28)
    return edit


def test_rows_go_from_top_to_bottom_and_in_a_row_from_left_to_right(qtbot):
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(300, 200)
    field(pane, "last", 0, 100)
    field(pane, "second", 100, 4)
    field(pane, "first", 0, 0)
    disabled = field(pane, "disabled", 0, 50)
    disabled.setEnabled(False)
    pane.show()
    assert [control.objectName() for control in focus_chain([pane])] == ["first", "second", "last"]


def test_panes_follow_one_another_and_hidden_ones_are_left_out(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    left, right, hidden = QWidget(window), QWidget(window), QWidget(window)
    for place, pane in enumerate((left, right, hidden)):
        pane.setGeometry(place * 100, 0, 100, 100)
        field(pane, f"in {place}", 0, 0)
    window.show()
    hidden.hide()
    assert [control.objectName() for control in focus_chain([right, left, hidden])] == ["in 1", "in 0"]
