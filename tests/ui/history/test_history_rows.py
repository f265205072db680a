"""Exchanges stand under the heading of their day, and older ones come when they are wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from countersign.model.history import HistoryRow
from countersign.ui.history.history_rows import HistoryRows

NOON = datetime(2026, 3, 4, 12, 0).astimezone(UTC)


def row(number, days=0):
    return HistoryRow(NOON - timedelta(days=days), "GET", f"https://x/{number}", "x", 200, id=number)


@pytest.fixture
def rows(qapp, qtbot):
    model = HistoryRows(today=lambda: date(2026, 3, 4))
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    return model


def shown(model):
    return [model.index(at, 0).data() for at in range(model.rowCount())]


def test_days_have_headings_that_cannot_be_chosen(rows):
    rows.set_rows([row(3), row(2, 1), row(1, 1)], has_more=False)
    assert shown(rows) == ["Today", "/3", "Yesterday", "/2", "/1"]
    assert rows.flags(rows.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert rows.flags(rows.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_older_rows_go_on_under_the_heading_that_is_there(rows):
    rows.set_rows([row(3, 1)], has_more=True)
    rows.append([row(2, 1), row(1, 2)], has_more=False)
    assert shown(rows) == ["Yesterday", "/3", "/2", "Monday", "/1"]


def test_a_new_row_comes_on_top(rows):
    rows.put_first(row(1, 1))
    rows.put_first(row(2))
    rows.put_first(row(3))
    assert shown(rows) == ["Today", "/3", "/2", "Yesterday", "/1"]
    assert [one.id for one in rows.rows] == [3, 2, 1]


def test_older_rows_are_asked_for_once_until_they_come(qapp, qtbot):
    rows = HistoryRows()
    rows.set_rows([row(2)], has_more=True)
    root = QModelIndex()
    with qtbot.waitSignal(rows.more_wanted):
        rows.fetchMore(root)
    assert not rows.canFetchMore(root)
    with qtbot.assertNotEmitted(rows.more_wanted):
        rows.fetchMore(root)
    rows.append([row(1)], has_more=False)
    assert not rows.canFetchMore(root)


def test_a_screen_reader_hears_the_whole_row(rows):
    rows.set_rows([row(3)], has_more=False)
    assert rows.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "GET /3 200, 12:00"
    assert rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Today"
    assert rows.place_of(3).row() == 1
    assert not rows.place_of(99).isValid()
