"""The drawer shows an answer or a signing record, until it is closed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter

from countersign.model.body import StoredBody, WireBody
from countersign.model.credentials import Credentials
from countersign.model.exchange import Exchange, Response
from countersign.model.url import WireUrl
from countersign.signing import SigningOptions, sign
from countersign.ui.answer_drawer import AnswerDrawer
from tests.ui.stage import press, shown, words

BODY = b'{"message": "no"}'
ANSWER = Exchange(
    "1",
    datetime(2026, 11, 22, tzinfo=UTC),
    None,
    Response(403, "Forbidden", (("content-type", "application/json"),), StoredBody(BODY, size=len(BODY))),
    None,
)


@pytest.fixture
def splitter(qtbot):
    splitter = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(splitter)
    splitter.resize(500, 800)
    above = QLabel("above")
    above.setMinimumHeight(100)
    splitter.addWidget(above)
    splitter.setStretchFactor(0, 1)
    return splitter


@pytest.fixture
def drawer(splitter, theme):
    drawer = AnswerDrawer(theme)
    splitter.addWidget(drawer)
    splitter.show()
    return drawer


def test_it_hides_until_there_is_something_to_show(drawer):
    assert not drawer.isVisible()
    assert drawer.exchange is None


def test_an_answer_is_shown_under_its_title(drawer):
    drawer.show_exchange("Describe channel", ANSWER)
    assert "Describe channel" in words(drawer)
    assert "403 Forbidden" in words(drawer)
    assert '"message": "no"' in drawer.response.body.visible_text()
    assert drawer.exchange is ANSWER


def test_the_first_time_it_takes_half_of_the_height_and_later_what_it_was_given(drawer, splitter):
    drawer.show_exchange("Handshake", ANSWER)
    assert splitter.sizes() == pytest.approx([400, 400], abs=2)
    splitter.setSizes([600, 200])
    given = splitter.sizes()
    drawer.hide()
    drawer.show_exchange("Handshake", ANSWER)
    assert splitter.sizes() == given


def test_it_closes_with_its_button(drawer):
    drawer.show_exchange("Handshake", ANSWER)
    press(drawer, "Close the details")
    assert not drawer.isVisible()
    assert drawer.exchange is None


def test_the_search_of_an_answer_opens_only_where_the_focus_is_in_it(drawer, qtbot):
    drawer.show_exchange("Handshake", ANSWER)
    assert not drawer.open_search()
    drawer.window().activateWindow()
    qtbot.waitUntil(drawer.window().isActiveWindow)
    shown(drawer, QPushButton, "Close the details").setFocus()
    assert drawer.open_search()


def test_saving_the_body_is_asked_for(drawer, qtbot):
    drawer.show_exchange("Handshake", ANSWER)
    with qtbot.waitSignal(drawer.save_requested):
        press(drawer, "Save")


def test_what_was_signed_takes_the_place_of_an_answer(drawer):
    drawer.show_exchange("Handshake", ANSWER)
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    options = SigningOptions("us-west-2", "kinesisvideo", moment, "query")
    url = WireUrl.parse("wss://example.com/")
    drawer.show_record(sign("GET", url, (), WireBody().sha256, Credentials("AKID", "secret"), options))
    assert "What was signed" in words(drawer)
    assert drawer.inspector.text("canonical").startswith("GET\n/\n")
    assert drawer.exchange is None


def test_markup_in_a_title_is_text(drawer):
    drawer.show_exchange("<b>bold</b>", ANSWER)
    title = next(label for label in drawer.findChildren(QLabel) if label.text() == "<b>bold</b>")
    assert title.textFormat() is Qt.TextFormat.PlainText
