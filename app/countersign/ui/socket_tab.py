"""One open WebSocket: the editor on the left, the signature below it, the console on the right."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from countersign.formats.socket_reader import SocketReader
from countersign.model.errors import Failure
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame
from countersign.model.session import TabState
from countersign.model.socket import SavedMessage, SocketDraft, SocketState
from countersign.ui.answer_drawer import AnswerDrawer
from countersign.ui.body_saving import save_body_as
from countersign.ui.console.console_view import ConsoleView
from countersign.ui.editing_half import EditingHalf, Signing
from countersign.ui.engine_thread import EngineThread, Job
from countersign.ui.live_facts import live_facts
from countersign.ui.live_work import LiveWork
from countersign.ui.open_tab import OpenTab, SendsAs
from countersign.ui.request.sender import sender
from countersign.ui.socket.editor import SocketEditor
from countersign.ui.status_line import StatusFacts
from countersign.ui.surroundings import Surroundings
from countersign.ui.tab_bar import TabFace
from countersign.ui.theme import Theme
from countersign.ui.unsaved import is_unsaved
from countersign.workflows.application import Application
from countersign.workflows.live_socket import LiveSocket

_URL_AT_FAULT = frozenset({200, 404, 405, 410})  # the answers of a server that has no WebSocket at this URL


class SocketTab(OpenTab):
    """Edit, open and watch one WebSocket."""

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
        self.log = FrameLog()
        self._live: LiveSocket | None = None
        self._socket = SocketState()
        self._saving: Job | None = None
        self._work = LiveWork(engine, self)
        self.editor = SocketEditor(theme, parent=self)
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
        self.drawer = AnswerDrawer(theme, self)
        self._reader = SocketReader()
        self.console = ConsoleView(theme, self.log, self._reader, self.editor.composer, has_peers=False)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.answers = QSplitter(Qt.Orientation.Vertical, self)
        self._seconds = QTimer(self, interval=1000)
        self._seconds.timeout.connect(self.facts_changed)
        self._lay_out()
        self._connect()
        self._show_draft()
        self._take_in(self._socket)
        self.editing.follow_surroundings()

    @property
    def state(self) -> TabState:
        """Return the tab as the session remembers it."""
        return replace(self._state, draft=self.editor.draft())

    @property
    def face(self) -> TabFace:
        """Return what the tab bar shows."""
        draft = self.editor.draft()
        return TabFace(draft.method, draft.name, is_unsaved(draft, self._state.saved))

    @property
    def sends_as(self) -> SendsAs:
        """Return who signs, as source and name, or words for other auth."""
        return sender(self.editing.effective_auth())

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which the keyboard visits them."""
        return (self.editor.line, self.editor.panels, *self.editing.inspectors, self.drawer, self.console)

    @property
    def facts(self) -> StatusFacts:
        """Return what the status line says of the connection."""
        return live_facts(self._socket, self.log, time.time())

    def mark_saved(self, kept: TabState) -> None:
        """Take over from a state which file the tab belongs to, and what that holds; the draft stays."""
        self._state = replace(self._state, saved=kept.saved, source=kept.source, collection=kept.collection)
        self.changed.emit()

    def restore(self, state: TabState) -> None:
        """Take in the tab's state with its secrets."""
        self._state = state
        self._show_draft()

    def send(self) -> None:
        """Send the message while the cursor is in it, else connect."""
        self.editor.send()

    def cancel(self) -> None:
        """Close the details, or give up an attempt that is under way; an open connection stays."""
        if self.drawer.isVisible():
            self.drawer.hide()
        elif self._socket.phase in {"connecting", "waiting"}:
            self._leave()

    def focus_url(self) -> None:
        """Put the cursor into the URL."""
        self.editor.focus_url()

    def open_search(self) -> None:
        """Put the cursor into the message filter, or search the answer that has the focus."""
        if not self.drawer.open_search():
            self.console.open_search()

    def turn_split(self) -> None:
        """Put the console below the editor, or beside it again."""
        across = self.halves.orientation() is Qt.Orientation.Horizontal
        self.halves.setOrientation(Qt.Orientation.Vertical if across else Qt.Orientation.Horizontal)

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        self.editing.show_problem(failure)

    def let_go(self) -> None:
        """Drop the connection."""
        self._seconds.stop()
        self._work.let_go()
        self.editing.let_go()
        if self._saving is not None:
            self._saving.drop()

    def save_body(self) -> None:
        """Write the body of the answer that is shown to a file that the user chooses."""
        exchange = self.drawer.exchange
        if exchange is not None and exchange.response is not None:
            body, failed = exchange.response.body, self.drawer.response.show_failure
            self._saving = save_body_as(body, self, self._engine, self._application, failed)

    def _freeze(self) -> Signing:
        draft, context = self.editor.draft(), self.editing.preview_context()
        return lambda: self._application.sign_socket(draft, context)

    def _open(self) -> None:
        if self._work.is_running:
            return
        self.drawer.hide()
        self._live = self._application.live_socket(self.editor.draft(), self.editing.context(), self.log)
        self._work.connect_to(self._live)
        self._seconds.start()

    def _leave(self) -> None:
        if self._socket.phase in {"open", "waiting"}:
            self._work.disconnect_from()
        else:
            self._work.cancel()

    def _ask_and_open(self) -> None:
        self.when_answered(self.editor.draft(), self.editing.scope(), self._open)

    def _ask_and_send(self, message: SavedMessage) -> None:
        self.when_answered(message, self.editing.scope(), lambda: self._send(message))

    def _send(self, message: SavedMessage) -> None:
        live, scope = self._live, self.editing.scope()
        if live is not None:
            self._work.run(
                lambda: live.send(message, scope),
                done=lambda _nothing: self._after_send(message),
                failed=self.editor.composer.show_failure,
            )

    def _after_send(self, message: SavedMessage) -> None:
        """Empty the composer, unless somebody has gone on writing."""
        if self.editor.composer.message() == message:
            self.editor.composer.set_message(SavedMessage(kind=message.kind))
            self.changed.emit()

    def _take_in(self, state: SocketState) -> None:
        before, self._socket = self._socket, state
        is_open = state.phase == "open"
        self.editor.show_state(state)
        self.editor.composer.set_sendable(is_open, "" if is_open else "Connect to send.")
        if state.phase == "closed" and before.phase != "closed":
            self._show_end(state)
        self.facts_changed.emit()

    def _show_end(self, state: SocketState) -> None:
        exchange, failure = state.exchange, state.failure
        if failure is not None:
            self.editing.show_problem(failure)
        if exchange is None:
            return
        if self.editing.needs_person():
            self.identity_used.emit()
        if failure is not None and (exchange.response is None or exchange.response.status != 101):
            self.drawer.show_exchange("Handshake", exchange)
            self.editing.show_answer(exchange)
        if failure is not None and exchange.response is not None and exchange.response.status in _URL_AT_FAULT:
            self.editing.show_problem(replace(failure, field="WebSocket URL"))

    def _fail(self, failure: Failure) -> None:
        self._take_in(SocketState(phase="closed", failure=failure))

    def _end(self) -> None:
        if self._socket.phase != "closed":  # cancelled in the middle
            self._take_in(SocketState())
        self._seconds.stop()

    def _reuse(self, frame: Frame) -> None:
        self.editor.composer.use_frame(frame)
        self.editor.composer.focus_message()

    def _export(self, kind: str, numbers: tuple[int, ...]) -> None:
        composer = self.editor.composer
        path, _ = QFileDialog.getSaveFileName(self, "Export messages", f"{self.editor.draft().name}.{kind}")
        if path:
            request = self._socket.exchange.request if self._socket.exchange else None
            url = str(request.url) if request else ""
            write = partial(self._application.export_frames, kind, self.log, numbers, self._reader, url, Path(path))
            self._work.run(write, failed=composer.show_failure)

    def _show_draft(self) -> None:
        assert isinstance(self._state.draft, SocketDraft)
        self.editor.set_draft(self._state.draft)

    def _connect(self) -> None:
        composer = self.editor.composer
        self.editor.edited.connect(self.changed)
        self.editor.connect_requested.connect(self._ask_and_open)
        self.editor.disconnect_requested.connect(self._leave)
        composer.send_requested.connect(self._ask_and_send)
        composer.ping_requested.connect(self._work.ping)
        composer.close_requested.connect(self._work.disconnect_from)
        self._work.reported.connect(self._take_in)
        self._work.failed.connect(self._fail)
        self._work.refused.connect(composer.show_failure)
        self._work.ended.connect(self._end)
        self.drawer.save_requested.connect(self.save_body)
        self.console.message_reused.connect(self._reuse)
        self.console.export_requested.connect(self._export)
        self.editing.definitions_changed.connect(self.definitions_changed)
        self.editing.inspector_built.connect(lambda: self.splitter_built.emit(self.editing))

    def _lay_out(self) -> None:
        self.editing.setObjectName("socket-editing")
        self.halves.setObjectName("socket-halves")
        self.answers.setObjectName("socket-answers")
        self.answers.addWidget(self.console)
        self.answers.addWidget(self.drawer)
        self.halves.addWidget(self.editing)
        self.halves.addWidget(self.answers)
        for splitter in (self.halves, self.answers):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self.halves.setSizes([586, 586])
        self.halves.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.editor.line)
        layout.addWidget(self.halves, 1)
