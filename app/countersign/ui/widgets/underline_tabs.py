"""Tabs shown as words over a short line, with a small count beside the word."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from countersign.ui.theme import FAINT_ROLE, MUTED_ROLE

_HEIGHT = 36
_GAP = 20
_BADGE_GAP = 4
_BADGE_PIXELS = 10


class UnderlineTabs(QTabBar):
    """Offer pages by key; `selected` tells the key of the page that became current."""

    selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._badges: dict[str, tuple[str, str]] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentChanged.connect(self._tell)

    def add_tab(self, key: str, label: str) -> None:
        """Add a page's tab at the end; the first one becomes current."""
        self._keys.append(key)
        self.addTab(label)

    def set_badge(self, key: str, text: str, colour: str = "") -> None:
        """Show a short text, a count mostly, beside the label; "" takes it away. `colour` is `#rrggbb`."""
        if self._badges.get(key, ("", "")) == (text, colour):
            return
        self._badges[key] = (text, colour)
        index = self._keys.index(key)
        self.setTabToolTip(index, f"{self.tabText(index)}: {text}" if text else "")
        self.setIconSize(self.iconSize())
        self.updateGeometry()

    def badge(self, key: str) -> str:
        """Return the text beside a label."""
        return self._badges.get(key, ("", ""))[0]

    def current(self) -> str:
        """Return the key of the current page, "" without pages."""
        return self._keys[self.currentIndex()] if self.currentIndex() >= 0 else ""

    def set_current(self, key: str) -> None:
        """Make a page current; raise ValueError for an unknown key."""
        self.setCurrentIndex(self._keys.index(key))

    def set_tab_shown(self, key: str, *, shown: bool) -> None:
        """Show or hide one tab."""
        self.setTabVisible(self._keys.index(key), shown)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        badge = self.badge(self._keys[index])
        extra = _BADGE_GAP + QFontMetrics(self._badge_font()).horizontalAdvance(badge) if badge else 0
        return QSize(self._label_width(index) + extra + _GAP, _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index, key in enumerate(self._keys):
            if self.isTabVisible(index):
                self._paint_tab(painter, index, key)

    def _paint_tab(self, painter: QPainter, index: int, key: str) -> None:
        colours = self.palette()
        current = index == self.currentIndex()
        box = self.tabRect(index)
        label = QRect(box.left(), box.top(), self._label_width(index), box.height())
        painter.setFont(self._label_font(bold=current))
        painter.setPen(colours.color(colours.ColorRole.Text if current else MUTED_ROLE))
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, self.tabText(index))
        width = QFontMetrics(painter.font()).horizontalAdvance(self.tabText(index))
        text, colour = self._badges.get(key, ("", ""))
        if text:
            painter.setFont(self._badge_font())
            painter.setPen(QColor(colour) if colour else colours.color(FAINT_ROLE))
            painter.drawText(label.left() + width + _BADGE_GAP, label.center().y() + 1, text)
        if current:
            line = QRect(label.left(), label.bottom() - 7, width, 2)
            painter.fillRect(line, colours.color(colours.ColorRole.Accent))
            if self.hasFocus():
                painter.setPen(colours.color(colours.ColorRole.Accent))
                painter.drawRoundedRect(box.adjusted(-4 if box.left() > 4 else 0, 4, -_GAP + 6, -4), 4, 4)

    def _label_width(self, index: int) -> int:
        return QFontMetrics(self._label_font(bold=True)).horizontalAdvance(self.tabText(index))

    def _label_font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _badge_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_BADGE_PIXELS)
        return font

    def _tell(self, index: int) -> None:
        if index >= 0:
            self.selected.emit(self._keys[index])
