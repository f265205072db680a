"""The URL field: chips, tool tips, completion, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from countersign.model.request import Parameter
from countersign.model.workspace import Variable
from countersign.ui.request.url_edit import UrlEdit
from countersign.variables.scopes import Layer, Scope

CONTROL = Qt.KeyboardModifier.ControlModifier
SCOPE = Scope(
    (
        Layer(
            "environment staging",
            (Variable("base_url", "https://a.example"), Variable("key", "<b>hush</b>", secret=True)),
        ),
    )
)


@pytest.fixture
def url(qtbot, theme):
    """Give a URL field on screen that knows two variables."""
    field = UrlEdit(theme)
    field.setFixedSize(600, 30)
    field.set_scope(SCOPE)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    return field


def tool_tip(field, part):
    """Hover over a part of the text and return what the tool tip says."""
    x = round(field._x_of(field.text().index(part) + 1)) + 2
    point = QPoint(x, field.height() // 2)
    QApplication.sendEvent(field, QHelpEvent(QEvent.Type.ToolTip, point, field.mapToGlobal(point)))
    return QToolTip.text()


def test_variables_and_path_segments_are_chips(url):
    """Each chip covers its characters and knows whether it has a value."""
    url.setText("{{base_url}}/u/:id?k={{nope}}")
    url.set_path_params((Parameter("id", "7"),))
    covered = [(url.text()[chip.start : chip.end], chip.missing) for chip in url.chips]
    assert covered == [("{{base_url}}", False), (":id", False), ("{{nope}}", True)]


def test_chips_are_painted_behind_the_text(url, theme):
    """The ground of a known variable is the selection colour, of a missing one the error ground."""
    url.setText("{{base_url}}/x {{nope}}")
    url.setCursorPosition(0)
    image = url.grab().toImage()

    def ground(part):
        x = round(url._x_of(url.text().index(part))) - 1
        return image.pixelColor(x, url.height() // 2)

    assert ground("{{base_url}}") == QColor(theme.colour("selection"))
    assert ground("{{nope}}") == QColor(theme.colour("banner_error"))


def test_a_chip_stays_on_its_characters_when_the_text_scrolls(url):
    """The place is measured from the cursor, which scrolls with the text."""
    url.setText("x" * 200 + "{{key}}")
    url.setCursorPosition(207)
    url.grab()
    assert 0 < url._x_of(200) < url._x_of(207) <= url.width()


def test_hovering_tells_value_and_origin(url):
    """Values of secrets are masked."""
    url.setText("{{base_url}}/{{key}}/{{nope}}/:id")
    assert "base_url = https://a.example\nfrom environment staging" in tool_tip(url, "base_url")
    secret = tool_tip(url, "key")
    assert "••••" in secret
    assert "hush" not in secret
    assert "nope is not defined (looked in environment staging)" in tool_tip(url, "nope")
    assert ":id has no value" in tool_tip(url, ":id")


def test_markup_in_a_value_is_shown_as_text(url):
    """A variable cannot inject markup into the tool tip."""
    url.set_scope(Scope((Layer("file <i>x</i>", (Variable("v", "<img src='file:///x'>"),)),)))
    url.setText("{{v}}")
    assert "&lt;img" in tool_tip(url, "v}}")


def test_two_braces_offer_names_and_enter_takes_one(qtbot, url):
    """The popup narrows as the name is typed."""
    qtbot.keyClicks(url, "{{ba")
    popup = url.completion.popup()
    assert popup.isVisible()
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["base_url"]
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert url.text() == "{{base_url}}"
    assert not popup.isVisible()
    qtbot.keyClicks(url, "/x")
    assert url.text() == "{{base_url}}/x"


def test_names_are_no_longer_offered_behind_the_braces(qtbot, url):
    """A finished variable needs no completion."""
    qtbot.keyClicks(url, "{{key}}")
    assert not url.completion.popup().isVisible()


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, CONTROL])
def test_enter_sends(qtbot, url, modifier):
    """With or without Ctrl."""
    with qtbot.waitSignal(url.send_requested):
        qtbot.keyClick(url, Qt.Key.Key_Return, modifier)


def test_pasted_line_breaks_are_dropped(qtbot, url):
    """A URL wrapped by a mail program is one URL again."""
    QGuiApplication.clipboard().setText(" https://a.example/very\n   /long\r\n")
    qtbot.keyClick(url, Qt.Key.Key_V, CONTROL)
    assert url.text() == "https://a.example/very/long"


def test_undo_takes_back_typing_and_changes_from_the_table(qtbot, url):
    """Colouring does not disturb the history."""
    qtbot.keyClicks(url, "http://h/{{base_url}}")
    url.replace_text("http://h/{{base_url}}?a=1")
    qtbot.keyClick(url, Qt.Key.Key_Z, CONTROL)
    assert url.text() == "http://h/{{base_url}}"
    assert [chip.start for chip in url.chips] == [9]


def test_selection_and_clipboard_see_plain_text(qtbot, url):
    """A chip is text like any other."""
    url.setText("{{base_url}}/x")
    url.selectAll()
    qtbot.keyClick(url, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "{{base_url}}/x"


def test_screen_readers_get_an_editable_text(url):
    """Role, name and text are those of a line edit, and the text can be set from outside."""
    reader = QAccessible.queryAccessibleInterface(url)
    assert reader.role() is QAccessible.Role.EditableText
    assert reader.text(QAccessible.Text.Name) == "Request URL"
    reader.setText(QAccessible.Text.Value, "http://{{base_url}}")
    assert url.text() == "http://{{base_url}}"
    assert len(url.chips) == 1
