"""Variables stand out in cells and lines, and say what they stand for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from countersign.model.workspace import Variable
from countersign.ui.request.key_value_table import VALUE_COLUMN, key_value_table
from countersign.ui.request.rows import EQUALS_LINES, Row
from countersign.ui.request.variable_marks import VariableMarks
from countersign.variables.scopes import Layer, Scope

SCOPE = Scope((Layer("environment dev", (Variable("base", "<b>"), Variable("key", "hush", secret=True))),))


def shown_table(qtbot, theme, *rows):
    table = key_value_table(theme, "Request headers", EQUALS_LINES)
    table.set_scope(SCOPE)
    table.set_rows(rows)
    table.resize(600, 200)
    qtbot.addWidget(table)
    table.show()
    return table


def colours(table, row):
    box = table.visualRect(table.model().index(row, VALUE_COLUMN))
    image = table.viewport().grab(box).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_cell_shows_which_variables_have_a_value(qtbot, theme):
    table = shown_table(qtbot, theme, Row("A", "x {{base}}"), Row("B", "{{gone}}"), Row("C", "plain"))
    known, missing = QColor(theme.palette.selection).name(), QColor(theme.palette.banner_error).name()
    assert (known in colours(table, 0), missing in colours(table, 0)) == (True, False)
    assert (known in colours(table, 1), missing in colours(table, 1)) == (False, True)
    assert not {known, missing} & colours(table, 2)


def test_a_row_that_is_switched_off_needs_no_values(qtbot, theme):
    table = shown_table(qtbot, theme, Row("B", "{{gone}}", enabled=False))
    assert QColor(theme.palette.banner_error).name() not in colours(table, 0)


def test_another_scope_changes_the_marks(qtbot, theme):
    table = shown_table(qtbot, theme, Row("B", "{{gone}}"))
    table.set_scope(Scope((Layer("e", (Variable("gone", "1"),)),)))
    assert QColor(theme.palette.banner_error).name() not in colours(table, 0)


def test_hovering_over_a_cell_tells_value_and_origin(qtbot, theme):
    table = shown_table(qtbot, theme, Row("A", "{{base}} {{key}}"))
    point = table.visualRect(table.model().index(0, VALUE_COLUMN)).center()
    QApplication.sendEvent(table.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, table.mapToGlobal(point)))
    assert "base = &lt;b&gt;\nfrom environment dev" in QToolTip.text()
    assert "hush" not in QToolTip.text()


def test_a_line_tells_what_is_under_the_pointer(qtbot, theme):
    line = QLineEdit()
    marks = VariableMarks(theme, line)
    marks.set_scope(SCOPE)
    line.resize(400, 30)
    qtbot.addWidget(line)
    line.show()
    line.setText("{{gone}}")
    point = QPoint(20, 15)
    QApplication.sendEvent(line, QHelpEvent(QEvent.Type.ToolTip, point, line.mapToGlobal(point)))
    assert "gone is not defined" in QToolTip.text()
    assert line.text() == "{{gone}}"


def test_a_masked_line_tells_nothing(qtbot, theme):
    line = QLineEdit()
    qtbot.addWidget(line)
    marks = VariableMarks(theme, line)
    marks.set_scope(SCOPE)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setText("{{key}}")
    assert marks.chips() == ()
    line.setEchoMode(QLineEdit.EchoMode.Normal)
    assert len(marks.chips()) == 1


def test_the_marks_follow_the_theme(qtbot, theme):
    table = shown_table(qtbot, theme, Row("B", "{{gone}}"))
    theme.set_mode("light")
    assert QColor(theme.palette.banner_error).name() in colours(table, 0)
    assert table.rows[0].value == "{{gone}}"
    assert Qt.ItemFlag.ItemIsEditable in table.model().flags(table.model().index(0, VALUE_COLUMN))
