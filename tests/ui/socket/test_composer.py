"""The composer: kinds of message, what is checked, what its buttons ask for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QRadioButton

from countersign.model.errors import Failure
from countersign.model.frames import Frame
from countersign.model.socket import SavedMessage
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def composer(editor):
    """Give a composer that may send."""
    editor.composer.set_sendable(True)
    return editor.composer


@pytest.fixture
def text(composer, find) -> QPlainTextEdit:
    """Give the editor of the message."""
    return find(QPlainTextEdit, "Message")


def problem(find) -> str:
    """Return what the line below the editor says, "" without one."""
    try:
        return find(QPushButton, "Message problem").text()
    except LookupError:
        return ""


def test_ctrl_enter_sends_and_the_text_stays(qtbot, composer, text):
    """What could not be sent is not lost."""
    qtbot.keyClicks(text, "hello")
    with qtbot.waitSignal(composer.send_requested) as sent:
        qtbot.keyClick(text, Qt.Key.Key_Return, CTRL)
    assert sent.args == [SavedMessage("", "text", "hello")]
    composer.show_failure(Failure("x", "The connection is closed.", "Connect again."))
    assert composer.message().data == "hello"


def test_a_failure_stands_at_the_message_until_it_is_edited(qtbot, composer, text, words):
    """Or until it is taken away."""
    failure = Failure("x", "The connection is closed.", "Connect again.")
    composer.show_failure(failure)
    assert "The connection is closed. Connect again." in words()
    qtbot.keyClicks(text, "a")
    assert "The connection is closed. Connect again." not in words()
    composer.show_failure(failure)
    composer.show_failure(None)
    assert "The connection is closed. Connect again." not in words()


def test_nothing_is_sent_while_nothing_is_open(qtbot, composer, text, find, words):
    """The foot says what has to happen first, also after typing."""
    composer.set_sendable(False, "Connect to send.")
    qtbot.keyClicks(text, "a")
    assert "Connect to send." in words()
    for name in ("Send message", "Ping", "Close with code"):
        assert not find(QPushButton, name).isEnabled()
        assert find(QPushButton, name).accessibleDescription() == "Connect to send."
    with qtbot.assertNotEmitted(composer.send_requested):
        qtbot.keyClick(text, Qt.Key.Key_Return, CTRL)
    composer.set_sendable(True)
    assert "Connect to send." not in words()
    assert find(QPushButton, "Send message").isEnabled()


def test_json_is_checked_and_sent_all_the_same(qtbot, composer, text, find, press):
    """Somebody may want to see what the server makes of it."""
    find(QRadioButton, "JSON").setChecked(True)
    qtbot.keyClicks(text, '{"a": 1,}')
    qtbot.waitUntil(lambda: problem(find) == "Line 1, column 9: expected a name after the comma")
    with qtbot.waitSignal(composer.send_requested):
        press("Send message")


def test_json_is_laid_out(composer, find, press):
    """Variables stay."""
    composer.set_message(SavedMessage("", "json", '{"a":{{a}}}'))
    assert problem(find) == ""
    press("Format message")
    assert composer.message().data == '{\n  "a": {{a}}\n}'


def test_plain_text_has_no_layout(composer, find):
    """There is nothing to lay out."""
    with pytest.raises(LookupError):
        find(QPushButton, "Format message")


def test_binary_is_typed_in_hex_and_kept_as_base64(qtbot, composer, text, find, press):
    """As the message is saved."""
    find(QRadioButton, "Binary").setChecked(True)
    qtbot.keyClicks(text, "00 ff")
    with qtbot.waitSignal(composer.send_requested) as sent:
        press("Send message")
    assert sent.args == [SavedMessage("", "binary", "AP8=")]
    find(QRadioButton, "Base64").setChecked(True)
    assert text.toPlainText() == "AP8="
    find(QRadioButton, "Hex").setChecked(True)
    assert text.toPlainText() == "00 ff"


def test_bytes_that_are_none_are_not_sent(qtbot, composer, text, find, press):
    """The place is named; the text stays as it is."""
    find(QRadioButton, "Binary").setChecked(True)
    qtbot.keyClicks(text, "00 f")
    with qtbot.assertNotEmitted(composer.send_requested):
        press("Send message")
    assert problem(find) == "Line 1, column 4: a byte has two digits, one is missing here"
    find(QRadioButton, "Text").setChecked(True)
    assert composer.message() == SavedMessage("", "text", "00 f")
    assert problem(find) == ""


def test_binary_with_variables_is_base64(composer, text, find):
    """Hex could not hold them."""
    composer.set_message(SavedMessage("", "binary", "{{payload}}"))
    assert find(QRadioButton, "Base64").isChecked()
    assert text.toPlainText() == "{{payload}}"
    assert problem(find) == ""
    assert composer.message().data == "{{payload}}"


def test_long_binary_is_base64(composer, find):
    """In hex it would take a line for each sixteen bytes."""
    composer.set_message(SavedMessage("", "binary", "AAAA" * 50_000))
    assert find(QRadioButton, "Base64").isChecked()
    assert composer.message().data == "AAAA" * 50_000


def test_a_message_that_is_used_can_be_undone(qtbot, composer, text):
    """What stood there before comes back."""
    qtbot.keyClicks(text, "mine")
    composer.use_message(SavedMessage("S", "text", "saved"))
    assert composer.message() == SavedMessage("S", "text", "saved")
    qtbot.keyClick(text, Qt.Key.Key_Z, CTRL)
    assert text.toPlainText() == "mine"


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (Frame(0, 0.0, "received", "text", b'{"a": 1}'), SavedMessage("", "json", '{"a": 1}')),
        (Frame(0, 0.0, "received", "text", b"hello"), SavedMessage("", "text", "hello")),
        (Frame(0, 0.0, "received", "binary", b"\x00\xff"), SavedMessage("", "binary", "AP8=")),
    ],
)
def test_a_frame_of_the_console_can_be_sent_again(composer, frame, message):
    """In its own kind."""
    composer.use_frame(frame)
    assert composer.message() == message


def test_showing_a_message_is_no_edit(qtbot, composer):
    """Nor is another scope."""
    with qtbot.assertNotEmitted(composer.edited):
        composer.set_message(SavedMessage("", "json", '{"a": {{a}}}'))
        composer.set_message(SavedMessage("", "binary", "AAEC"))
        composer.set_scope(Scope((Layer("environment x", (Variable("a", "1"),)),)))


def test_variables_are_coloured(composer, text, theme):
    """Missing ones in the colour of errors."""
    composer.set_message(SavedMessage("", "text", "{{here}} {{gone}}"))
    composer.set_scope(Scope((Layer("environment x", (Variable("here", "1"),)),)))
    formats = text.document().firstBlock().layout().formats()
    grounds = [part.format.background().color().name() for part in formats]
    assert grounds == [theme.colour("selection"), theme.colour("banner_error")]


def test_ping_is_asked_for(qtbot, composer, press):
    """With one press."""
    with qtbot.waitSignal(composer.ping_requested):
        press("Ping")


def test_a_connection_is_closed_with_code_and_reason(qtbot, composer, find, press):
    """In a line above the buttons, without a dialog."""
    press("Close with code")
    reason = find(QLineEdit, "Close reason")
    assert reason.hasFocus()
    assert find(QLineEdit, "Close code").text() == "1000"
    qtbot.keyClicks(reason, "done")
    with qtbot.waitSignal(composer.close_requested) as closed:
        qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert closed.args == [1000, "done"]
    assert not reason.isVisible()


@pytest.mark.parametrize("code", ["", "999", "1001", "1006", "2999", "5000", "10 00", "٣٠٠٠", "-1"])
def test_codes_that_a_client_may_not_send_are_refused(qtbot, composer, find, press, words, code):
    """At the field, before anything is closed."""
    press("Close with code")
    find(QLineEdit, "Close code").setText(code)
    with qtbot.assertNotEmitted(composer.close_requested):
        press("Close connection")
    assert "A client closes with 1000, or 3000 to 4999." in words()


@pytest.mark.parametrize("code", ["1000", "3000", "4999"])
def test_codes_for_applications_are_fine(qtbot, composer, find, press, code):
    """RFC 6455, section 7.4.2."""
    press("Close with code")
    find(QLineEdit, "Close code").setText(code)
    with qtbot.waitSignal(composer.close_requested) as closed:
        press("Close connection")
    assert closed.args == [int(code), ""]


def test_a_reason_has_to_fit_into_a_control_frame(qtbot, composer, find, press, words):
    """Its bytes are counted, not its characters."""
    press("Close with code")
    reason = find(QLineEdit, "Close reason")
    reason.setText("é" * 62)
    with qtbot.assertNotEmitted(composer.close_requested):
        press("Close connection")
    assert "The reason has 124 bytes; a close frame holds 123. Shorten it." in words()
    reason.setText("é" * 61)
    with qtbot.waitSignal(composer.close_requested):
        press("Close connection")


def test_escape_leaves_the_form(qtbot, composer, find, press):
    """And the focus goes back to the button that opened it."""
    press("Close with code")
    reason = find(QLineEdit, "Close reason")
    qtbot.keyClick(reason, Qt.Key.Key_Escape)
    assert not reason.isVisible()
    assert find(QPushButton, "Close with code").hasFocus()
    press("Save")
    press("Cancel")
    assert find(QPushButton, "Save").hasFocus()


def test_a_connection_that_is_lost_closes_the_form(composer, find, press):
    """There is nothing left to close."""
    press("Close with code")
    composer.set_sendable(False, "Connect to send.")
    with pytest.raises(LookupError):
        find(QLineEdit, "Close reason")


def test_a_message_is_saved_under_its_title(qtbot, composer, find, press, words):
    """The one it came with is proposed."""
    composer.set_message(SavedMessage("Old", "text", "a"))
    press("Save")
    title = find(QLineEdit, "Message title")
    assert (title.text(), title.selectedText()) == ("Old", "Old")
    qtbot.keyClicks(title, " New ")
    with qtbot.waitSignal(composer.save_requested) as saved:
        press("Save message")
    assert saved.args == [SavedMessage("New", "text", "a")]
    assert composer.message().title == "New"
    assert "Saved under Messages." in words()


def test_the_editor_grows_with_its_lines(composer, text):
    """From three to ten."""
    heights = []
    for lines in (1, 3, 6, 10, 40):
        composer.set_message(SavedMessage("", "text", "\n".join("x" * lines)))
        heights.append(text.height())
    assert heights[0] == heights[1] < heights[2] < heights[3] == heights[4]


def test_short_texts_do_not_scroll(qtbot, composer, text):
    """The height suffices for the lines it is meant for."""
    composer.set_message(SavedMessage("", "text", "1\n2\n3\n4\n5"))
    qtbot.waitUntil(lambda: text.height() == text.minimumHeight())
    assert text.verticalScrollBar().maximum() == 0
