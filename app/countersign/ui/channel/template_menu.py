"""The menu of messages to begin with: templates, and those that were saved with the channel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from countersign.model.channel import SignalDraft
from countersign.ui.channel.signal_templates import templates


class TemplateMenu(QPushButton):
    """Offer messages; `chosen` and `delete_requested` carry one, `save_requested` asks to keep what is typed."""

    chosen = Signal(object)
    save_requested = Signal()
    delete_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Template", parent)
        self._saved: tuple[SignalDraft, ...] = ()
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._menu = menu
        self._fill()

    def set_saved(self, messages: tuple[SignalDraft, ...]) -> None:
        """Offer other saved messages."""
        self._saved = messages
        self._fill()

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        for template in templates():
            self._add(menu, template)
        if self._saved:
            menu.addSection("Saved with this channel")
            for message in self._saved:
                self._add(menu, message)
        menu.addSeparator()
        menu.addAction("Save this message").triggered.connect(self.save_requested)
        if self._saved:
            self._add_deletions(menu.addMenu("Delete a saved message"))

    def _add(self, menu: QMenu, message: SignalDraft) -> None:
        action = menu.addAction(_plain(message.title))
        action.triggered.connect(lambda: self.chosen.emit(message))

    def _add_deletions(self, menu: QMenu) -> None:
        for message in self._saved:
            action = menu.addAction(_plain(message.title))
            action.triggered.connect(lambda _checked=False, message=message: self.delete_requested.emit(message))


def _plain(title: str) -> str:
    """Return a title as a menu shows it, an ampersand included."""
    return title.replace("&", "&&") or "Without a title"
