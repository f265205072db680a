"""A framed message: what happened, why, and buttons for what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from countersign.ui.theme import set_kind

BannerKind = Literal["error", "warn", "info"]


@dataclass(frozen=True, slots=True)
class BannerAction:
    """Name one button of a banner; `kind` is the button's look."""

    key: str
    label: str
    kind: str = ""


class Banner(QFrame):
    """Show a message; `action_chosen` tells the key of the button that was pressed."""

    action_chosen = Signal(str)

    def __init__(
        self,
        kind: BannerKind = "info",
        title: str = "",
        text: str = "",
        actions: Sequence[BannerAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = _plain_label()
        self._text = _plain_label()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._shown_buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._buttons)
        self.show_message(kind, title, text, actions)

    def show_message(
        self, kind: BannerKind, title: str, text: str = "", actions: Sequence[BannerAction] = ()
    ) -> None:
        """Replace what the banner says and offers."""
        set_kind(self, f"banner-{kind}")
        set_kind(self._title, f"banner-title-{kind}")
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title or text)
        self.setAccessibleDescription(text if title else "")
        self._offer(actions)

    def title(self) -> str:
        """Return the line in bold."""
        return self._title.text()

    def text(self) -> str:
        """Return the sentence below the title."""
        return self._text.text()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in their order."""
        return list(self._shown_buttons)

    def _offer(self, actions: Sequence[BannerAction]) -> None:
        for former in self._shown_buttons:
            self._buttons.removeWidget(former)
            former.hide()
            former.deleteLater()
        while self._buttons.count():
            self._buttons.takeAt(0)
        self._shown_buttons = []
        for action in actions:
            button = QPushButton(action.label)
            button.setProperty("kind", action.kind)
            button.clicked.connect(lambda _checked=False, key=action.key: self.action_chosen.emit(key))
            self._shown_buttons.append(button)
            self._buttons.addWidget(button)
        if actions:
            self._buttons.addStretch(1)


def _plain_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
