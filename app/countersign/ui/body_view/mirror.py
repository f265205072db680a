"""What a screen reader reads of a painted text.

PySide6 cannot hand a Python text interface to the accessibility bridge (it crashes when a reader asks for it), so an
unpainted QPlainTextEdit lies over the painted text and holds the part in sight. It takes a millisecond once scrolling
rests.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from countersign.ui.body_view.text_document import TextDocument

MOST_CHARACTERS = 10_000
_SETTLE_MS = 50


class TextMirror(QPlainTextEdit):
    """Hold up to 10,000 characters of a document from its first row in sight on; the name is `Response body`."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._followed: tuple[TextDocument, int] | None = None
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName("Response body")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet("background: transparent; border: none;")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settling.timeout.connect(self._fill)
        viewport.installEventFilter(self)

    def follow(self, document: TextDocument, first_row: int) -> None:
        """Show another part soon; scrolling through many parts shows the last."""
        self._followed = (document, first_row)
        self._settling.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the viewport."""
        if watched is self._viewport and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._viewport.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint nothing: the text below is painted by the view."""

    def _fill(self) -> None:
        if self._followed is not None:
            document, first_row = self._followed
            self.setPlainText(document.text_from(first_row, MOST_CHARACTERS))
