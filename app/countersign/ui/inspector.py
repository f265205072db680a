"""The signature inspector: what is signed, line by line, as the request is edited."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from countersign.model.errors import Failure
from countersign.model.signing_record import SigningRecord
from countersign.ui.theme import Theme
from countersign.ui.widgets.underline_tabs import UnderlineTabs

View = Literal["canonical", "string", "authorization"]
_TOKEN_LINE = re.compile(r"(x-amz-security-token:)(\S{12})(\S+)", re.IGNORECASE)
_TOKEN_QUERY = re.compile(r"(X-Amz-Security-Token=)([^&\s]{12})([^&\s]+)")


class SignatureInspector(QWidget):
    """Show one signing record, or why there is none. Copying with the session token is a choice of its own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Signature inspector")
        self._record: SigningRecord | None = None
        self._tabs = UnderlineTabs(self)
        self._pages = QStackedWidget(self)
        self._texts: dict[str, LabelledText] = {}
        for key, label in (
            ("canonical", "Canonical request"),
            ("string", "String to sign"),
            ("authorization", "Authorization"),
        ):
            self._tabs.add_tab(key, label)
            text = LabelledText(theme, label, self)
            self._texts[key] = text
            self._pages.addWidget(text)
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._note.setProperty("kind", "muted")
        self._note.setContentsMargins(14, 10, 14, 10)
        self._copy = self._copy_button()
        self._tabs.selected.connect(lambda key: self._pages.setCurrentWidget(self._texts[key]))
        self._lay_out()
        self.show_note("Type a URL to see what will be signed.")

    def show_record(self, record: SigningRecord) -> None:
        """Show what this record signed."""
        self._record = record
        self._texts["canonical"].show_lines(canonical_lines(record))
        self._texts["string"].show_lines(string_lines(record))
        self._texts["authorization"].show_lines(authorization_lines(record))
        self._note.hide()
        self._pages.show()
        self._copy.setEnabled(True)

    def show_failure(self, failure: Failure) -> None:
        """Show why nothing can be signed."""
        self.show_note(str(failure))

    def show_note(self, text: str) -> None:
        """Show a sentence in place of a record."""
        self._record = None
        for view in self._texts.values():
            view.show_lines([])
        self._pages.hide()
        self._note.setText(text)
        self._note.show()
        self._copy.setEnabled(False)

    def text(self, view: View) -> str:
        """Return what a view shows."""
        return self._texts[view].toPlainText()

    def _copy_button(self) -> QPushButton:
        button = QPushButton("Copy", self)
        button.setProperty("kind", "quiet")
        button.setAccessibleName("Copy what was signed")
        menu = QMenu(button)
        menu.addAction("Copy canonical request", lambda: self._copy_text("canonical_request"))
        menu.addAction("Copy string to sign", lambda: self._copy_text("string_to_sign"))
        menu.addAction("Copy Authorization", lambda: self._copy_text("authorization"))
        menu.addAction("Copy signed URL", self._copy_url)
        menu.addSeparator()
        menu.addAction("Copy canonical request with the session token", self._copy_unmasked)
        button.setMenu(menu)
        return button

    def _copy_text(self, field: str) -> None:
        if self._record is not None:
            QGuiApplication.clipboard().setText(masked(str(getattr(self._record, field))))

    def _copy_url(self) -> None:
        if self._record is not None:
            QGuiApplication.clipboard().setText(str(self._record.url))

    def _copy_unmasked(self) -> None:
        if self._record is not None:
            QGuiApplication.clipboard().setText(self._record.canonical_request)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 0, 14, 0)
        bar.addWidget(self._tabs)
        bar.addStretch(1)
        bar.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self._note)
        layout.addWidget(self._pages, 1)


