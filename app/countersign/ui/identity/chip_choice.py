"""A combo box that shows facts on the current choice as chips at its right end, and as muted words in its list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from countersign.ui.theme import MUTED_ROLE
from countersign.ui.widgets.choice_box import ChoiceBox

FACTS_ROLE = Qt.ItemDataRole.UserRole + 1
_ARROW = 26
_LEFT = 20  # the frame's padding and a gap to the first chip
_GAP = 6


class ChipChoice(ChoiceBox):
    """Offer choices with facts, the most telling first; chips that do not fit beside the text are left out."""

    def __init__(self, accessible_name: str) -> None:
        super().__init__(accessible_name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setItemDelegate(_FactsDelegate(self))
        self._chips: list[QLabel] = []
        # Qt takes a label right in a combo box for the frame of its list and gives it no style.
        self._pane = QWidget(self)
        self._pane.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.currentIndexChanged.connect(self.show_chips)

    def add_choice(self, words: str, key: str, facts: Sequence[str] = ()) -> None:
        """Add a choice; empty facts are left out."""
        self.addItem(words, key)
        self.setItemData(self.count() - 1, [fact for fact in facts if fact], FACTS_ROLE)
        self.show_chips()

    def chips(self) -> list[str]:
        """Return the facts that stand beside the current choice."""
        return [chip.text() for chip in self._chips if not chip.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chips at the right end."""
        super().resizeEvent(event)
        self._place()

    def show_chips(self) -> None:
        """Show the facts of the current choice; call it after a change that was kept quiet."""
        facts: list[str] = self.currentData(FACTS_ROLE) or []
        while len(self._chips) < len(facts):
            chip = QLabel(self._pane)
            chip.setProperty("kind", "chip")
            chip.setTextFormat(Qt.TextFormat.PlainText)
            self._chips.append(chip)
        for place, chip in enumerate(self._chips):
            chip.setText(facts[place] if place < len(facts) else "")
        self._place()

    def _place(self) -> None:
        self._pane.resize(self.size())
        room = self.width() - _ARROW - _LEFT - self.fontMetrics().horizontalAdvance(self.currentText())
        shown: list[tuple[QLabel, QSize]] = []
        for chip in self._chips:
            size = chip.sizeHint()
            fits = bool(chip.text()) and size.width() <= room
            chip.setVisible(fits)
            if fits:
                shown.append((chip, size))
                room -= size.width() + _GAP
        right = self.width() - _ARROW
        for chip, size in reversed(shown):
            chip.setGeometry(right - size.width(), (self.height() - size.height()) // 2, *size.toTuple())
            right -= size.width() + _GAP


class _FactsDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        box = QRect(option.rect).adjusted(0, 0, -10, 0)
        words = option.fontMetrics.elidedText(self._words(index), Qt.TextElideMode.ElideMiddle, box.width() * 3 // 5)
        painter.save()
        painter.setPen(option.palette.color(MUTED_ROLE))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Leave room for the facts."""
        size = super().sizeHint(option, index)
        return QSize(size.width() + option.fontMetrics.horizontalAdvance(self._words(index)) + 24, size.height())

    def _words(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return " · ".join(index.data(FACTS_ROLE) or [])
