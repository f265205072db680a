"""A label that shortens its text with an ellipsis instead of asking for more room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

_SHORTEST = 3


class ElidedLabel(QLabel):
    """Show one line of plain text, shortened where `mode` says; the whole text is the tool tip while it is cut."""

    def __init__(
        self,
        text: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _SHORTEST, super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """Return the text as it fits the present width."""
        return self.fontMetrics().elidedText(self.text().replace("\n", " "), self._mode, self.contentsRect().width())

    def event(self, event: QEvent) -> bool:
        """Give the whole text as tool tip where it does not fit."""
        if event.type() is QEvent.Type.ToolTip:
            shown = self.shown_text()
            self.setToolTip("" if shown == self.text() else self.text())
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, self.shown_text())
