"""Paints a row of the history: method, address, status, time; and the headings of days."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from countersign.model.history import HistoryRow
from countersign.ui.history.history_rows import ROW_ROLE
from countersign.ui.history.row_words import short_url, spoken_status, spoken_time, status_token
from countersign.ui.palette import readable
from countersign.ui.theme import Theme

ROW_HEIGHT = 28
_METHOD_WIDTH = 44
_EDGE = 8
_GAP = 8
_RADIUS = 6
_SHORT_METHODS = {"DELETE": "DEL", "OPTIONS": "OPT"}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class RowDelegate(QStyledItemDelegate):
    """Paint exchanges and headings."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return rows of 28 px."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        row = index.data(ROW_ROLE)
        area = QRect(option.rect)
        painter.save()
        if isinstance(row, HistoryRow):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_background(painter, option, selected=selected)
            self._paint_row(painter, area.adjusted(_EDGE, 0, -_EDGE, 0), row, selected=selected)
        else:
            painter.setFont(self._small(self._theme.ui_font(), bold=True))
            painter.setPen(QColor(self._theme.palette.faint_text))
            painter.drawText(area.adjusted(_EDGE, 4, 0, 0), _MIDDLE, index.data(Qt.ItemDataRole.DisplayRole))
        painter.restore()

    def _paint_row(self, painter: QPainter, area: QRect, row: HistoryRow, *, selected: bool) -> None:
        painter.setFont(self._small(self._theme.code_font()))
        painter.setPen(QColor(self._theme.method_colour(row.method, selected=selected)))
        painter.drawText(area, _MIDDLE, _SHORT_METHODS.get(row.method, row.method)[:6])
        right = area.right()
        painter.setFont(self._small(self._theme.ui_font()))
        for text, token in ((spoken_time(row.at), "faint_text"), (spoken_status(row), status_token(row))):
            painter.setPen(self._colour(token, selected=selected))
            painter.drawText(QRect(area.left(), area.top(), right - area.left(), area.height()), _RIGHT, text)
            right -= QFontMetrics(painter.font()).horizontalAdvance(text) + _GAP
        painter.setFont(self._theme.ui_font())
        painter.setPen(QColor(self._theme.palette.text))
        left = area.left() + _METHOD_WIDTH
        room = QRect(left, area.top(), max(0, right - left), area.height())
        text = short_url(row.url)
        elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, _MIDDLE, elided)

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem, *, selected: bool) -> None:
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or hovered or focused):
            return
        palette = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(palette.accent) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.selection if selected else palette.hover))
        painter.drawRoundedRect(QRect(option.rect).adjusted(1, 1, -2, -2), _RADIUS, _RADIUS)

    def _colour(self, token: str, *, selected: bool) -> QColor:
        palette = self._theme.palette
        colour = self._theme.colour(token)
        return QColor(readable(colour, palette.selection, palette.text) if selected else colour)

    def _small(self, font: QFont, *, bold: bool = False) -> QFont:
        font.setPixelSize(11)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font
