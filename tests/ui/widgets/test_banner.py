"""A framed message."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from countersign.ui.widgets.banner import Banner, BannerAction


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
