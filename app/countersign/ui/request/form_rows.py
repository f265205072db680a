"""The rows of a panel: a label column, and fields beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from countersign.ui.request.field_box import FieldBox
from countersign.ui.theme import Theme

LABEL_WIDTH = 112
LABEL_GAP = 8
ROW_SPACING = 11
PANEL_MARGIN = 14


class FormRows(QWidget):
    """Lay out rows of a label and a field; a problem with the field is said under it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels: dict[FieldBox, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LABEL_GAP)
        self._grid.setVerticalSpacing(ROW_SPACING)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def add_row(self, label: str, field: QWidget) -> FieldBox:
        """Add a row; the label is the field's accessible name unless it has one or is several fields."""
        if type(field) is not QWidget and not (field.accessibleName() or isinstance(field, QAbstractButton)):
            field.setAccessibleName(label)
        box = FieldBox(self._theme, field)
        row = self._grid.rowCount()
        self._labels[box] = row_label(label)
        self._grid.addWidget(self._labels[box], row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(box, row, 1)
        return box

    def add_wide(self, content: QWidget) -> None:
        """Add a row that takes the label's column too."""
        self._grid.addWidget(content, self._grid.rowCount(), 0, 1, 2)

    def set_row_visible(self, box: FieldBox, *, visible: bool) -> None:
        """Show or hide a row with its label."""
        box.setVisible(visible)
        self._labels[box].setVisible(visible)


class PairRow(QWidget):
    """Put two labelled fields side by side, or below each other where the width does not suffice."""

    def __init__(self, theme: Theme, pairs: Sequence[tuple[str, QWidget]]) -> None:
        super().__init__()
        self._labels = [row_label(label) for label, _ in pairs]
        self._boxes = [FieldBox(theme, field) for _, field in pairs]
        for label, field in pairs:
            if not field.accessibleName():
                field.setAccessibleName(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(LABEL_GAP)
        self._grid.setVerticalSpacing(ROW_SPACING)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._is_wide: bool | None = None
        self._arrange(wide=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement that fits, once the layout that resized this row is done: it would not notice."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the fields need below each other, so that a narrow panel can have that."""
        widest = max(box.minimumSizeHint().width() for box in self._boxes)
        return QSize(LABEL_WIDTH + LABEL_GAP + widest, super().minimumSizeHint().height())

    def _fit(self) -> None:
        self._arrange(wide=self.width() >= self._width_side_by_side())

    def _width_side_by_side(self) -> int:
        second = self._labels[1].sizeHint().width()
        fields = sum(box.minimumSizeHint().width() for box in self._boxes)
        return LABEL_WIDTH + second + fields + 3 * LABEL_GAP

    def _arrange(self, *, wide: bool) -> None:
        if wide is self._is_wide:
            return
        self._is_wide = wide
        for index, (label, box) in enumerate(zip(self._labels, self._boxes, strict=True)):
            row, column = (0, 2 * index) if wide else (index, 0)
            self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(box, row, column + 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1 if wide else 0)
        self.updateGeometry()


def row_label(text: str) -> QLabel:
    """Return the label of a row, as high as a control."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", "muted")
    label.setMinimumHeight(30)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label


def note_label(text: str = "", kind: str = "muted") -> QLabel:
    """Return a plain text label that wraps."""
    label = QLabel(text)
    label.setProperty("kind", kind)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def in_a_row(*widgets: QWidget, stretch: int = 0) -> QWidget:
    """Return a widget that holds others side by side; the one at index `stretch` takes the room, -1 none."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, 1 if index == stretch else 0)
        if isinstance(widget, QLabel):
            row.setAlignment(widget, Qt.AlignmentFlag.AlignVCenter)
    if stretch < 0:
        row.addStretch(1)
    return holder


def panel_column(panel: QWidget, *contents: QWidget, stretch: int = -1) -> QVBoxLayout:
    """Stack contents in a panel with the panel's margins; the one at index `stretch` takes the height."""
    column = QVBoxLayout(panel)
    column.setContentsMargins(PANEL_MARGIN, PANEL_MARGIN, PANEL_MARGIN, PANEL_MARGIN)
    column.setSpacing(ROW_SPACING)
    for index, content in enumerate(contents):
        column.addWidget(content, 1 if index == stretch else 0)
    if stretch < 0:
        column.addStretch(1)
    return column


def scrolling(content: QWidget) -> QScrollArea:
    """Return the content in a frame that scrolls, rather than squeezes it, where the height does not suffice."""
    content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
