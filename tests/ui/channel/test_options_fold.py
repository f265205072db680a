"""A fold shows its content, or a summary of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from countersign.ui.channel.options_fold import OptionsFold


def test_space_opens_and_closes_and_the_name_stays_where_it_is(qtbot, theme, find):
    content = QLabel("content")
    fold = OptionsFold(theme, "Rare", content)
    fold.set_summary("a, b", "muted")
    qtbot.addWidget(fold)
    fold.resize(300, 100)
    fold.show()
    name = find(fold, QToolButton, "Rare")
    place = name.mapTo(fold, QPoint())
    assert not content.isVisible()
    assert [label.text() for label in fold.findChildren(QLabel) if label.isVisible()] == ["· a, b"]
    qtbot.keyClick(name, Qt.Key.Key_Space)
    assert [label.text() for label in fold.findChildren(QLabel) if label.isVisible()] == ["content"]
    qtbot.waitUntil(lambda: fold.layout().geometry().height() > 0)
    assert name.mapTo(fold, QPoint()).x() == place.x()
    fold.set_open(is_open=False)
    assert not content.isVisible()
