"""The sizes of splitters, remembered by name and shared by all splitters of that name."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtWidgets import QSplitter


class SplitMemory(QObject):
    """Restore splitters and remember how they are moved; `changed` follows every move."""

    changed = Signal()

    def __init__(self, layout: dict[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._layout = layout

    @property
    def layout(self) -> dict[str, str]:
        """Return the remembered sizes: opaque texts by the splitter's object name."""
        return dict(self._layout)

    def watch(self, splitter: QSplitter) -> None:
        """Give a splitter its remembered sizes, and remember new ones."""
        self.restore(splitter)
        splitter.splitterMoved.connect(lambda *_: self._remember(splitter))

    def restore(self, splitter: QSplitter) -> None:
        """Give a splitter its remembered sizes."""
        if splitter.objectName() in self._layout:
            splitter.restoreState(decoded(self._layout[splitter.objectName()]))

    def _remember(self, splitter: QSplitter) -> None:
        if splitter.count() > 1:
            self._layout[splitter.objectName()] = encoded(splitter.saveState())
            self.changed.emit()


def encoded(data: QByteArray) -> str:
    """Return Qt's opaque bytes as text."""
    return bytes(data.toBase64().data()).decode("ascii")


def decoded(text: str) -> QByteArray:
    """Return the bytes of a text made by `encoded`."""
    return QByteArray.fromBase64(text.encode("ascii"))
