"""A label that shortens its text."""

from __future__ import annotations

from PySide6.QtCore import Qt

from countersign.ui.widgets.elided_label import ElidedLabel


def test_a_long_text_is_shortened_to_the_room_there_is(qtbot):
    label = ElidedLabel("a" * 200, Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert "…" in label.shown_text()
    label.resize(4000, 20)
    assert label.shown_text() == "a" * 200
    assert label.minimumSizeHint().width() < 60
