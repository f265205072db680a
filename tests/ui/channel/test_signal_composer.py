"""The composer holds a message, sends it, and keeps it when it could not be sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from countersign.model.channel import SignalDraft
from countersign.model.errors import Failure
from countersign.ui.channel.signal_composer import SignalComposer
from countersign.ui.widgets.elided_label import ElidedLabel

MESSAGE = SignalDraft("kept", "ICE_CANDIDATE", "viewer-1", "c-1", '{"candidate": "{{candidate}}"}')


@pytest.fixture
def composer(qtbot, theme):
    console = QWidget()  # a layout above it, as in a console, lets it get narrow
    column = QVBoxLayout(console)
    column.setContentsMargins(0, 0, 0, 0)
    widget = SignalComposer(theme)
    column.addWidget(widget)
    qtbot.addWidget(console)
    console.resize(748, 240)
    console.show()
    widget.set_sendable(True)
    yield widget
    console.close()


@pytest.fixture
def payload(composer, find):
    return find(composer, QPlainTextEdit, "Message payload")


def labels(composer):
    return [label.text() for label in composer.findChildren(QLabel) if label.isVisible() and label.text()]


def entries(composer, find):
    return {action.text(): action for action in find(composer, QPushButton, "Template").menu().actions()}


@pytest.mark.parametrize("draft", [SignalDraft(), MESSAGE, SignalDraft(type="RAW", payload="\r\n{")])
def test_a_message_comes_back_as_it_was_and_showing_it_is_no_edit(composer, qtbot, draft):
    with qtbot.assertNotEmitted(composer.edited):
        composer.set_draft(draft)
    assert composer.draft() == draft


def test_ctrl_enter_sends_what_is_typed_and_the_text_stays(composer, qtbot, payload):
    qtbot.keyClicks(payload, "{}")
    with qtbot.waitSignal(composer.send_requested) as told:
        qtbot.keyClick(payload, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [SignalDraft(payload="{}")]
    assert composer.draft().payload == "{}"


def test_the_button_sends_too(composer, qtbot, find, click):
    composer.set_draft(MESSAGE)
    with qtbot.waitSignal(composer.send_requested) as told:
        click(find(composer, QPushButton, "Send message"))
    assert told.args == [MESSAGE]


def test_what_cannot_be_sent_says_why_to_a_person_who_tries_until_it_can(composer, qtbot, find, payload):
    composer.set_sendable(False, "Connect to send.")
    assert not find(composer, QPushButton, "Send message").isEnabled()
    assert "Connect to send." not in labels(composer)
    with qtbot.assertNotEmitted(composer.send_requested):
        qtbot.keyClick(payload, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Connect to send." in labels(composer)
    composer.set_sendable(True)
    assert "Connect to send." not in labels(composer)


def test_tab_leaves_the_payload(composer, qtbot, payload):
    composer.window().activateWindow()
    qtbot.waitUntil(composer.isActiveWindow)
    payload.setFocus()
    qtbot.keyClick(payload, Qt.Key.Key_Tab)
    assert not payload.hasFocus()
    assert composer.draft().payload == ""


def test_the_payload_grows_from_one_line_to_six(composer, qtbot, payload):
    one = payload.height()
    for _ in range(3):
        qtbot.keyClick(payload, Qt.Key.Key_Return)
    four = payload.height()
    composer.set_draft(SignalDraft(payload="\n" * 5))
    six = payload.height()
    composer.set_draft(SignalDraft(payload="\n" * 60))
    assert 28 <= one <= 32
    assert one < four < six == payload.height()
    composer.set_draft(SignalDraft())
    assert payload.height() == one


def test_a_failure_at_a_field_is_said_there_until_it_is_edited(composer, find, type_over):
    composer.show_failure(Failure("kvs.recipient", "Say which viewer.", field="Recipient client ID"))
    box = find(composer, QComboBox, "Recipient client ID")
    assert box.property("invalid") == "true"
    assert "Say which viewer." in labels(composer)
    type_over(find(composer, QLineEdit, "Recipient client ID"), "viewer-1")
    assert box.property("invalid") == "false"
    assert "Say which viewer." not in labels(composer)


def test_other_failures_and_notes_stand_below_and_the_text_stays(composer, payload, qtbot):
    composer.set_draft(MESSAGE)
    composer.show_failure(Failure("socket.closed", "The connection is closed.", "Connect."))
    assert "The connection is closed. Connect." in labels(composer)
    composer.show_notes(("The payload holds no “sdp”.", "It is long."))
    assert "The payload holds no “sdp”.\nIt is long." in labels(composer)
    assert composer.draft() == MESSAGE
    qtbot.keyClicks(payload, " ")
    assert not any("sdp" in text for text in labels(composer))


def test_the_payload_is_cleared_after_a_send_unless_it_is_kept_and_can_be_undone(composer, find, click, payload):
    composer.set_draft(MESSAGE)
    click(find(composer, QToolButton, "More of this message"))
    click(find(composer, QCheckBox, "Keep text after sending"))
    composer.clear_after_send()
    assert composer.draft() == MESSAGE
    click(find(composer, QCheckBox, "Keep text after sending"))
    composer.clear_after_send()
    assert composer.draft().payload == ""
    assert composer.draft().recipient == "viewer-1"
    payload.undo()
    assert composer.draft() == MESSAGE


def test_the_size_stands_beside_a_long_text_and_warns(composer, find):
    assert not labels(composer)
    composer.set_draft(SignalDraft(payload="x" * 300))
    assert labels(composer) == ["400 B of 10 KB as Base64"]
    composer.set_draft(SignalDraft(payload="x" * 7681))
    assert find(composer, QLabel, "Payload size").property("kind") == "error"


def test_the_correlation_id_hides_behind_the_dots_which_tell_of_it(composer, find, click):
    composer.set_draft(MESSAGE)
    with pytest.raises(LookupError):
        find(composer, QLineEdit, "Correlation ID")
    dots = find(composer, QToolButton, "More of this message")
    assert (dots.accessibleDescription(), dots.property("kind")) == ("correlation ID c-1", "more-set")
    click(dots)
    find(composer, QLineEdit, "Correlation ID").clear()
    assert (dots.accessibleDescription(), dots.property("kind")) == ("", "quiet")
    assert composer.draft().correlation_id == ""


def test_a_problem_with_the_correlation_id_shows_it(composer, find):
    composer.show_failure(Failure("x", "Too long.", field="Correlation ID"))
    assert find(composer, QLineEdit, "Correlation ID").property("invalid") == "true"


def box(widget, root):
    return QRect(widget.mapTo(root, QPoint()), widget.size())


def controls(composer):
    kinds = (QComboBox, QPlainTextEdit, QPushButton, QToolButton, QCheckBox, ElidedLabel)
    found = [one for kind in kinds for one in composer.findChildren(kind) if one.isVisible()]
    return {one.accessibleName() or one.text(): box(one, composer) for one in found}


def overlapping(composer):
    found = list(controls(composer).items())
    return [
        (name, other)
        for place, (name, at) in enumerate(found)
        for other, there in found[place + 1 :]
        if at.intersects(there)
    ]


def lines_of(composer):
    return [
        sorted(name for name, at in controls(composer).items() if abs(at.top() - top) < 3) for top in tops(composer)
    ]


def tops(composer):
    found = sorted(at.top() for at in controls(composer).values())
    return [top for place, top in enumerate(found) if place == 0 or top - found[place - 1] >= 3]


def test_at_rest_it_is_one_line(composer, qtbot):
    qtbot.waitUntil(lambda: len(tops(composer)) == 1)
    assert composer.sizeHint().height() <= 52


def test_a_long_text_gets_a_line_of_its_own_until_it_is_gone(composer, qtbot, payload):
    payload.setFocus()
    qtbot.keyClicks(payload, "0123456789" * 3)
    assert payload.width() > 700
    assert payload.toPlainText() == "0123456789" * 3
    for _ in range(29):
        qtbot.keyClick(payload, Qt.Key.Key_Backspace)
    assert payload.width() > 700
    qtbot.keyClick(payload, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: payload.width() < 300)


@pytest.mark.parametrize("width", [360, 420, 559, 690, 710, 900])
@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("text", ["", "{}", "x" * 400])
def test_nothing_overlaps_or_is_cut_in_any_width(composer, qtbot, find, width, more, text):
    composer.set_draft(SignalDraft(correlation_id="c-1", payload=text))
    find(composer, QToolButton, "More of this message").setChecked(more)
    composer.window().resize(width, 300)
    payload = find(composer, QPlainTextEdit, "Message payload")
    qtbot.waitUntil(lambda: payload.width() >= 150 and not overlapping(composer))
    assert composer.width() == width
    assert [name for name, at in controls(composer).items() if not composer.rect().contains(at)] == []
    assert find(composer, QComboBox, "Recipient client ID").width() >= 96


def test_in_a_narrow_console_the_payload_has_the_whole_width(composer, qtbot, payload):
    composer.window().resize(374, 240)
    qtbot.waitUntil(lambda: payload.width() == 346)
    assert lines_of(composer) == [
        ["Message type", "More of this message", "Recipient client ID"],
        ["Message payload"],
        ["Payload size", "Send message", "Template"],
    ]
    assert composer.minimumSizeHint().width() <= 330


def test_a_raw_frame_names_nobody_and_has_no_limit(composer, find):
    find(composer, QComboBox, "Message type").setCurrentIndex(3)
    composer.set_draft(SignalDraft(type="RAW", payload="x" * 20_000))
    assert not find(composer, QComboBox, "Recipient client ID").isEnabled()
    assert find(composer, QLabel, "Payload size").property("kind") == "muted"


def test_a_master_chooses_among_the_viewers_that_were_seen(composer, find):
    composer.set_role("MASTER")
    composer.set_peers(("viewer-1", "viewer-2"))
    box = find(composer, QComboBox, "Recipient client ID")
    assert "viewer" in box.lineEdit().placeholderText()
    assert composer.draft().recipient == ""
    box.setCurrentIndex(1)
    assert composer.draft().recipient == "viewer-2"
    composer.set_peers(("viewer-3",))
    assert composer.draft().recipient == "viewer-2"
    composer.set_role("VIEWER")
    assert box.lineEdit().placeholderText() == "To: MASTER"


def test_a_template_fills_type_and_payload_in_one_step_back(composer, find, payload):
    composer.set_draft(SignalDraft(payload="typed"))
    entries(composer, find)["Answer: send audio and video"].trigger()
    assert composer.draft().type == "SDP_ANSWER"
    assert '"type": "answer"' in composer.draft().payload
    payload.undo()
    assert composer.draft().payload == "typed"


def test_a_message_is_saved_under_a_title_that_is_free(composer, qtbot, find):
    composer.set_draft(SignalDraft(type="ICE_CANDIDATE", payload="{}"))
    composer.set_messages((SignalDraft("ICE_CANDIDATE 1"),))
    with qtbot.waitSignal(composer.save_requested) as told:
        entries(composer, find)["Save this message"].trigger()
    assert told.args == [SignalDraft("ICE_CANDIDATE 2", "ICE_CANDIDATE", payload="{}")]


def test_saved_messages_are_offered_and_can_be_deleted(composer, qtbot, find):
    assert "Delete a saved message" not in entries(composer, find)
    composer.set_messages((MESSAGE,))
    entries(composer, find)["kept"].trigger()
    assert composer.draft() == SignalDraft("", *[getattr(MESSAGE, name) for name in MESSAGE.__slots__[1:]])
    deletions = entries(composer, find)["Delete a saved message"].menu().actions()
    with qtbot.waitSignal(composer.delete_requested) as told:
        deletions[0].trigger()
    assert told.args == [MESSAGE]


def test_typing_at_the_end_is_an_edit(composer, qtbot, payload):
    composer.set_draft(MESSAGE)
    payload.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(composer.edited):
        qtbot.keyClicks(payload, " ")


@pytest.mark.parametrize("name", ["Message type", "Recipient client ID", "Message payload", "Send message"])
def test_the_names_of_the_contract_are_there(composer, find, name):
    assert find(composer, QWidget, name)
