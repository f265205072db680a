"""What a screen reader reads."""

from __future__ import annotations

from countersign.ui.body_view.body_view import BodyView
from countersign.ui.body_view.mirror import TextMirror


def test_a_screen_reader_finds_the_body_by_name(view: BodyView, show, qtbot):
    text = show(b"hello\nreader")
    mirror = text.findChild(TextMirror)
    assert mirror.accessibleName() == "Response body"
    qtbot.waitUntil(lambda: mirror.toPlainText() == "hello\nreader")
    assert mirror.geometry() == text.viewport().rect()
