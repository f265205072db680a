"""A button of the top bar."""

from __future__ import annotations

from countersign.ui.widgets.menu_button import MenuButton


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
