"""A combo box with facts."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from countersign.ui.identity.chip_choice import ChipChoice


@pytest.fixture
def choice(qtbot, theme):
    choice = ChipChoice("Profile")
    qtbot.addWidget(choice)
    choice.resize(420, 30)
    choice.add_choice("staging-admin", "a", ("SSO", "", "arn:…:role/OrdersAdmin"))
    choice.add_choice("default", "b")
    choice.show()
    return choice


def test_chips_follow_the_choice(choice):
    assert choice.chips() == ["SSO", "arn:…:role/OrdersAdmin"]
    choice.setCurrentIndex(1)
    assert choice.chips() == []
    choice.setCurrentIndex(0)
    assert choice.chips() == ["SSO", "arn:…:role/OrdersAdmin"]


def test_chips_that_do_not_fit_give_way_to_the_name(choice):
    choice.resize(220, 30)
    assert choice.chips() == ["SSO"]
    choice.resize(130, 30)
    assert choice.chips() == []


def test_chips_wear_the_look_of_chips(choice, theme):
    chip = next(one for one in choice._chips if one.text() == "SSO")
    assert chip.font().pixelSize() == 11
    assert chip.palette().windowText().color() == QColor(theme.colour("muted"))


def test_the_list_has_room_for_the_facts(choice):
    delegate = choice.itemDelegate()
    from PySide6.QtWidgets import QStyleOptionViewItem

    option = QStyleOptionViewItem()
    option.initFrom(choice)
    model = choice.model()
    assert (
        delegate.sizeHint(option, model.index(0, 0)).width()
        > delegate.sizeHint(option, model.index(1, 0)).width() + 100
    )
    choice.showPopup()
    assert not choice.view().grab().isNull()
    choice.hidePopup()
