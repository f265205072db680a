"""Rows of labels and fields."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countersign.ui.request.form_rows import FormRows, PairRow


@pytest.mark.parametrize(("width", "side_by_side"), [(700, True), (300, False)])
def test_two_fields_stand_side_by_side_where_there_is_room(qtbot, theme, width, side_by_side):
    """Otherwise below each other, under the same left edge."""
    one, two = QLineEdit(), QLineEdit()
    for field in (one, two):
        field.setMinimumWidth(130)
    pair = PairRow(theme, (("Region", one), ("Service", two)))
    window = QWidget()
    QVBoxLayout(window).addWidget(pair)
    qtbot.addWidget(window)
    window.resize(width, 200)
    window.show()

    def is_side_by_side():
        left, right = (field.mapTo(window, field.rect().topLeft()) for field in (one, two))
        assert (left.y() == right.y()) is not (left.x() == right.x())
        return left.y() == right.y()

    qtbot.waitUntil(lambda: is_side_by_side() is side_by_side)
    assert (one.accessibleName(), two.accessibleName()) == ("Region", "Service")


def test_a_row_hides_with_its_label(qtbot, theme):
    """Nothing of it remains on screen."""
    rows = FormRows(theme)
    qtbot.addWidget(rows)
    field = QLineEdit()
    box = rows.add_row("Payload hash", field)
    rows.show()
    full = rows.sizeHint().height()
    rows.set_row_visible(box, visible=False)
    assert not field.isVisible()
    assert rows.sizeHint().height() < full
    assert field.accessibleName() == "Payload hash"
