"""A body as an image, scaled to fit, with its format and size."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from countersign.model.body import StoredBody

_MOST_MEGABYTES = 256
_LARGEST_FILE = 64_000_000


class ImageView(QWidget):
    """Show a raster image. SVG is left to the text view: its renderer reads files that the SVG names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = _Canvas()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("kind", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._canvas, 1)
        column.addWidget(self._words)

    def show_image(self, body: StoredBody) -> None:
        """Decode and show a body; say so when it is no image, or one of more than 256 MB of pixels."""
        if body.size > _LARGEST_FILE:
            self._show(QPixmap(), "The image is larger than 64 MB. Save it to a file to open it.")
            return
        buffer = QBuffer()
        buffer.setData(QByteArray(body.read()))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        QImageReader.setAllocationLimit(_MOST_MEGABYTES)
        reader.setAutoTransform(True)
        kind = reader.format().toStdString().upper()
        image = reader.read()
        if image.isNull():
            self._show(QPixmap(), f"The image cannot be shown: {reader.errorString()}.")
        else:
            self._show(QPixmap.fromImage(image), f"{kind}, {image.width()} × {image.height()}")  # noqa: RUF001

    def words(self) -> str:
        """Return what is said below the image."""
        return self._words.text()

    def _show(self, pixmap: QPixmap, words: str) -> None:
        self._canvas.show_pixmap(pixmap)
        self._canvas.setAccessibleName("Response body as image")
        self._canvas.setAccessibleDescription(words)
        self._words.setText(words)


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show another image."""
        self._pixmap = pixmap
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._pixmap.size()
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, size.width(), size.height(), self._pixmap)
