"""The whole WebSocket editor: drafts in and out, the button of the line, problems at their fields."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
)

from countersign.model.auth import BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.errors import Failure
from countersign.model.request import Header, Parameter, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft, SocketState
from countersign.ui.widgets.underline_tabs import UnderlineTabs

PANELS = ("headers", "auth", "messages", "settings", "docs")
LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
BLOCK = st.lists(LINE, max_size=3).map("\n".join)
SECONDS = st.none() | st.integers(1, 86_400_000).map(lambda value: value / 1000)
MESSAGES = st.one_of(
    st.builds(SavedMessage, LINE, st.sampled_from(("text", "json", "xml")), BLOCK),
    st.builds(SavedMessage, LINE, st.just("binary"), st.sampled_from(("", "AAECAw==", "/+8=", "{{payload}}", "no*"))),
)
DRAFTS = st.builds(
    SocketDraft,
    name=LINE,
    url=st.sampled_from(("", "wss://h/", "wss://{{host}}/a?b=1")),
    headers=st.lists(st.builds(Header, LINE, LINE, st.booleans(), LINE), max_size=2).map(tuple),
    subprotocols=LINE,
    auth=st.sampled_from((NoAuth(), BasicAuth("a", "b"), SigV4Auth(), SigV4Auth(place="query", service="iotdata"))),
    settings=st.builds(
        RequestSettings,
        follow_redirects=st.booleans(),
        verify_tls=st.booleans(),
        http2=st.booleans(),
        connect_timeout=SECONDS,
        total_timeout=SECONDS,
        proxy=st.sampled_from(("none", "system", "socks5://h:1")),
        extra_ca=LINE,
        use_cookies=st.booleans(),
    ),
    compression=st.booleans(),
    reconnect=st.booleans(),
    ping_interval=SECONDS,
    messages=st.lists(MESSAGES, max_size=3).map(tuple),
    message=MESSAGES,
    docs=BLOCK,
)


def with_params(draft: SocketDraft) -> SocketDraft:
    """Return a draft whose parameters are those of its URL."""
    params = (Parameter("b", "1"),) if "?" in draft.url else ()
    return SocketDraft(**{**{name: getattr(draft, name) for name in draft.__slots__}, "params": params})


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(draft=DRAFTS.map(with_params))
def test_any_draft_comes_back_as_it_was(editor, draft):
    """Every field passes through the widgets without the loss of a character, and nothing counts as edited."""
    for key in PANELS:
        editor.set_current_panel(key)
    edits = []
    editor.edited.connect(lambda: edits.append(1))
    editor.set_draft(draft)
    assert editor.draft() == draft
    assert edits == []


def test_a_draft_passes_through_panels_that_are_not_built(editor):
    """A tab that nobody opened loses nothing."""
    draft = SocketDraft(
        name="Feed",
        subprotocols="a,b",
        compression=False,
        ping_interval=None,
        settings=RequestSettings(verify_tls=False),
        messages=(SavedMessage("A"),),
        docs="x",
    )
    editor.set_draft(draft)
    assert editor.draft() == draft


def test_the_button_follows_the_connection(qtbot, editor, find, press):
    """One button, named for what it does."""
    with qtbot.waitSignal(editor.connect_requested):
        press("Connect")
    editor.show_state(SocketState("connecting"))
    with qtbot.waitSignal(editor.disconnect_requested), qtbot.assertNotEmitted(editor.connect_requested):
        press("Cancel")
        qtbot.keyClick(find(QLineEdit, "WebSocket URL"), Qt.Key.Key_Return)
    editor.show_state(SocketState("open"))
    with qtbot.waitSignal(editor.disconnect_requested):
        press("Disconnect")
    editor.show_state(SocketState("closing"))
    with qtbot.assertNotEmitted(editor.disconnect_requested):
        press("Disconnect")
    editor.show_state(SocketState("waiting"))
    with qtbot.waitSignal(editor.disconnect_requested):
        press("Cancel")
    editor.show_state(SocketState("closed"))
    with qtbot.waitSignal(editor.connect_requested):
        qtbot.keyClick(find(QLineEdit, "WebSocket URL"), Qt.Key.Key_Return)


def test_the_button_keeps_its_width(editor, find):
    """The URL does not jump when the connection opens."""
    widths = set()
    for phase in ("idle", "connecting", "open"):
        editor.show_state(SocketState(phase))
        widths.add(
            find(QPushButton, editor.line.button.text()).sizeHint().width() <= editor.line.button.minimumWidth()
        )
    assert widths == {True}


def test_a_new_signature_goes_into_the_query(editor, find):
    """Browsers can send no headers, and most services take only that."""
    editor.set_current_panel("auth")
    find(QComboBox, "Auth type").setCurrentText("AWS Signature V4")
    assert editor.draft().auth == SigV4Auth(place="query")


def test_a_signature_in_the_headers_stays_there(editor):
    """What was saved is not changed by the other default."""
    editor.set_current_panel("auth")
    editor.set_draft(SocketDraft(auth=SigV4Auth()))
    assert editor.draft().auth == SigV4Auth()


def test_the_auth_panel_names_what_it_belongs_to(editor, words):
    """It is no request."""
    editor.set_current_panel("auth")
    editor.set_draft(SocketDraft(auth=NoAuth()))
    assert "set on this WebSocket" in words()


def test_settings_are_those_of_a_connection(qtbot, editor, find):
    """Without redirects, HTTP/2 and cookies."""
    editor.set_current_panel("settings")
    for name in ("Compression", "Automatic reconnect", "Verify certificates"):
        qtbot.keyClick(find(QCheckBox, name), Qt.Key.Key_Space)
    qtbot.keyClicks(find(QLineEdit, "Subprotocols"), "mqtt, v2")
    draft = editor.draft()
    assert (draft.compression, draft.reconnect, draft.subprotocols) == (False, True, "mqtt, v2")
    assert draft.settings == RequestSettings(verify_tls=False)
    assert find(UnderlineTabs, "WebSocket").badge("settings") == "4"
    for name in ("Follow redirects", "HTTP/2", "Cookies"):
        with pytest.raises(LookupError):
            find(QCheckBox, name)


def test_an_emptied_ping_interval_sends_none(qtbot, editor, find):
    """As the words beside it say."""
    editor.set_current_panel("settings")
    ping = find(QDoubleSpinBox, "Ping interval")
    ping.setFocus()
    ping.selectAll()
    qtbot.keyClick(ping, Qt.Key.Key_Delete)
    qtbot.keyClick(ping, Qt.Key.Key_Tab)
    assert editor.draft().ping_interval is None
    assert ping.text() == "none"
    ping.selectAll()
    qtbot.keyClicks(ping, "2.5")
    assert editor.draft().ping_interval == 2.5


def test_docs_are_counted_as_a_dot(qtbot, editor, find):
    """And saved."""
    editor.set_current_panel("docs")
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClicks(find(QPlainTextEdit, "Docs"), "x")
    assert editor.draft().docs == "x"
    assert find(UnderlineTabs, "WebSocket").badge("docs") == "•"


def test_the_headers_panel_says_what_the_handshake_adds(editor, words):
    """So that nobody writes Upgrade."""
    editor.set_current_panel("headers")
    (note,) = [text for text in words() if "Sec-WebSocket" in text]
    assert note.startswith("Host and User-Agent are added unless set here.")


@pytest.mark.parametrize("field", ["WebSocket URL", "Request URL"])
def test_a_problem_with_the_url_stands_under_it(editor, find, field, words):
    """Whatever the failure calls it: requests and WebSockets share their checks."""
    assert editor.show_problem(Failure("url.missing", "There is no URL.", field=field))
    assert "There is no URL." in words()
    assert find(QLineEdit, "WebSocket URL").accessibleDescription() == "There is no URL."
    editor.clear_problems()
    assert "There is no URL." not in words()


@pytest.mark.parametrize(
    ("field", "draft", "tab"),
    [
        ("Request headers", SocketDraft(), "headers"),
        ("Subprotocols", SocketDraft(), "settings"),
        ("Verify certificates", SocketDraft(), "settings"),
        ("Token", SocketDraft(auth=BearerAuth()), "auth"),
    ],
)
def test_a_problem_brings_its_field_to_the_front(editor, words, field, draft, tab):
    """In whatever panel it is."""
    editor.set_draft(draft)
    assert editor.show_problem(Failure("x", f"{field} is wrong.", field=field))
    assert editor.current_panel() == tab
    assert f"{field} is wrong." in words()


def test_what_must_be_done_first_keeps_the_connection_back(qtbot, editor, words, find, press):
    """Keys that were typed and not saved, for instance."""
    editor.set_draft(SocketDraft(auth=SigV4Auth()))
    editor.set_current_panel("auth")
    qtbot.keyClicks(find(QLineEdit, "Access key ID"), "AKIDEXAMPLE")
    qtbot.keyClicks(find(QLineEdit, "Secret access key"), "secret")
    editor.set_current_panel("params")
    with qtbot.assertNotEmitted(editor.connect_requested):
        press("Connect")
    assert editor.current_panel() == "auth"


def test_a_message_problem_stands_in_the_composer(editor, words):
    """It names the field of the composer."""
    assert editor.show_problem(Failure("x", "Not sent.", field="Message"))
    assert "Not sent." in words()


def test_ctrl_enter_connects_or_sends(qtbot, editor, find):
    """As the window passes it on: to the composer while the cursor is in it."""
    with qtbot.waitSignal(editor.connect_requested):
        editor.send()
    editor.show_state(SocketState("open"))
    editor.composer.set_sendable(True)
    editor.composer.focus_message()
    with qtbot.waitSignal(editor.composer.send_requested), qtbot.assertNotEmitted(editor.connect_requested):
        editor.send()


def test_a_saved_message_is_put_into_the_composer(qtbot, editor, find):
    """Chosen in the panel, told to the tab."""
    message = SavedMessage("Subscribe", "json", '{"a": 1}')
    editor.set_draft(SocketDraft(messages=(message,)))
    editor.set_current_panel("messages")
    table = find(QTableView, "Saved messages")
    table.setCurrentIndex(table.model().index(0, 0))
    with qtbot.waitSignals([editor.message_chosen, editor.edited]):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert editor.draft().message == message


def test_radio_buttons_choose_the_kind(editor, press, find):
    """Text, JSON, XML or binary."""
    find(QRadioButton, "XML").setChecked(True)
    assert editor.draft().message == SavedMessage("", "xml", "")
