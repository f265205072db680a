"""Two responses side by side: every difference is reached by key, seen, and said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from countersign.model.errors import Failure
from countersign.ui.history.compare_view import CompareView
from countersign.ui.history.diff_delegate import fitted
from countersign.ui.history.diff_rows import Heading
from tests.ui.history.conftest import entry

LEFT = b'{"id": 1, "name": "first", "open": true}'
RIGHT = b'{"open": true, "name": "second", "id": 1, "total": 2}'


@pytest.fixture
def view(qtbot, theme, source):
    widget = CompareView(theme, source)
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    return widget


@pytest.fixture
def ids(database):
    return (
        database.add(entry(1, body=LEFT, headers=(("Server", "nginx"),))),
        database.add(entry(2, "POST", "/orders", 201, body=RIGHT, reason="Created")),
    )


def texts(view, column):
    return [view.rows.index(row, column).data() for row in range(view.rows.rowCount())]


def test_status_headers_and_body_stand_side_by_side(view, ids):
    view.compare(*ids)
    headings = [line.title for line in view.rows.lines if isinstance(line, Heading)]
    assert headings == ["Status", "Headers", "Body"]
    assert texts(view, 0)[:5] == ["Status", "200 OK", "Headers", "content-type: application/json", "server: nginx"]
    assert texts(view, 1)[1] == "201 Created"
    assert "GET /orders · 200" in view.left_title.text()
    assert "POST /orders · 201" in view.right_title.text()
    assert view.summary.text() == "6 differences"


def test_members_in_another_order_can_be_put_in_order(view, ids):
    view.compare(*ids)
    view.sort_keys.click()
    assert view.summary.text() == "5 differences"
    assert '  "name": "first",' in texts(view, 0)


def test_the_same_response_says_so(view, ids):
    view.compare(ids[0], ids[0])
    assert view.summary.text() == "No difference"
    assert not view.next.isEnabled()


def test_keys_go_from_difference_to_difference(view, ids, qtbot):
    view.compare(*ids)
    assert view.table.currentIndex().row() == 1
    qtbot.keyClick(view.table, Qt.Key.Key_F7)
    assert view.table.currentIndex().data() == "server: nginx"
    view.next.click()
    assert view.table.currentIndex().row() > 5
    qtbot.keyClick(view.table, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert view.table.currentIndex().data() == "server: nginx"


def test_a_screen_reader_hears_what_a_line_is(view, ids):
    view.compare(*ids)
    words = [view.rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(6)]
    assert words[1] == "changed: 200 OK"
    assert words[4] == "only left: server: nginx"


def test_selected_lines_are_copied(view, ids, qtbot):
    view.compare(*ids)
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "200 OK\t201 Created"


def test_notes_stand_above_the_lines(view, database, ids):
    long = database.add(entry(3, body=b"\n" * 30_000))
    view.compare(ids[0], long)
    assert view.banner.isVisible()
    assert "20,000 lines of the right body" in view.banner.text()
    view.compare(*ids)
    assert not view.banner.isVisible()


def test_escape_and_the_button_close_it(view, ids, qtbot):
    view.compare(*ids)
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(view.table, Qt.Key.Key_Escape)
    with qtbot.waitSignal(view.closed):
        view.close_button.click()


def test_what_cannot_be_compared_says_why(view):
    view.show_failure(Failure("history.gone", "This exchange is no longer in the history.", "Send it again."))
    assert view.banner.isVisible()
    assert view.banner.title() == "This exchange is no longer in the history."
    assert view.rows.rowCount() == 0


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_differences_are_coloured_in_both_themes(view, ids, theme, mode):
    theme.set_mode(mode)
    view.compare(*ids)
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {theme.palette.diff_removed, theme.palette.diff_added} <= colours
    theme.set_mode("dark")


@pytest.mark.parametrize(
    ("text", "span", "cells", "shown"),
    [
        ("short", (0, 0), 10, "short"),
        ("0123456789", (1, 2), 6, "01234…"),
        ("0123456789" * 10, (40, 41), 20, "…567890123456789012…"),
        ("0123456789", (9, 10), 6, "…56789"),
        ("a\tb", (0, 0), 10, "a b"),
    ],
)
def test_a_long_line_is_shown_from_a_little_before_the_difference(text, span, cells, shown):
    assert fitted(text, span, cells)[0] == shown