class LabelledText(QPlainTextEdit):
    """Show lines of text to select and copy, each with its number and what it is in the margin."""

    lines_shown = Signal()

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[str] = []
        self.setAccessibleName(accessible_name)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setProperty("kind", "plain")
        self.setFont(theme.code_font())
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._margin = _Margin(self)
        self.updateRequest.connect(self._follow_scroll)
        self.blockCountChanged.connect(self._fit_margin)
        theme.changed.connect(self.viewport().update)

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Show (label, text) pairs; the place that was scrolled to stays."""
        self._labels = [label for label, _ in lines]
        text = "\n".join(text for _, text in lines)
        if text != self.toPlainText():
            place = self.verticalScrollBar().value()
            self.setPlainText(text)
            self.verticalScrollBar().setValue(place)
        self._fit_margin()
        self.lines_shown.emit()

    def margin_width(self) -> int:
        """Return the width of numbers and labels, in pixels."""
        letters = max((len(label) for label in self._labels), default=0)
        return self.fontMetrics().horizontalAdvance("0" * (letters + 6)) + 14

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._margin.setGeometry(QRect(area.left(), area.top(), self.margin_width(), area.height()))

    def paint_margin(self, painter: QPainter, area: QRect) -> None:
        """Paint the number and label of every visible line."""
        height = self.fontMetrics().height()
        advance = self.fontMetrics().horizontalAdvance("0")
        block = self.firstVisibleBlock()
        while block.isValid():
            top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
            if top > area.bottom():
                return
            number = block.blockNumber()
            painter.setPen(QColor(self._theme.palette.faint_text))
            painter.drawText(0, top, 14 + 2 * advance, height, Qt.AlignmentFlag.AlignRight, str(number + 1))
            if number < len(self._labels):
                painter.drawText(14 + 4 * advance, top, self.width(), height, 0, self._labels[number])
            block = block.next()

    def _fit_margin(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        area = self.contentsRect()
        self._margin.setGeometry(QRect(area.left(), area.top(), self.margin_width(), area.height()))
        self._margin.update()

    def _follow_scroll(self, area: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())


class _Margin(QWidget):
    """The strip on the left of a `LabelledText`."""

    def __init__(self, text: LabelledText) -> None:
        super().__init__(text)
        self._text = text
        self.setFont(text.font())

    def sizeHint(self) -> QSize:
        """Return the width that the text needs."""
        return QSize(self._text.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint through the text, which knows its lines."""
        painter = QPainter(self)
        painter.setFont(self._text.font())
        self._text.paint_margin(painter, event.rect())


def masked(text: str) -> str:
    """Return the text with session tokens cut to their first 12 characters."""
    return _TOKEN_QUERY.sub(r"\1\2…", _TOKEN_LINE.sub(r"\1\2…", text))


def canonical_lines(record: SigningRecord) -> list[tuple[str, str]]:
    """Return the canonical request as (label, line) pairs; the label stands at the first line of its part."""
    lines = masked(record.canonical_request).split("\n")
    # The empty line that ends the headers is part of the format and tells a reader nothing.
    del lines[-3]
    labels = ["method", "path", "query", "headers"]
    labels += [""] * (len(lines) - len(labels) - 2)
    labels += ["signed headers", "payload hash"]
    return list(zip(labels, lines, strict=False))


def string_lines(record: SigningRecord) -> list[tuple[str, str]]:
    """Return the string to sign as (label, line) pairs."""
    labels = ("algorithm", "date", "scope", "canonical request hash")
    return list(zip(labels, record.string_to_sign.split("\n"), strict=False))


def authorization_lines(record: SigningRecord) -> list[tuple[str, str]]:
    """Return the Authorization header, or the signing parameters of the URL, as (label, line) pairs."""
    if record.authorization:
        algorithm, _, rest = record.authorization.partition(" ")
        parts = [tuple(part.strip().partition("=")[::2]) for part in rest.split(",")]
        return [("algorithm", algorithm), *((_PART_LABELS.get(name, name), value) for name, value in parts)]
    pairs = (pair.partition("=") for pair in masked(record.url.query or "").split("&"))
    return [(name, value) for name, _, value in pairs if name.lower().startswith("x-amz-")]


_PART_LABELS = {"Credential": "credential", "SignedHeaders": "signed headers", "Signature": "signature"}
