"""The choice of where credentials come from: segments in as many lines as the width asks for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import delete

from countersign.ui.widgets.segmented import SegmentedControl

_LINE_GAP = 4


class SourceChoice(SegmentedControl):
    """Offer options like `SegmentedControl`; the last ones move to the next line where the width does not suffice."""

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(options, parent)
        row = self.layout()
        assert row is not None
        delete(row)  # this class places the segments, and a layout would answer for its height
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        width = sum(self._widths())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._widths()), self._line_height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width))
        return lines * self._line_height() + (lines - 1) * _LINE_GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the segments."""
        super().resizeEvent(event)
        top = 0
        for line in self._lines(self.width()):
            left = 0
            for key in line:
                segment = self._segments[key]
                size = segment.sizeHint()
                segment.setGeometry(left, top, size.width(), size.height())
                segment.set_ends(first=key == line[0], last=key == line[-1])
                left += size.width()
            top += self._line_height() + _LINE_GAP

    def _lines(self, width: int) -> list[list[str]]:
        lines: list[list[str]] = [[]]
        room = width
        for key, needed in zip(self._segments, self._widths(), strict=True):
            if needed > room and lines[-1]:
                lines.append([])
                room = width
            lines[-1].append(key)
            room -= needed
        return lines

    def _widths(self) -> list[int]:
        return [segment.sizeHint().width() for segment in self._segments.values()]

    def _line_height(self) -> int:
        return max(segment.sizeHint().height() for segment in self._segments.values())
