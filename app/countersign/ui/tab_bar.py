"""The tabs of open requests: method, name, a dot for what is not saved."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabBar, QWidget

from countersign.ui.icons import keep_icon
from countersign.ui.theme import Theme

_HEIGHT = 36
_PADDING = 14
_GAP = 8
_DOT = 8
_WIDEST_NAME = 200


@dataclass(frozen=True, slots=True)
class TabFace:
    """Hold what a tab shows."""

    method: str
    name: str
    dirty: bool = False


class RequestTabBar(QTabBar):
    """Show one tab per open request; a middle click asks to close it."""

    close_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._faces: list[TabFace] = []
        self.setAccessibleName("Open requests")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabMoved.connect(self._follow_move)

    def add(self, face: TabFace) -> int:
        """Add a tab at the end; return its place."""
        self._faces.append(face)
        return self.addTab(_spoken(face))

    def remove(self, place: int) -> None:
        """Take a tab away."""
        del self._faces[place]
        self.removeTab(place)

    def set_face(self, place: int, face: TabFace) -> None:
        """Show another method, name or dot."""
        if self._faces[place] != face:
            self._faces[place] = face
            self.setTabText(place, _spoken(face))
            self.setTabToolTip(place, f"{face.name}, not saved" if face.dirty else face.name)
            self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt calls it by name
        """Return the size that method, name and dot need."""
        face = self._faces[index] if index < len(self._faces) else TabFace("", "")
        name = min(QFontMetrics(self._name_font(bold=True)).horizontalAdvance(face.name), _WIDEST_NAME)
        dot = _GAP + _DOT if face.dirty else 0
        return QSize(2 * _PADDING + self._method_width(face) + _GAP + name + dot, _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt calls it by name
        """Keep every tab readable; the bar scrolls instead."""
        return self.tabSizeHint(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask to close the tab under a middle click."""
        place = self.tabAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.MiddleButton and place >= 0:
            self.close_requested.emit(place)
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every tab that the event touches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, face in enumerate(self._faces):
            if self.tabRect(place).intersects(event.rect()):
                self._paint_tab(painter, place, face)

    def _paint_tab(self, painter: QPainter, place: int, face: TabFace) -> None:
        palette = self._theme.palette
        box = self.tabRect(place)
        current = place == self.currentIndex()
        if current:
            painter.fillRect(box, QColor(palette.window))
            painter.fillRect(QRect(box.left(), box.top(), box.width(), 2), QColor(palette.accent))
        painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), QColor(palette.border))
        left = box.left() + _PADDING
        painter.setFont(self._method_font())
        painter.setPen(QColor(self._theme.method_colour(face.method)))
        painter.drawText(
            QRect(left, box.top(), box.width(), box.height()), Qt.AlignmentFlag.AlignVCenter, face.method
        )
        left += self._method_width(face) + _GAP
        self._paint_name(
            painter, QRect(left, box.top(), box.right() - left - _PADDING + 1, box.height()), face, current
        )
        if current and self.hasFocus():
            painter.setPen(QColor(palette.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(4, 6, -5, -5), 4, 4)

    def _paint_name(self, painter: QPainter, room: QRect, face: TabFace, current: bool) -> None:  # noqa: FBT001
        palette = self._theme.palette
        font = self._name_font(bold=current)
        width = room.width() - (_GAP + _DOT if face.dirty else 0)
        shown = QFontMetrics(font).elidedText(face.name, Qt.TextElideMode.ElideRight, width + 2)
        painter.setFont(font)
        painter.setPen(QColor(palette.text if current else palette.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        if face.dirty:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.warn))
            painter.drawEllipse(QPointF(room.right() - _DOT / 2 + 1, room.center().y() + 0.5), _DOT / 2, _DOT / 2)

    def _follow_move(self, origin: int, target: int) -> None:
        self._faces.insert(target, self._faces.pop(origin))

    def _method_font(self) -> QFont:
        font = self._theme.code_font()
        font.setPixelSize(11)
        return font

    def _method_width(self, face: TabFace) -> int:
        return QFontMetrics(self._method_font()).horizontalAdvance(face.method)

    def _name_font(self, *, bold: bool) -> QFont:
        font = self._theme.ui_font()
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font


class TabStrip(QWidget):
    """Hold the tab bar and the button that opens a new request."""

    new_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = RequestTabBar(theme, self)
        self._new = QPushButton(self)
        self._new.setAccessibleName("New request")
        self._new.setToolTip("New request (Ctrl+T)")
        self._new.setProperty("kind", "quiet")
        self._new.setFixedSize(_HEIGHT, _HEIGHT - 6)
        self._new.clicked.connect(self.new_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(2)
        row.addWidget(self.bar)
        row.addWidget(self._new)
        row.addStretch(1)
        keep_icon(self._new, theme, "plus")
        self.setProperty("kind", "tab-strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def _spoken(face: TabFace) -> str:
    return f"{face.method} {face.name}{', not saved' if face.dirty else ''}"
