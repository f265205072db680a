"""The choice of a user pool by name, its ID beside it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from countersign.model.cognito import UserPool
from countersign.ui.request.auth.editor_in_place import Editing
from countersign.ui.theme import MUTED_ROLE, Theme
from countersign.ui.token.plain_tip import plain_tip
from countersign.ui.widgets.choice_box import ChoiceBox

_ID_ROLE = Qt.ItemDataRole.UserRole + 1
_GAP = 16


class PoolChoice(QWidget):
    """Choose a pool; one that is not known here is named as such and kept."""

    pool_chosen = Signal()
    edit_requested = Signal()
    new_requested = Signal()

    def __init__(self, _theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Choice of a user pool")
        self._pool = ""
        self._pools: tuple[UserPool, ...] = ()
        self._box = PoolBox("User pool")
        self._edit = QPushButton("Edit")
        self._edit.setAccessibleName("Edit user pool")
        self._edit.setCheckable(True)
        self._new = QPushButton("New")
        self._new.setAccessibleName("New user pool")
        self._new.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._box, 1)
        row.addWidget(self._edit)
        row.addWidget(self._new)
        self._box.currentIndexChanged.connect(self._choose)
        self._edit.clicked.connect(self.edit_requested)
        self._new.clicked.connect(self.new_requested)
        self._fill()

    @property
    def pool(self) -> str:
        """Return the name that the request uses, "" for none."""
        return self._pool

    def set_pool(self, name: str) -> None:
        """Choose a pool, without a signal."""
        self._pool = name
        self._fill()

    def set_pools(self, pools: tuple[UserPool, ...]) -> None:
        """Offer other pools, without a signal."""
        self._pools = pools
        self._fill()

    def set_editing(self, what: Editing) -> None:
        """Show whose fields are open: the chosen pool's, a new one's, or none."""
        self._edit.setChecked(what == "known")
        self._new.setChecked(what == "new")

    def _choose(self) -> None:
        self._pool = str(self._box.currentData() or "")
        self._allow_edit()
        self.pool_chosen.emit()

    def _fill(self) -> None:
        with QSignalBlocker(self._box):
            self._box.clear()
            if not self._pool:
                self._box.addItem("Choose a user pool" if self._pools else "No user pool yet", "")
            for pool in self._pools:
                self._box.add_pool(pool)
            if self._box.findData(self._pool) < 0:
                self._box.addItem(f"{self._pool} (not known here)", self._pool)
            self._box.setCurrentIndex(self._box.findData(self._pool))
        self._allow_edit()

    def _allow_edit(self) -> None:
        self._edit.setEnabled(any(pool.name == self._pool for pool in self._pools))


class PoolBox(ChoiceBox):
    """Offer pools by name, with the pool ID in a quieter colour."""

    def __init__(self, accessible_name: str) -> None:
        super().__init__(accessible_name)
        self.setItemDelegate(_PoolDelegate(self))
        self.setMinimumWidth(120)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def add_pool(self, pool: UserPool) -> None:
        """Add a pool at the end."""
        self.addItem(pool.name, pool.name)
        self.setItemData(self.count() - 1, pool.pool_id, _ID_ROLE)
        tip = plain_tip(f"{pool.pool_id}, client {pool.client_id}")
        self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ID behind the name."""
        super().paintEvent(event)
        words = str(self.currentData(_ID_ROLE) or "")
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        area = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        painter = QStylePainter(self)
        left = area.left() + self.fontMetrics().horizontalAdvance(self.currentText()) + _GAP
        painter.setPen(self.palette().color(MUTED_ROLE if self.isEnabled() else QPalette.ColorRole.Text))
        room = QRect(left, area.top(), max(0, area.right() - left), area.height())
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class _PoolDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        words = str(index.data(_ID_ROLE) or "")
        painter.save()
        painter.setPen(option.palette.color(MUTED_ROLE))
        box = QRect(option.rect).adjusted(0, 0, -8, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
