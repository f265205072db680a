"""A choice of one among few, shown as joined buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from countersign.ui.theme import BORDER_ROLE, MUTED_ROLE

_HEIGHT = 28
_PADDING = 12
_RADIUS = 6.0


class SegmentedControl(QWidget):
    """Offer options as (key, label); `selected` tells the key that a person, or `set_current`, chose.

    The segments are radio buttons: arrow keys move within the group, Tab leaves it.
    """

    selected = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, label in options:
            segment = _Segment(label, self)
            segment.setChecked(not self._segments)
            segment.toggled.connect(self._tell)
            self._segments[key] = segment
            row.addWidget(segment)
        self._round_ends()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def current(self) -> str:
        """Return the key of the chosen option, "" without options."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose an option; raise KeyError for an unknown key."""
        self._segments[key].setChecked(True)

    def set_option_enabled(self, key: str, *, enabled: bool) -> None:
        """Allow or forbid one option."""
        self._segments[key].setEnabled(enabled)

    def set_option_visible(self, key: str, *, visible: bool) -> None:
        """Show or hide one option; a hidden one stays chosen until another is."""
        self._segments[key].setVisible(visible)
        self._round_ends()

    def _round_ends(self) -> None:
        shown = [segment for segment in self._segments.values() if not segment.isHidden()]
        for segment in shown:
            segment.set_ends(first=segment is shown[0], last=segment is shown[-1])

    def _tell(self, checked: bool) -> None:  # noqa: FBT001 - the shape of QAbstractButton.toggled
        if checked:
            self.update()
            self.selected.emit(self.current())


class _Segment(QRadioButton):
    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(label, parent)
        self._first = True
        self._last = True
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_ends(self, *, first: bool, last: bool) -> None:
        """Say whether the segment stands at the left and right end, where corners are round."""
        self._first, self._last = first, last
        self.update()

    def sizeHint(self) -> QSize:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return QSize(QFontMetrics(bold).horizontalAdvance(self.text()) + 2 * _PADDING, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        focused = self.hasFocus()
        fill = colours.highlight() if self.isChecked() else colours.light() if self.underMouse() else colours.base()
        if not self.isEnabled():
            fill = colours.window()
        painter.setBrush(fill)
        painter.setPen(colours.color(colours.ColorRole.Accent if focused else BORDER_ROLE))
        painter.drawPath(self._outline(joined=not focused))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(font)
        role = colours.ColorRole.Text if self.isChecked() or not self.isEnabled() else MUTED_ROLE
        painter.setPen(colours.color(role))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _outline(self, *, joined: bool) -> QPainterPath:
        """Return the border: round at the outer ends; a joined segment leaves its right line to its neighbour."""
        overhang = 1.0 if joined and not self._last else 0.0
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 + overhang, -0.5)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(box, _RADIUS, _RADIUS)
        if not self._first:
            path.addRect(QRectF(box.left(), box.top(), _RADIUS, box.height()))
        if not self._last:
            path.addRect(QRectF(box.right() - _RADIUS, box.top(), _RADIUS, box.height()))
        return path.simplified()
