"""The small controls, driven with keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from countersign.ui.theme import Theme
from countersign.ui.widgets.banner import Banner, BannerAction
from countersign.ui.widgets.elided_label import ElidedLabel
from countersign.ui.widgets.empty_state import EmptyState
from countersign.ui.widgets.menu_button import MenuButton
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl
from countersign.ui.widgets.underline_tabs import UnderlineTabs


@pytest.fixture(autouse=True)
def theme(qapp: QApplication):
    theme = Theme(qapp)
    theme.set_mode("dark")
    yield theme
    qapp.setStyleSheet("")
    theme.deleteLater()


@pytest.fixture
def segments(qtbot) -> SegmentedControl:
    control = SegmentedControl([("a", "Headers"), ("b", "Query string"), ("c", "Both")])
    qtbot.addWidget(control)
    control.show()
    return control


@pytest.fixture
def tabs(qtbot) -> UnderlineTabs:
    bar = UnderlineTabs()
    for key, label in (("params", "Params"), ("headers", "Headers"), ("body", "Body")):
        bar.add_tab(key, label)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def segment(control: SegmentedControl, label: str) -> QWidget:
    return next(child for child in control.findChildren(QWidget) if child.text() == label)


def test_a_click_on_a_segment_chooses_it(segments: SegmentedControl, qtbot):
    assert segments.current() == "a"
    with qtbot.waitSignal(segments.selected) as told:
        qtbot.mouseClick(segment(segments, "Query string"), Qt.MouseButton.LeftButton)
    assert told.args == ["b"]
    assert segments.current() == "b"


def test_arrow_keys_move_between_segments(segments: SegmentedControl, qtbot):
    segment(segments, "Headers").setFocus()
    qtbot.keyClick(segment(segments, "Headers"), Qt.Key.Key_Right)
    assert segments.current() == "b"
    qtbot.keyClick(segment(segments, "Query string"), Qt.Key.Key_Left)
    assert segments.current() == "a"


def test_segments_are_radio_buttons_to_a_screen_reader(segments: SegmentedControl):
    interface = QAccessible.queryAccessibleInterface(segment(segments, "Both"))
    assert interface.role() is QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "Both"


def test_an_unknown_or_hidden_segment(segments: SegmentedControl):
    with pytest.raises(KeyError):
        segments.set_current("z")
    wide = segments.sizeHint().width()
    segments.set_option_visible("c", visible=False)
    assert segments.sizeHint().width() < wide
    segments.set_option_enabled("b", enabled=False)
    assert not segment(segments, "Query string").isEnabled()


def test_tabs_move_with_arrow_keys_and_tell_their_key(tabs: UnderlineTabs, qtbot):
    with qtbot.waitSignal(tabs.selected) as told:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert told.args == ["headers"]
    tabs.set_current("body")
    assert tabs.current() == "body"


def test_tabs_are_page_tabs_named_by_their_label_alone(tabs: UnderlineTabs):
    tabs.set_badge("params", "3")
    interface = QAccessible.queryAccessibleInterface(tabs)
    assert interface.role() is QAccessible.Role.PageTabList
    assert interface.child(0).role() is QAccessible.Role.PageTab
    assert interface.child(0).text(QAccessible.Text.Name) == "Params"


def test_a_badge_takes_room_and_gives_it_back(tabs: UnderlineTabs):
    narrow = tabs.tabRect(0).width()
    tabs.set_badge("params", "12")
    assert tabs.badge("params") == "12"
    assert tabs.tabRect(0).width() > narrow
    tabs.set_badge("params", "")
    assert tabs.tabRect(0).width() == narrow
    tabs.set_tab_shown("headers", shown=False)
    assert not tabs.isTabVisible(1)


def test_a_banner_shows_plain_text_and_tells_which_button_was_pressed(qtbot):
    banner = Banner("error", "<b>No</b>", "<img src='file:///x'>", [BannerAction("fix", "Fix it", "primary")])
    qtbot.addWidget(banner)
    assert {label.textFormat() for label in banner.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    with qtbot.waitSignal(banner.action_chosen) as told:
        qtbot.mouseClick(banner.buttons()[0], Qt.MouseButton.LeftButton)
    assert told.args == ["fix"]
    banner.show_message("info", "Well")
    assert banner.buttons() == []
    assert (banner.title(), banner.text()) == ("Well", "")
    assert banner.accessibleName() == "Well"


@pytest.fixture
def secret(qtbot) -> SecretField:
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "hunter2")
    return field


def eye(field: SecretField) -> QAction:
    return field.actions()[0]


def test_a_secret_is_masked_until_the_eye_is_pressed_and_hides_when_the_focus_leaves(secret: SecretField):
    assert "hunter2" not in secret.displayText()
    eye(secret).trigger()
    assert secret.displayText() == "hunter2"
    assert eye(secret).text() == "Hide"
    secret.clearFocus()
    QApplication.sendEvent(secret, _focus_out())
    assert secret.echoMode() is QLineEdit.EchoMode.Password


def test_a_revealed_secret_hides_after_its_time(secret: SecretField, qtbot):
    secret._hiding.setInterval(10)
    eye(secret).trigger()
    assert secret.is_revealed
    qtbot.waitUntil(lambda: not secret.is_revealed)


def test_undo_brings_no_deleted_secret_back(secret: SecretField, qtbot):
    eye(secret).trigger()
    secret.clear()
    qtbot.keyClick(secret, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == ""


def test_a_masked_secret_is_not_copied(secret: SecretField, qtbot):
    QApplication.clipboard().setText("before")
    secret.selectAll()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before"


def test_a_replaced_secret_is_masked(secret: SecretField):
    eye(secret).trigger()
    secret.set_secret("other")
    assert not secret.is_revealed
    assert secret.text() == "other"


def test_an_empty_state_offers_its_button_only_with_a_label(qtbot):
    state = EmptyState("No response yet", "Send the request.", "Send")
    qtbot.addWidget(state)
    button = state.findChild(QPushButton)
    with qtbot.waitSignal(state.action_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    state.set_words("Nothing", "Nothing here.")
    assert button.isHidden()
    assert state.accessibleName() == "Nothing"


def test_a_long_text_is_shortened_to_the_room_there_is(qtbot):
    label = ElidedLabel("a" * 200, Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert "…" in label.shown_text()
    label.resize(4000, 20)
    assert label.shown_text() == "a" * 200
    assert label.minimumSizeHint().width() < 60


def test_a_menu_button_spells_out_what_it_shows_and_grows_with_it(qtbot):
    button = MenuButton("Environment", "dev")
    qtbot.addWidget(button)
    narrow = button.sizeHint().width()
    button.set_value("staging", "47 min left")
    button.set_dot("#43cf8e")
    button.set_strong(strong=True)
    assert button.value() == "staging"
    assert button.sizeHint().width() > narrow
    assert button.toolTip() == "Environment staging 47 min left"
    button.show()
    assert not button.grab().isNull()


def _focus_out():
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)
