"""How a request travels, as it is set."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QPushButton, QRadioButton, QSpinBox

from countersign.model.request import RequestDraft, RequestSettings
from countersign.ui.widgets.underline_tabs import UnderlineTabs


@pytest.fixture(autouse=True)
def settings_on_screen(editor):
    """Show the tab."""
    editor.set_current_panel("settings")


WARNING = "The server's certificate is not checked: anyone on the way can read and change this request."


def test_turning_verification_off_warns(qtbot, editor, find, words):
    """The warning stays as long as the certificate is not checked."""
    assert WARNING not in words()
    qtbot.keyClick(find(QCheckBox, "Verify certificates"), Qt.Key.Key_Space)
    assert WARNING in words()
    assert editor.draft().settings == RequestSettings(verify_tls=False)
    assert find(UnderlineTabs, "Request").badge("settings") == "1"


def test_limits_are_typed_in_seconds(qtbot, editor, find, type_over):
    """The lowest value means no limit."""
    for name, text in (("Connect timeout", "2.5"), ("Read timeout", "0"), ("Total timeout", "0.25")):
        field = find(QDoubleSpinBox, name)
        type_over(field.lineEdit(), text)
        field.interpretText()
    settings = editor.draft().settings
    assert (settings.connect_timeout, settings.read_timeout, settings.total_timeout) == (2.5, None, 0.25)
    assert find(QDoubleSpinBox, "Read timeout").text() == "no limit"
    assert find(QDoubleSpinBox, "Connect timeout").text() == "2.5 s"


def test_a_proxy_of_ones_own_needs_a_url(qtbot, editor, find, type_over):
    """The field appears with the choice."""
    with pytest.raises(LookupError):
        find(QLineEdit, "Proxy URL")
    qtbot.mouseClick(find(QRadioButton, "Custom"), Qt.MouseButton.LeftButton)
    type_over(find(QLineEdit, "Proxy URL"), "socks5://127.0.0.1:1080")
    assert editor.draft().settings == RequestSettings(proxy="socks5://127.0.0.1:1080")
    qtbot.mouseClick(find(QRadioButton, "None"), Qt.MouseButton.LeftButton)
    assert editor.draft().settings == RequestSettings(proxy="none")


def test_files_are_chosen_with_the_dialog(qtbot, editor, find, chosen_files):
    """Certificate, key and CA."""
    chosen_files += ["/c.pem", "/k.pem", "/ca.pem"]
    for name in ("client certificate", "client key", "extra ca"):
        qtbot.mouseClick(find(QPushButton, f"Browse for {name}"), Qt.MouseButton.LeftButton)
    assert editor.draft().settings == RequestSettings(
        client_certificate="/c.pem", client_key="/k.pem", extra_ca="/ca.pem"
    )


def test_redirects_protocol_and_cookies(qtbot, editor, find):
    """The limit matters only while redirects are followed."""
    find(QSpinBox, "Redirect limit").setValue(3)
    for name in ("Follow redirects", "HTTP/2", "Cookies"):
        qtbot.keyClick(find(QCheckBox, name), Qt.Key.Key_Space)
    assert not find(QSpinBox, "Redirect limit").isEnabled()
    assert editor.draft().settings == RequestSettings(
        follow_redirects=False, max_redirects=3, http2=False, use_cookies=False
    )


def test_another_draft_brings_its_own_settings(editor, words):
    """Without telling that something was edited."""
    editor.set_draft(RequestDraft(settings=RequestSettings(verify_tls=False)))
    assert WARNING in words()
    editor.set_draft(RequestDraft())
    assert editor.draft().settings == RequestSettings()
