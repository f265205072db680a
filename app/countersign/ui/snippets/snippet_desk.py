"""Joins the snippet page to the tab that is shown, and writes what a person saves."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from countersign.model.body import StoredBody
from countersign.model.errors import Failure
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from countersign.ui.engine_thread import EngineThread, Job, Report
from countersign.ui.snippets.snippet_of_draft import Snippet, snippet_of
from countersign.ui.snippets.snippet_page import SnippetPage
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.workflows.application import Application

_ENDINGS = {"shell": "sh", "python": "py", "typescript": "ts", "go": "go", "java": "java"}
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_NO_CODE = Failure(
    "snippet.kind",
    "Only requests and WebSockets can be copied as code.",
    "A signaling channel has its own snippets under Signed URL.",
)


class SnippetDesk(QObject):
    """Serve the page. `shown` and `closed` follow it, `tool_changed` a choice.

    `said` carries a sentence for the status line and its kind, `failed` a failure.
    """

    shown = Signal()
    closed = Signal()
    tool_changed = Signal()
    said = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        tool: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._tool = tool
        self._page: SnippetPage | None = None
        self._state: TabState | None = None
        self._making: Job | None = None
        surroundings.changed.connect(self._follow)

    @property
    def tool(self) -> str:
        """Return the tool that was chosen last, "" for none."""
        return self._tool

    @property
    def page(self) -> SnippetPage:
        """Return the page, built when it is first wanted."""
        if self._page is None:
            self._page = SnippetPage(self._theme)
            self._page.tool_chosen.connect(self._choose)
            self._page.save_requested.connect(self._save)
            self._page.close_requested.connect(self._close)
            self._page.said.connect(self.said)
        return self._page

    def open(self, state: TabState) -> None:
        """Bring the page to the front with what a tab holds now."""
        if not isinstance(state.draft, RequestDraft | SocketDraft):
            self.failed.emit(_NO_CODE)
            return
        self._state = state
        self.page.show_title(f"{state.draft.method} {state.draft.name}")
        self._make()
        self.shown.emit()

    def let_go(self) -> None:
        """Stop what is being made."""
        if self._making is not None:
            self._making.drop()

    def _close(self) -> None:
        self._state = None
        self.let_go()
        self.closed.emit()

    def _follow(self) -> None:
        """Make the code anew for another environment, while somebody looks at it."""
        if self._page is not None and self._page.isVisible():
            self._make()

    def _choose(self, tool: str) -> None:
        self._tool = tool
        self.tool_changed.emit()
        self._make()

    def _make(self) -> None:
        """Make the code away from the window: a large body takes its time."""
        state, tool = self._state, self._tool
        if state is None or not isinstance(state.draft, RequestDraft | SocketDraft):
            return
        draft, context = state.draft, self._surroundings.context_of(state)
        self.let_go()

        async def make(_report: Report) -> Snippet:
            import asyncio

            return await asyncio.to_thread(snippet_of, draft, context, tool)

        self._making = self._engine.submit(make, done=self.page.show_snippet, failed=self.page.show_failure)

    def _save(self) -> None:
        snippet, state = self.page.snippet, self._state
        if snippet is None or state is None:
            return
        name = _NOT_IN_A_FILE_NAME.sub("-", state.draft.name).strip("-.") or "request"
        path, _ = QFileDialog.getSaveFileName(self.page, "Save the code", f"{name}.{_ENDINGS[snippet.language]}")
        if path:
            code = snippet.code.encode()
            self._engine.submit(
                lambda _report: self._application.save_body(StoredBody(code, size=len(code)), Path(path)),
                done=lambda _nothing: self.said.emit(f"The code for {snippet.tool} is saved to {path}.", "ok"),
                failed=self.page.show_save_failure,
            )
