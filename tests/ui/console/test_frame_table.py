"""The table of messages, by key, by mouse and by screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from countersign.ui.console.frame_model import FrameModel
from countersign.ui.console.frame_table import FrameTable
from countersign.ui.console.row_painter import ROW_HEIGHT
from countersign.ui.console.shown_frames import ShownFrames

LONG = 60.0


@pytest.fixture
def table(theme, qtbot, log, reader):
    widget = FrameTable(theme, FrameModel(ShownFrames(log, reader)))
    qtbot.addWidget(widget)
    widget.resize(700, 10 * ROW_HEIGHT)
    widget.show()
    return widget


def fill(table, log, count):
    for number in range(count):
        log.append(0.0, "received", "text", b"TICK server %d" % number)
    table.take_in(log.count, LONG)


def rows_in_sight(table):
    return table.rowAt(0), table.rowAt(table.viewport().height() - 1)


def test_many_rows_come_as_one_insertion(table, log, qtbot):
    with qtbot.waitSignal(table.model().rowsInserted) as inserted:
        fill(table, log, 5000)
    assert inserted.args[1:3] == [0, 4999]


def test_the_newest_row_is_in_sight(table, log):
    fill(table, log, 100)
    fill(table, log, 100)
    assert rows_in_sight(table)[1] == 199
    assert not table.follow_button.isVisible()


def test_a_reader_who_scrolled_up_stays_there_until_follow_is_pressed(table, log, qtbot):
    fill(table, log, 100)
    table.verticalScrollBar().setValue(20 * ROW_HEIGHT)
    fill(table, log, 30)
    assert rows_in_sight(table)[0] == 20
    assert table.follow_button.text() == "Follow · 30 new"
    qtbot.mouseClick(table.follow_button, Qt.MouseButton.LeftButton)
    assert rows_in_sight(table)[1] == 129
    fill(table, log, 1)
    assert rows_in_sight(table)[1] == 130


def test_end_goes_to_the_newest_and_follows(table, log, qtbot):
    fill(table, log, 100)
    table.show_row(3)
    assert not table.follows
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert (table.currentIndex().row(), table.follows) == (99, True)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert (table.currentIndex().row(), table.follows) == (0, False)


def test_arrows_choose_rows(table, log, qtbot):
    fill(table, log, 5)
    table.show_row(1)
    with qtbot.waitSignal(table.chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen.args == [2]


def test_only_rows_in_sight_are_read(table, log, reader, qtbot):
    fill(table, log, 20_000)
    qtbot.waitUntil(lambda: reader.faces_read > 0)
    table.grab()
    table.show_row(0)
    table.grab()
    assert reader.faces_read < 100


def test_letters_search_nothing(table, log, reader, qtbot):
    fill(table, log, 20_000)
    read = reader.faces_read
    table.show_row(0)
    qtbot.keyClicks(table, "zz")
    assert reader.faces_read - read < 100


def test_a_screen_reader_hears_whole_rows_and_single_cells(table, talk):
    table.take_in(talk.count, LONG)
    face = QAccessible.queryAccessibleInterface(table)
    assert face.text(QAccessible.Text.Name) == "Message log"
    row = [table.model().index(2, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(6)]
    assert row[0].endswith(" received SDP_ANSWER from MASTER, 31 B, v=0 o=- 82346")
    assert row[1:] == ["received", "SDP_ANSWER", "MASTER", "31 B", "v=0 o=- 82346"]


def test_a_server_cannot_put_markup_into_a_tip(table, log):
    log.append(0.0, "received", "text", b"T <b>x</b> y")
    table.take_in(log.count, LONG)
    assert "<b>" not in table.model().index(0, 3).data(Qt.ItemDataRole.ToolTipRole)


def test_columns_grow_with_types_but_not_against_a_person(table, log):
    log.append(0.0, "received", "text", b"A_RATHER_LONG_TYPE_NAME someone x")
    table.take_in(log.count, LONG)
    grown = table.columnWidth(2)
    assert grown > 140
    table.setColumnWidth(2, 60)
    log.append(0.0, "received", "text", b"A_RATHER_LONG_TYPE_NAME someone x")
    table.take_in(log.count, LONG)
    assert table.columnWidth(2) == 60


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_a_chosen_row_is_painted_on_the_selection(table, talk, theme, mode):
    theme.set_mode(mode)
    table.take_in(talk.count, LONG)
    table.show_row(1)
    image = table.viewport().grab().toImage()
    centre = table.rowViewportPosition(1) + 3
    assert image.pixelColor(300, centre).name() == theme.palette.selection
    assert image.pixelColor(300, centre + ROW_HEIGHT).name() != theme.palette.selection


def shown_columns(table):
    return {column: table.columnWidth(column) for column in range(6) if not table.isColumnHidden(column)}


def test_a_narrow_table_leaves_size_and_peer_out_before_type_and_payload_suffer(table, talk, qtbot):
    table.take_in(talk.count, LONG)
    assert list(shown_columns(table)) == [0, 1, 2, 3, 4, 5]
    table.resize(440, table.height())
    assert list(shown_columns(table)) == [0, 1, 2, 3, 5]
    table.resize(360, table.height())
    assert list(shown_columns(table)) == [0, 1, 2, 5]
    assert shown_columns(table)[5] >= 110
    table.resize(700, table.height())
    assert list(shown_columns(table)) == [0, 1, 2, 3, 4, 5]


def test_a_width_that_a_person_chose_survives_narrow_and_wide(table, talk):
    table.take_in(talk.count, LONG)
    table.setColumnWidth(0, 90)
    table.resize(380, table.height())
    table.resize(700, table.height())
    assert shown_columns(table)[0] == 90
    assert shown_columns(table)[2] == 132


def test_nothing_asks_to_follow_an_empty_table(table):
    assert not table.follow_button.isVisible()
