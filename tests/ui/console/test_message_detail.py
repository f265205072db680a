"""One message in full."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QPushButton, QTabBar, QWidget

from countersign.model.frames import DetailLine, DetailPage, FrameFace
from countersign.ui.console.message_detail import MessageDetail
from countersign.ui.widgets.elided_label import ElidedLabel


class OnePage:
    """Read every frame as one given page."""

    def __init__(self, *pages):
        self._pages = pages

    def face(self, _frame):
        return FrameFace("ONE")

    def pages(self, _frame):
        return self._pages

    def context(self, _frame, _log):
        return (DetailLine("answers", "nothing", "accent"),)


@pytest.fixture
def detail(theme, qtbot):
    widget = MessageDetail(theme)
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    widget.show()
    return widget


def clipboard():
    return QGuiApplication.clipboard().text()


def named(widget, name):
    found = [child for child in widget.findChildren(QWidget) if child.isVisible() and child.accessibleName() == name]
    return [QAccessible.queryAccessibleInterface(child) for child in found]


def test_a_frame_is_titled_and_its_pages_are_tabs(detail, talk, reader):
    detail.show_frame(talk.frame(2), reader, talk)
    assert detail.title == "SDP_ANSWER from MASTER"
    assert detail.tabs == ("Decoded", "Payload", "Raw frame")
    assert detail.page.shown_text() == "1 messages came after it\nSDP_ANSWER\nv=0 o=- 82346"


def test_the_open_tab_stays_for_the_next_message(detail, talk, reader):
    detail.show_frame(talk.frame(1), reader, talk)
    detail.open_tab("Payload")
    assert "46117" in detail.page.shown_text()
    detail.show_frame(talk.frame(2), reader, talk)
    assert "82346" in detail.page.shown_text()
    detail.open_tab("Raw frame")
    assert detail.page.shown_text().startswith("00000000  53 44 50 5f")


def test_other_tabs_replace_them(detail, talk, reader):
    detail.show_frame(talk.frame(1), reader, talk)
    detail.open_tab("Payload")
    detail.show_frame(talk.frame(2), OnePage(DetailPage("Only", text="a\nb", language="text")), talk)
    assert detail.tabs == ("Only",)
    assert detail.page.shown_text() == "nothing\na\nb"


def test_an_answer_that_comes_later_is_told(detail, talk, reader):
    detail.show_frame(talk.frame(3), reader, talk)
    assert "came after" not in detail.page.shown_text()
    talk.append(0.0, "received", "text", b"BYE")
    detail.refresh_context(talk)
    assert detail.page.shown_text().startswith("1 messages came after it")


def test_one_thing_in_sight_is_the_message_detail(detail, talk, reader, qtbot):
    detail.show_frame(talk.frame(2), reader, talk)
    (face,) = named(detail, "Message detail")
    assert "v=0 o=- 82346" in face.text(QAccessible.Text.Value)
    detail.open_tab("Payload")
    qtbot.waitUntil(lambda: "82346" in named(detail, "Message detail")[0].text(QAccessible.Text.Value))
    detail.open_tab("Raw frame")
    (face,) = named(detail, "Message detail")
    assert "53 44 50 5f" in face.text(QAccessible.Text.Description)


def test_payload_frame_and_row_are_copied(detail, talk, reader):
    detail.show_frame(talk.frame(2), reader, talk)
    detail.copy_payload()
    assert clipboard() == '{"says": "v=0 o=- 82346"}'
    detail.copy_frame()
    assert clipboard() == "SDP_ANSWER MASTER v=0 o=- 82346"
    detail.copy_row()
    assert json.loads(clipboard())["type"] == "SDP_ANSWER"


def test_a_message_is_used_again_and_an_event_is_not(detail, talk, reader, qtbot):
    (button,) = (one for one in detail.findChildren(QPushButton) if one.accessibleName() == "Edit and send again")
    detail.show_frame(talk.frame(1), reader, talk)
    with qtbot.waitSignal(detail.reuse_asked) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == [talk.frame(1)]
    detail.show_frame(talk.frame(0), reader, talk)
    assert not button.isEnabled()


def test_lines_are_coloured_by_their_tone(detail, talk, theme):
    page = DetailPage("Lines", (DetailLine("ice", "first\nsecond", "warn"), DetailLine("", "plain")))
    detail.show_frame(talk.frame(1), OnePage(page), talk)
    document = detail.page.lines.document()
    colours = []
    for number in range(document.blockCount()):
        formats = document.findBlockByNumber(number).layout().formats()
        colours.append(formats[0].format.foreground().color().name() if formats else "")
    assert detail.page.shown_text() == "nothing\nfirst\nsecond\nplain"
    assert colours == [theme.palette.accent, theme.palette.warn, theme.palette.warn, ""]


def test_escape_leads_back(detail, talk, reader, qtbot):
    detail.show_frame(talk.frame(1), reader, talk)
    with qtbot.waitSignal(detail.left):
        qtbot.keyClick(detail.page.lines, Qt.Key.Key_Escape)


def places(detail):
    kinds = (QTabBar, QPushButton, ElidedLabel)
    shown = [one for kind in kinds for one in detail.findChildren(kind) if one.isVisible()]
    return {
        type(one).__name__ + one.text() if not isinstance(one, QTabBar) else "tabs": one.geometry() for one in shown
    }


@pytest.mark.parametrize("width", [324, 374, 480, 700])
def test_tabs_title_and_buttons_overlap_in_no_width(detail, talk, reader, qtbot, width):
    detail.show_frame(talk.frame(1), reader, talk)
    detail.resize(width, 300)
    qtbot.waitUntil(lambda: "tabs" in places(detail))
    detail.layout().activate()
    found = list(places(detail).items())
    assert len(found) == 4
    for place, (name, box) in enumerate(found):
        assert detail.rect().contains(box), name
        assert not [other for other, there in found[place + 1 :] if box.intersects(there)], name


def test_a_narrow_detail_puts_the_title_above_the_tabs(detail, talk, reader, qtbot):
    detail.show_frame(talk.frame(1), reader, talk)
    qtbot.waitUntil(lambda: "tabs" in places(detail))
    detail.layout().activate()
    wide = places(detail)
    detail.resize(340, 300)
    detail.layout().activate()
    narrow = places(detail)
    title = "ElidedLabelSDP_OFFER to MASTER"
    assert wide[title].left() > wide["tabs"].right()
    assert narrow[title].bottom() < narrow["tabs"].top()
    detail.resize(700, 300)
    detail.layout().activate()
    assert places(detail) == wide
