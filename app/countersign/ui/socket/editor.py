"""The WebSocket editor: keeps line, panels and composer in step, and freezes them into a draft."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from countersign.model.errors import Failure
from countersign.model.socket import SavedMessage, SocketDraft, SocketState
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.draft_editor import DraftEditor
from countersign.ui.request.file_choice import choose_file
from countersign.ui.socket.composer import SocketComposer
from countersign.ui.socket.socket_line import SocketLine
from countersign.ui.socket.socket_panels import SocketPanels
from countersign.ui.theme import Theme
from countersign.variables.scopes import Scope


class SocketEditor(DraftEditor[SocketDraft]):
    """Edit a `SocketDraft` in three widgets: `line`, `panels`, and `composer` for the foot of the console.

    `connect_requested` follows Connect once nothing must be done first; `disconnect_requested` follows Disconnect,
    and Cancel while it connects or waits. `message_chosen` carries a saved message that went into the composer.
    """

    connect_requested = Signal()
    disconnect_requested = Signal()
    message_chosen = Signal(object)

    line: SocketLine
    panels: SocketPanels

    def __init__(self, theme: Theme, parent: QObject | None = None, choose: ChooseFile = choose_file) -> None:
        super().__init__(parent)
        self.line = SocketLine(theme)
        self.panels = SocketPanels(theme, choose, self._sign_in, self._providers)
        self.composer = SocketComposer(theme)
        self._connect()
        self.line.connect_requested.connect(self.open)
        self.line.disconnect_requested.connect(self.disconnect_requested)
        self.panels.message_chosen.connect(self._use)
        self.composer.edited.connect(self.edited)
        self.composer.save_requested.connect(self.panels.keep_message)
        self.set_draft(SocketDraft())

    def draft(self) -> SocketDraft:
        """Freeze the fields, what is being typed in a cell included."""
        return replace(super().draft(), message=self.composer.message())

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        super().set_scope(scope)
        self.composer.set_scope(scope)

    def show_state(self, state: SocketState) -> None:
        """Let the button of the line follow the connection."""
        self.line.show_state(state)

    def open(self) -> None:
        """Finish what is being typed and ask for a connection, or say what must be done first."""
        if self.finish():
            self.connect_requested.emit()

    def send(self) -> None:
        """Do what Ctrl+Enter asks for: send the message while the cursor is there, else connect."""
        if self.composer.has_focus:
            self.composer.send()
        elif self.line.is_idle:
            self.open()

    def show_problem(self, failure: Failure, *, reveal: bool = True) -> bool:
        """Say what is wrong at the field that the failure names; tell whether there is such a field."""
        if failure.field == "Message":
            self.composer.show_failure(failure)
            return True
        return super().show_problem(failure, reveal=reveal)

    def _show(self, draft: SocketDraft) -> None:
        super()._show(draft)
        self.composer.set_message(draft.message)

    def _use(self, message: SavedMessage) -> None:
        self.composer.use_message(message)
        self.message_chosen.emit(message)
