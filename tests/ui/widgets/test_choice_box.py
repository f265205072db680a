"""A combo box is found by its accessible name, and a choice made through it counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QAccessible

from countersign.ui.widgets.choice_box import ChoiceBox


@pytest.fixture
def box(qtbot):
    widget = ChoiceBox("Auth type")
    qtbot.addWidget(widget)
    widget.addItems(["None", "Basic", "AWS Signature V4"])
    widget.show()
    return widget


def test_the_name_is_the_name_and_the_description_the_choice(box):
    face = QAccessible.queryAccessibleInterface(box)
    assert face.text(QAccessible.Text.Name) == "Auth type"
    box.setCurrentIndex(2)
    assert face.text(QAccessible.Text.Description) == "AWS Signature V4"


def test_a_selection_that_no_key_made_is_a_choice(box, qtbot):
    activated = []
    box.activated.connect(activated.append)
    box.showPopup()
    model = box.view().selectionModel()
    model.select(box.model().index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert box.currentText() == "Basic"
    assert activated == [1]
    assert not box.view().isVisible()
