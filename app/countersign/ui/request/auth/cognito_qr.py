"""A QR code, dark on light in every theme: that is what cameras read."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET_ZONE = 4
_WANTED_PIXELS = 180


class QrCode(QWidget):
    """Paint a text as QR code (ISO/IEC 18004), every module a whole number of pixels wide."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import segno

        self._rows = tuple(bytes(row) for row in segno.make(text, error="m", micro=False).matrix)
        modules = len(self._rows) + 2 * _QUIET_ZONE
        self._module = max(2, _WANTED_PIXELS // modules)
        self.setFixedSize(QSize(modules, modules) * self._module)
        self.setAccessibleName("QR code")
        self.setAccessibleDescription("The secret for an authenticator app, which also stands beside it.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the modules."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        size = self._module
        for row, modules in enumerate(self._rows, start=_QUIET_ZONE):
            for column, dark in enumerate(modules, start=_QUIET_ZONE):
                if dark & 1:
                    painter.fillRect(QRect(column * size, row * size, size, size), QColor(Qt.GlobalColor.black))
