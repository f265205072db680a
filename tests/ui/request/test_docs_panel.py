"""Docs are shown as they read and edited as they are written; a text of unknown origin reaches nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTextBrowser

from countersign.ui.request.docs_panel import DocsPanel
from countersign.ui.request.markdown_view import MarkdownView


@pytest.fixture
def panel(qtbot, theme) -> DocsPanel:
    panel = DocsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    return panel


def text(panel) -> QPlainTextEdit:
    return panel.findChild(QPlainTextEdit)


def view(panel) -> QTextBrowser:
    return panel.findChild(QTextBrowser)


def test_a_text_is_shown_as_it_reads(panel):
    panel.set_docs("# Title\n\nSome *words*.")
    assert view(panel).isVisible()
    assert view(panel).toPlainText() == "Title\nSome words."
    assert panel.docs() == "# Title\n\nSome *words*."


def test_without_a_text_it_can_be_written_at_once(panel):
    panel.set_docs("")
    assert text(panel).isVisible()


def test_the_button_turns_to_the_text_and_back(qtbot, panel):
    panel.set_docs("one")
    button = panel.findChild(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClicks(text(panel), "**two** ")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view(panel).toPlainText() == "two one"
    assert panel.docs() == "**two** one"


def test_showing_a_text_is_no_edit(qtbot, panel):
    with qtbot.assertNotEmitted(panel.edited):
        panel.set_docs("one")
        panel.set_docs("two")


def test_the_same_text_again_leaves_the_editor_open(qtbot, panel):
    panel.set_docs("one")
    qtbot.mouseClick(panel.findChild(QPushButton), Qt.MouseButton.LeftButton)
    panel.set_docs(panel.docs())
    assert text(panel).isVisible()


@pytest.mark.parametrize(
    ("link", "is_opened"),
    [
        ("https://docs.example/a", True),
        ("http://docs.example", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("/etc/passwd", False),
        ("ms-settings:privacy", False),
        ("https:", False),
    ],
)
def test_only_web_pages_are_opened(qtbot, theme, link, is_opened):
    opened = []
    shown = MarkdownView(theme, "Docs", opened.append)
    qtbot.addWidget(shown)
    shown.show_markdown("see [there](https://docs.example)")
    shown.anchorClicked.emit(QUrl(link))
    assert bool(opened) is is_opened
    assert shown.toPlainText() == "see there"


def test_an_image_is_named_and_not_read(qtbot, theme, tmp_path):
    picture = QImage(300, 300, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "x.png"))
    shown = MarkdownView(theme, "Docs")
    qtbot.addWidget(shown)
    shown.resize(400, 400)
    shown.show_markdown(f"before ![a chart]({tmp_path / 'x.png'}) ![b](file://{tmp_path / 'x.png'})")
    shown.show()
    assert shown.toPlainText().startswith("before [image: a chart] [image: b]")
    grabbed = shown.viewport().grab().toImage()
    colours = {grabbed.pixelColor(x, y).name() for x in range(0, 350, 5) for y in range(0, 350, 5)}
    assert "#ff0000" not in colours


def test_html_stays_text(qtbot, theme):
    shown = MarkdownView(theme, "Docs")
    qtbot.addWidget(shown)
    shown.show_markdown("a <img src='file:///x.png'> <b>b</b>")
    assert "<b>b</b>" in shown.toPlainText()


def test_a_very_long_text_stays_as_it_is_written(qtbot, theme):
    shown = MarkdownView(theme, "Docs")
    qtbot.addWidget(shown)
    shown.show_markdown("# x\n" * 60_000)
    assert shown.toPlainText().startswith("# x\n")
