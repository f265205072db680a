"""Markdown as it reads: nothing is fetched for it, and a link is followed only where it leads to a web page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from countersign.ui.theme import Theme
from countersign.ui.token.plain_tip import plain_tip

_LONGEST = 200_000
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class MarkdownView(QTextBrowser):
    """Show a text of unknown origin. Images are named, not loaded; `open_page` takes the link that was clicked."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        open_page: Callable[[QUrl], object] = QDesktopServices.openUrl,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_page = open_page
        self._markdown = ""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.anchorClicked.connect(self.follow)
        self.highlighted.connect(self._say_target)
        theme.changed.connect(self._follow_theme)

    def show_markdown(self, text: str) -> None:
        """Show another text; one that is very long stays as it is written."""
        self._markdown = text
        if len(text) > _LONGEST:
            self.setPlainText(text)
            return
        self.document().setMarkdown(text, _FEATURES)
        self._name_images()

    def follow(self, link: QUrl) -> None:
        """Open a web page in the browser; any other kind of link leads nowhere."""
        if is_page(link):
            self._open_page(link)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Return nothing of any file or page; without an image in return, Qt would read the file itself."""
        del name
        if kind == QTextDocument.ResourceType.ImageResource.value:
            nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
            nothing.fill(QColor(0, 0, 0, 0))
            return nothing
        return None

    def _follow_theme(self) -> None:
        self.show_markdown(self._markdown)

    def _name_images(self) -> None:
        """Put words into the place of every image."""
        found = []
        block = self.document().begin()
        while block.isValid():
            found += _images(block)
            block = block.next()
        for position, length, words in reversed(found):
            cursor = QTextCursor(self.document())
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(words, QTextCharFormat())

    def _say_target(self, link: QUrl) -> None:
        words = link.toString() if is_page(link) or link.isEmpty() else f"{link.toString()} (not a web page)"
        self.viewport().setToolTip(plain_tip(words))


def is_page(link: QUrl) -> bool:
    """Tell whether a link leads to a web page."""
    return link.isValid() and link.scheme() in {"http", "https"} and bool(link.host())


def _images(block: QTextBlock) -> list[tuple[int, int, str]]:
    """Return where images stand in a block, and what is said instead."""
    found = []
    parts = block.begin()
    while not parts.atEnd():
        fragment = parts.fragment()
        look = fragment.charFormat()
        if look.isImageFormat():
            name = look.property(QTextFormat.Property.ImageAltText) or look.toImageFormat().name()
            found.append((fragment.position(), fragment.length(), f"[image: {name}]"))
        parts += 1
    return found
