"""One open request: the editor on the left, the signature below it, the response on the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from countersign.model.errors import Failure, InputError
from countersign.model.exchange import Exchange
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.workspace import Variable
from countersign.ui.body_saving import save_body_as
from countersign.ui.editing_half import EditingHalf, Signing
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.open_tab import OpenTab, SendsAs
from countersign.ui.request.editor import RequestEditor
from countersign.ui.request.sender import sender
from countersign.ui.response.response_pane import ResponsePane
from countersign.ui.saved_notes import SavedNotes
from countersign.ui.surroundings import Surroundings
from countersign.ui.tab_bar import TabFace
from countersign.ui.theme import Theme
from countersign.ui.unsaved import is_unsaved
from countersign.variables.scopes import Layer, Scope
from countersign.variables.template import fill_known
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.ui.inspector import SignatureInspector


class RequestTab(OpenTab):
    """Edit, sign, send and show one request."""

    exchanged = Signal(Exchange, str, str)

    def __init__(
        self,
        state: TabState,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._engine = engine
        self._application = application
        self._surroundings = surroundings
        self._exchange: Exchange | None = None
        self._sending: Job | None = None
        self._saving: Job | None = None
        self.editor = RequestEditor(theme, parent=self)
        self.response = ResponsePane(theme, self)
        self.editing = EditingHalf(
            self.editor,
            self._freeze,
            lambda: self._state,
            theme,
            engine,
            application,
            surroundings,
            self,
        )
        self.notes = SavedNotes(
            self.editor.panels, lambda: self._state, lambda: self._exchange, surroundings, parent=self
        )
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._connect()
        self._show_draft(state)
        self.editing.follow_surroundings()
        self.notes.follow()

    @property
    def state(self) -> TabState:
        """Return the tab as the session remembers it."""
        return replace(self._state, draft=self.editor.draft())

    @property
    def sends_as(self) -> SendsAs:
        """Return who signs, as source and name ("" for the default, also without auth), or words for other auth."""
        return sender(self.editing.effective_auth())

    @property
    def face(self) -> TabFace:
        """Return what the tab bar shows."""
        draft = self.editor.draft()
        return TabFace(draft.method, draft.name, is_unsaved(draft, self._state.saved))

    @property
    def is_sending(self) -> bool:
        """Tell whether a request is on its way."""
        return self._sending is not None

    @property
    def exchange(self) -> Exchange | None:
        """Return the last finished exchange."""
        return self._exchange

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which the keyboard visits them."""
        return (self.editor.line, self.editor.panels, *self.editing.inspectors, self.response)

    @property
    def inspector(self) -> SignatureInspector:
        """Return the signature inspector, built when it is first wanted."""
        return self.editing.inspector

    def mark_saved(self, kept: TabState) -> None:
        """Take over from a state which file the tab belongs to, and what that holds; the draft stays."""
        self._state = replace(self._state, saved=kept.saved, source=kept.source, collection=kept.collection)
        self.notes.follow()
        self.changed.emit()

    def restore(self, state: TabState) -> None:
        """Take in the tab's state with its secrets, which the keyring gave later than the first paint."""
        self._state = state
        self._show_draft(state)
        self.notes.follow()

    def _show_draft(self, state: TabState) -> None:
        assert isinstance(state.draft, RequestDraft)
        self.editor.set_draft(state.draft)

    def focus_url(self) -> None:
        """Put the cursor into the URL."""
        self.editor.focus_url()

    def open_search(self) -> None:
        """Open the search of the response's body."""
        self.response.open_search()

    def turn_split(self) -> None:
        """Put the response below the request, or beside it again."""
        across = self.halves.orientation() is Qt.Orientation.Horizontal
        self.halves.setOrientation(Qt.Orientation.Vertical if across else Qt.Orientation.Horizontal)

    def send(self) -> None:
        """Send the draft, unless the editor sees something that must be done first."""
        self.editor.send()

    def _take_command(self, text: str) -> None:
        """Put a pasted curl command into the editor; its secrets stay in the draft, which keeps them off the disk."""
        from countersign.formats.importing.curl import read_curl
        from countersign.formats.importing.secrets_found import IDENTITY_PREFIX

        try:
            pasted = read_curl(text)
        except InputError as error:
            self.said.emit(str(error.failure), "warn")
            return
        values = tuple(Variable(secret.variable, secret.value) for secret in pasted.secrets)
        name = self.editor.draft().name
        draft = fill_known(pasted.draft, Scope((Layer("the command", (*values, *pasted.variables)),)))
        self.editor.set_draft(replace(draft, name=name if self._state.source else draft.name))
        self.editing.follow_edit()
        self.changed.emit()
        notes = [f"{note.place}: {note.sentence}" if note.place else note.sentence for note in pasted.notes]
        if any(secret.variable.startswith(IDENTITY_PREFIX) for secret in pasted.secrets):
            notes.insert(0, "The AWS keys of the command were left out: choose an identity, or save them as one.")
        self.said.emit(" ".join(["Taken from the curl command.", *notes]), "warn" if notes else "ok")

    def _ask_and_send(self) -> None:
        self.when_answered(self.editor.draft(), self.editing.scope(), self._send)

    def _send(self) -> None:
        if self.is_sending:
            return
        draft = self.editor.draft()
        context = self.editing.context()
        self.editor.set_sending(True)
        self.response.view.start()
        self._sending = self._engine.submit(
            lambda report: self._application.send(draft, context, report),
            done=self._receive,
            failed=self._stop_with,
            progressed=self.response.view.show_progress,
            cancelled=self._show_cancelled,
        )

    def _freeze(self) -> Signing:
        draft, context = self.editor.draft(), self.editing.preview_context()
        return lambda: self._application.sign(draft, context)

    def cancel(self) -> None:
        """Stop the request that is on its way."""
        if self._sending is not None:
            self._sending.cancel()

    def let_go(self) -> None:
        """Stop all work before the tab goes away."""
        for job in (self._sending, self._saving):
            if job is not None:
                job.drop()
        self.editing.let_go()

    def save_body(self) -> None:
        """Write the response's body to a file that the user chooses."""
        if self._exchange is None or self._exchange.response is None:
            return
        body, failed = self._exchange.response.body, self.response.view.show_failure
        self._saving = save_body_as(body, self, self._engine, self._application, failed)

    def _receive(self, exchange: Exchange) -> None:
        self._sending = None
        self._exchange = exchange
        self.editor.set_sending(False)
        self.response.view.show_exchange(exchange)
        if exchange.failure is not None:
            self.show_problem(exchange.failure)
        self.editing.show_answer(exchange)
        if self.editing.needs_person():
            self.identity_used.emit()
        if exchange.request is not None:
            self.exchanged.emit(exchange, exchange.request.method, str(exchange.request.url))

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        self.editing.show_problem(failure)

    def _stop_with(self, failure: Failure) -> None:
        self._sending = None
        self.editor.set_sending(False)
        self.response.view.show_failure(failure)

    def _show_cancelled(self) -> None:
        self._sending = None
        self.editor.set_sending(False)
        self.response.view.show_cancelled()

    def _connect(self) -> None:
        self.editor.edited.connect(self.changed)
        self.editor.send_requested.connect(self._ask_and_send)
        self.editor.line.url.command_pasted.connect(self._take_command)
        self.editor.cancel_requested.connect(self.cancel)
        self.response.send_requested.connect(self.send)
        self.response.save_requested.connect(self.save_body)
        self.response.example_requested.connect(self.notes.keep_response)
        self.notes.said.connect(self.said)
        self.editing.definitions_changed.connect(self.definitions_changed)
        self.editing.inspector_built.connect(lambda: self.splitter_built.emit(self.editing))

    def _lay_out(self) -> None:
        self.editing.setObjectName("editing")
        self.halves.setObjectName("halves")
        self.halves.addWidget(self.editing)
        self.halves.addWidget(self.response)
        self.halves.setChildrenCollapsible(False)
        self.halves.setHandleWidth(1)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([586, 586])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.editor.line)
        layout.addWidget(self.halves, 1)
