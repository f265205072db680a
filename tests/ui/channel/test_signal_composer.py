"""The composer holds a message, sends it, and keeps it when it could not be sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from countersign.model.channel import SignalDraft
from countersign.model.errors import Failure
from countersign.ui.channel.signal_composer import SignalComposer, base64_length

MESSAGE = SignalDraft("kept", "ICE_CANDIDATE", "viewer-1", "c-1", '{"candidate": "{{candidate}}"}')


@pytest.fixture
def composer(qtbot, theme):
    widget = SignalComposer(theme)
    qtbot.addWidget(widget)
    widget.resize(748, 240)
    widget.show()
    widget.set_sendable(True)
    return widget


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


def test_what_cannot_be_sent_says_why(composer, qtbot, find, payload):
    composer.set_sendable(False, "Connect to send.")
    assert not find(composer, QPushButton, "Send message").isEnabled()
    assert any("Connect to send." in text for text in labels(composer))
    with qtbot.assertNotEmitted(composer.send_requested):
        qtbot.keyClick(payload, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_tab_leaves_the_payload(composer, qtbot, payload):
    composer.activateWindow()
    qtbot.waitUntil(composer.isActiveWindow)
    payload.setFocus()
    qtbot.keyClick(payload, Qt.Key.Key_Tab)
    assert not payload.hasFocus()
    assert composer.draft().payload == ""


def test_the_payload_grows_from_one_line_to_eight(composer, qtbot, payload):
    one = payload.height()
    for _ in range(4):
        qtbot.keyClick(payload, Qt.Key.Key_Return)
    five = payload.height()
    composer.set_draft(SignalDraft(payload="\n" * 7))
    eight = payload.height()
    composer.set_draft(SignalDraft(payload="\n" * 60))
    assert 28 <= one <= 32
    assert one < five < eight == payload.height()
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
    assert len(labels(composer)) == 1


def test_the_payload_is_cleared_after_a_send_unless_it_is_kept_and_can_be_undone(composer, find, click, payload):
    composer.set_draft(MESSAGE)
    click(find(composer, QCheckBox, "Keep text after sending"))
    composer.clear_after_send()
    assert composer.draft() == MESSAGE
    click(find(composer, QCheckBox, "Keep text after sending"))
    composer.clear_after_send()
    assert composer.draft().payload == ""
    assert composer.draft().recipient == "viewer-1"
    payload.undo()
    assert composer.draft() == MESSAGE


@pytest.mark.parametrize(
    ("size", "words", "kind"),
    [
        (0, "0 B of 10 KB as Base64", "muted"),
        (300, "400 B of 10 KB as Base64", "muted"),
        (6300, "8.2 KB of 10 KB as Base64", "warn"),
        (7680, "10.0 KB of 10 KB as Base64", "warn"),
        (7681, "10.0 KB of 10 KB as Base64", "error"),
    ],
)
def test_the_size_is_measured_as_the_service_does(composer, find, size, words, kind):
    composer.set_draft(SignalDraft(payload="x" * size))
    label = find(composer, QLabel, "Payload size")
    assert (label.text(), label.property("kind")) == (words, kind)


def test_base64_is_counted_in_fours():
    assert [base64_length(size) for size in (0, 1, 3, 4)] == [0, 4, 4, 8]


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
