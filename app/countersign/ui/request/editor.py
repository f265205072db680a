"""The request editor: keeps the request line and the panels below it in step, and freezes them into a draft."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from countersign.model.request import RequestDraft
from countersign.ui.request.body.form import ChooseFile
from countersign.ui.request.draft_editor import DraftEditor
from countersign.ui.request.file_choice import choose_file
from countersign.ui.request.panels import RequestPanels
from countersign.ui.request.request_line import RequestLine
from countersign.ui.theme import Theme


class RequestEditor(DraftEditor[RequestDraft]):
    """Edit a `RequestDraft`; `send_requested` follows Send once nothing must be done first."""

    send_requested = Signal()
    cancel_requested = Signal()

    line: RequestLine
    panels: RequestPanels

    def __init__(self, theme: Theme, parent: QObject | None = None, choose: ChooseFile = choose_file) -> None:
        super().__init__(parent)
        self.line = RequestLine(theme)
        self.panels = RequestPanels(theme, choose, self._sign_in, self._providers)
        self._connect()
        self.line.method_changed.connect(self.edited)
        self.line.send_requested.connect(self.send)
        self.line.cancel_requested.connect(self.cancel_requested)
        self.set_draft(RequestDraft())

    def draft(self) -> RequestDraft:
        """Freeze the fields, what is being typed in a cell included."""
        return replace(super().draft(), method=self.line.method())

    def set_sending(self, sending: bool) -> None:  # noqa: FBT001 - a state of two values, set by name
        """Turn Send into Cancel, and back."""
        self.line.set_sending(sending=sending)

    def send(self) -> None:
        """Finish what is being typed and ask for the request to be sent, or say what must be done first."""
        if self.finish():
            self.send_requested.emit()

    def _show(self, draft: RequestDraft) -> None:
        self.line.set_request(draft.method, draft.url)
        self.panels.set_draft(draft)
