"""A page of a message is lines, a coloured text, or bytes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from countersign.model.frames import DetailLine, DetailPage
from countersign.ui.console.page_view import PageView

CONTEXT = (DetailLine("answer", "none yet"),)
LINES = DetailPage("Lines", (DetailLine("media", "audio"), DetailLine("ICE", "trickle")))
TEXT = DetailPage("Text", text='{"a": 1}\n', language="json")
BYTES = DetailPage("Raw", language="hex")


@pytest.fixture
def page(theme, qtbot):
    widget = PageView(theme)
    qtbot.addWidget(widget)
    widget.resize(600, 240)
    widget.show()
    return widget


def in_sight(page):
    return [
        part for part, widget in (("lines", page.lines), ("text", page.text), ("hex", page.hex)) if widget.isVisible()
    ]


@pytest.mark.parametrize(
    ("shown", "parts", "words"),
    [
        (LINES, ["lines"], "none yet\naudio\ntrickle"),
        (TEXT, ["lines", "text"], 'none yet\n{"a": 1}'),
        (BYTES, ["lines", "hex"], "none yet\n00000000  76 3d 30"),
    ],
)
def test_each_kind_of_page_is_read_below_what_other_messages_tell(page, shown, parts, words):
    page.show_page(shown, CONTEXT, b"v=0")
    assert in_sight(page) == parts
    assert page.shown_text().startswith(words)


def test_without_a_context_a_text_has_the_whole_room(page):
    page.show_page(TEXT, (), b"")
    assert in_sight(page) == ["text"]


def test_an_empty_page_shows_no_lines_of_the_one_before(page):
    page.show_page(LINES, (), b"")
    page.show_page(DetailPage("Empty"), (), b"")
    assert page.shown_text() == ""


def test_lines_beside_a_text_take_only_what_they_need(page, qtbot):
    page.show_page(TEXT, CONTEXT, b"")
    qtbot.waitUntil(lambda: page.lines.height() < 48)
    page.show_page(LINES, CONTEXT, b"")
    qtbot.waitUntil(lambda: page.lines.height() > 200)


def test_what_is_read_has_one_name_whatever_it_is(page):
    for shown in (LINES, TEXT, BYTES):
        page.show_page(shown, CONTEXT, b"v=0")
        named = [one for one in page.findChildren(QWidget) if one.accessibleName() == "Message detail"]
        assert len([one for one in named if one.isVisible()]) == 1
