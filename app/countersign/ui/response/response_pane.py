"""The right half of a request tab: how to get a first response, and then the response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from countersign.ui.theme import Theme
from countersign.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from countersign.ui.response.response_view import ResponseView


class ResponsePane(QStackedWidget):
    """Hold the view of a response, which is built when the first request is sent."""

    send_requested = Signal()
    save_requested = Signal()
    example_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: ResponseView | None = None
        self._empty = EmptyState(
            "No response yet", "Send the request to see its answer here.", "Send the request", self
        )
        self._empty.action_requested.connect(self.send_requested)
        self.addWidget(self._empty)

    @property
    def view(self) -> ResponseView:
        """Return the view, on screen."""
        if self._view is None:
            from countersign.ui.response.response_view import ResponseView

            self._view = ResponseView(self._theme, self)
            self._view.save_requested.connect(self.save_requested)
            self._view.example_requested.connect(self.example_requested)
            self.addWidget(self._view)
        self.setCurrentWidget(self._view)
        return self._view

    def open_search(self) -> None:
        """Open the search of the body, if there is one."""
        if self._view is not None:
            self.view.open_search()
