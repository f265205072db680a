"""The console of a live connection, as a person uses it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from countersign.model.frame_log import FrameLog
from countersign.ui.console.console_view import ConsoleView


def types(console):
    model = console.table.model()
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def shows(qtbot, console, *wanted):
    qtbot.waitUntil(lambda: types(console) == list(wanted))


def press(qtbot, console, name):
    for kind in (QPushButton, QToolButton):
        for button in console.findChildren(kind):
            if button.isVisible() and name in (button.accessibleName(), button.text()):
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
                return
    pytest.fail(f"there is no button {name} in sight")


ALL = ("CONNECTED", "SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE")


def test_messages_show_as_they_come_and_count_as_seen(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    assert talk.unseen == 0
    talk.append(0.0, "sent", "text", b"BYE")
    shows(qtbot, console, *ALL, "BYE")


def test_an_empty_console_says_what_will_stand_there(console, log, qtbot):
    qtbot.waitUntil(console.table.note.isVisible)
    assert console.table.accessibleDescription() == "No messages yet"
    log.append(0.0, "sent", "text", b"HI")
    shows(qtbot, console, "HI")
    assert not console.table.note.isVisible()


def test_every_control_of_the_contract_is_in_sight(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(1)
    names = {child.accessibleName() for child in console.findChildren(QWidget) if child.isVisible()}
    assert {"Message filter", "Message log", "Message detail", "Pause", "Direction"} <= names


def test_pausing_freezes_the_view_and_loses_nothing(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    press(qtbot, console, "Pause")
    talk.append(0.0, "sent", "text", b"BYE")
    qtbot.waitUntil(lambda: console.bar.pause.text() == "Resume (1)")
    assert types(console) == list(ALL)
    assert talk.unseen == 0
    press(qtbot, console, "Resume")
    assert types(console) == [*ALL, "BYE"]
    assert console.bar.pause.text() == "Pause"


def test_clear_can_be_undone(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(2)
    press(qtbot, console, "Clear")
    assert types(console) == []
    assert console.cleared.words == "Cleared 4 messages."
    assert not console.detail.isVisible()
    talk.append(0.0, "sent", "text", b"BYE")
    shows(qtbot, console, "BYE")
    press(qtbot, console, "Undo clear")
    assert types(console) == [*ALL, "BYE"]
    assert console.cleared.words == ""


def test_the_offer_to_undo_can_be_dismissed(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    press(qtbot, console, "Clear")
    press(qtbot, console, "Dismiss")
    assert console.cleared.words == ""
    assert types(console) == []


def test_clearing_an_empty_console_offers_nothing(console, qtbot):
    press(qtbot, console, "Clear")
    assert console.cleared.words == ""


def test_a_filter_narrows_old_and_new_messages(console, talk, qtbot):
    qtbot.keyClicks(console.bar.filter, "type:sdp from:master")
    shows(qtbot, console, "SDP_ANSWER")
    assert console.bar.found.text() == "1 found"
    talk.append(0.0, "sent", "text", b"SDP_OFFER MASTER x")
    talk.append(0.0, "received", "text", b"SDP_OFFER MASTER x")
    shows(qtbot, console, "SDP_ANSWER", "SDP_OFFER")
    assert console.shown_numbers() == (2, 5)
    console.bar.filter.clear()
    assert types(console) == [*ALL, "SDP_OFFER", "SDP_OFFER"]
    assert not console.bar.found.isVisible()


def test_a_direction_narrows(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.bar.direction.set_current("sent")
    shows(qtbot, console, "SDP_OFFER")
    console.bar.direction.set_current("all")
    shows(qtbot, console, *ALL)


def test_a_filter_without_a_match_says_so(console, talk, qtbot):
    qtbot.keyClicks(console.bar.filter, "nowhere")
    qtbot.waitUntil(lambda: console.table.accessibleDescription() == "No message matches")
    assert types(console) == []


def test_a_long_search_tells_how_far_it_is_and_stays_responsive(console, log, qtbot):
    for number in range(60_000):
        log.append(0.0, "received", "text", b"TICK server %d" % number)
    qtbot.waitUntil(lambda: console.table.model().rowCount() == 60_000)
    said = set()
    console.table.model().rowsInserted.connect(lambda: said.add(console.bar.found.text()))
    console.bar.filter.setText("type:tick -xyz")
    qtbot.waitUntil(lambda: console.table.model().rowCount() == 60_000, timeout=30_000)
    assert any(words.startswith("searching, ") for words in said)
    qtbot.waitUntil(lambda: console.bar.found.text() == "60,000 found")


def test_the_chosen_message_stays_chosen_through_filters(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(2)
    assert console.detail.title == "SDP_ANSWER from MASTER"
    console.bar.filter.setText("type:answer")
    shows(qtbot, console, "SDP_ANSWER")
    assert console.table.currentIndex().row() == 0
    console.bar.filter.setText("type:ice")
    shows(qtbot, console, "ICE_CANDIDATE")
    assert console.detail.title == "SDP_ANSWER from MASTER"
    console.bar.filter.clear()
    shows(qtbot, console, *ALL)
    assert console.table.currentIndex().row() == 2


def test_the_chosen_message_stays_chosen_while_others_come(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(1)
    for _ in range(50):
        talk.append(0.0, "received", "text", b"TICK")
    qtbot.waitUntil(lambda: console.table.model().rowCount() == 54)
    assert console.table.currentIndex().row() == 1
    qtbot.waitUntil(lambda: "52 messages came after it" in console.detail.page.shown_text())


def test_keys_copy_open_and_lead_back(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.setFocus()
    console.table.show_row(1)
    qtbot.keyClick(console.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == '{"says": "v=0 o=- 46117"}'
    qtbot.keyClick(console.table, Qt.Key.Key_Return)
    assert console.detail.page.lines.hasFocus()
    qtbot.keyClick(console.detail.page.lines, Qt.Key.Key_Escape)
    assert console.table.hasFocus()
    qtbot.keyClick(console.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert console.bar.filter.hasFocus()


def test_f3_steps_through_what_was_found_over_the_ends(console, talk, qtbot):
    console.bar.filter.setText("type:sdp")
    shows(qtbot, console, "SDP_OFFER", "SDP_ANSWER")
    rows = []
    for modifier in (Qt.KeyboardModifier.NoModifier,) * 3 + (Qt.KeyboardModifier.ShiftModifier,):
        qtbot.keyClick(console.bar.filter, Qt.Key.Key_F3, modifier)
        rows.append(console.table.currentIndex().row())
    assert rows == [0, 1, 0, 1]


def test_export_names_the_messages_in_sight(console, talk, qtbot):
    console.bar.filter.setText("type:sdp")
    shows(qtbot, console, "SDP_OFFER", "SDP_ANSWER")
    with qtbot.waitSignal(console.export_requested) as asked:
        console.bar.export.menu().actions()[1].trigger()
    assert asked.args == ["csv", (1, 2)]


def test_a_message_goes_back_to_the_composer(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(1)
    with qtbot.waitSignal(console.message_reused) as reused:
        press(qtbot, console, "Edit and send again")
    assert reused.args == [talk.frame(1)]


def test_the_menu_of_a_row_narrows_to_its_type(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    place = console.table.visualRect(console.table.model().index(3, 2)).center()
    qtbot.mouseClick(console.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    viewport = console.table.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    (menu,) = (one for one in console.findChildren(QMenu) if one.isVisible())
    (action,) = (one for one in menu.actions() if one.text() == "Leave out ICE_CANDIDATE")
    action.trigger()
    shows(qtbot, console, *ALL[:3])
    menu.close()


def test_another_log_starts_from_its_beginning(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.table.show_row(1)
    press(qtbot, console, "Clear")
    press(qtbot, console, "Pause")
    other = FrameLog()
    other.append(0.0, "sent", "text", b"HELLO")
    console.set_log(other)
    assert types(console) == ["HELLO"]
    assert not console.detail.isVisible()
    assert console.cleared.words == ""
    assert console.bar.pause.text() == "Pause"
    other.append(0.0, "sent", "text", b"THERE")
    shows(qtbot, console, "HELLO", "THERE")


def test_another_reader_puts_the_same_frames_into_other_words(console, talk, reader, qtbot):
    class Loud(type(reader)):
        def face(self, frame):
            face = super().face(frame)
            return face._replace(type=f"{face.type}!")

    shows(qtbot, console, *ALL)
    console.table.show_row(1)
    console.set_reader(Loud())
    assert types(console) == [f"{one}!" for one in ALL]
    assert console.detail.title == "SDP_OFFER! to MASTER"


def test_a_hidden_console_sees_all_and_shows_it_later(console, talk, qtbot):
    shows(qtbot, console, *ALL)
    console.hide()
    talk.append(0.0, "sent", "text", b"BYE")
    qtbot.waitUntil(lambda: talk.unseen == 0)
    console.show()
    assert types(console) == [*ALL, "BYE"]


def test_two_consoles_side_by_side_have_headings(theme, qtbot, log, reader):
    view = ConsoleView(theme, log, reader, QLineEdit(), name="Master")
    qtbot.addWidget(view)
    view.show()
    assert view.bar.heading.text() == "Master"
    assert view.bar.heading.isVisible()


def test_where_there_is_one_peer_only_it_has_no_column_and_the_filter_offers_none(theme, log, reader, qtbot):
    console = ConsoleView(theme, log, reader, QWidget(), has_peers=False)
    qtbot.addWidget(console)
    for width in (1200, 420):
        console.resize(width, 500)
        console.show()
        assert console.table.isColumnHidden(3)
    assert console.bar.filter.placeholderText() == "type:JSON error"
    assert "from:" not in console.bar.filter.toolTip()
