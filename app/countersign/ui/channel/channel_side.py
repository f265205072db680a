"""One role's connection to a channel: its log and console, its composer, and what runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from countersign.kvs.message_codec import decode_message
from countersign.kvs.reused_message import draft_of
from countersign.model.channel import ChannelDraft, JoinState, Role, SignalDraft, Step
from countersign.model.errors import Failure
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Frame
from countersign.model.socket import SocketState
from countersign.ui.channel.signal_composer import SignalComposer
from countersign.ui.console.console_view import ConsoleView
from countersign.ui.engine_thread import EngineThread
from countersign.ui.live_work import LiveWork
from countersign.ui.theme import Theme
from countersign.workflows.application import Application
from countersign.workflows.live_channel import LiveChannel
from countersign.workflows.prepare_request import RequestContext

_PEERS_MS = 500
_SLICE = 0.004  # seconds


class ChannelSide(QWidget):
    """Join as one role and show what goes over the connection; `joined` is the channel that was joined last.

    `changed` follows every new state.
    """

    changed = Signal()
    export_requested = Signal(str, object)

    def __init__(
        self, role: Role, theme: Theme, engine: EngineThread, application: Application, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.role: Role = role
        self.log = FrameLog()
        self._application = application
        self._live: LiveChannel | None = None
        self.joined = ChannelDraft()
        self._context: Callable[[], RequestContext] | None = None
        self.state = JoinState(role)
        self.failure: Failure | None = None
        self.composer = SignalComposer(theme)
        self.composer.set_role(role)
        self.composer.set_sendable(False, "Connect to send.")
        self.reader = application.signaling_reader(role, self.log)
        self.console = ConsoleView(theme, self.log, self.reader, self.composer)
        self._work = LiveWork(engine, self)
        self._peers: dict[str, None] = {}
        self._read_to = 0
        self._look_for_peers = QTimer(self, interval=_PEERS_MS)
        self._connect()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.console)

    @property
    def is_running(self) -> bool:
        """Tell whether there is a connection, or one on its way."""
        return self._work.is_running

    def join(self, draft: ChannelDraft, context: Callable[[], RequestContext]) -> None:
        """Connect; `context` gives what is in force when a message is sent."""
        self.failure = None
        self._context = context
        self.joined = draft
        self.state = JoinState(self.role)
        self._live = self._application.live_channel(draft, self.role, context(), self.log)
        self._work.connect_to(self._live)
        self._look_for_peers.start()
        self.changed.emit()

    def leave(self) -> None:
        """Disconnect, or give up what is under way."""
        if self.state.socket.phase in {"open", "waiting"}:
            self._work.disconnect_from()
        else:
            self._work.cancel()

    def reconnect(self) -> None:
        """Join anew with a freshly signed URL."""
        self._work.reconnect()

    @property
    def composes(self) -> bool:
        """Tell whether the cursor is in the message."""
        focus = self.composer.focusWidget()
        return focus is not None and focus.hasFocus()

    def run(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Do something on the engine thread; a failure is said at the message."""
        self._work.run(work)

    def let_go(self) -> None:
        """Drop the connection."""
        self._work.let_go()
        self._look_for_peers.stop()

    def _send(self, message: SignalDraft) -> None:
        live, context = self._live, self._context
        if live is None or context is None:
            return
        scope = context().scope

        def done(notes: tuple[str, ...]) -> None:
            if self.composer.draft() == message:  # nobody has gone on writing
                self.composer.clear_after_send()
            self.composer.show_notes(notes)

        self._work.run(lambda: live.send(message, scope), done=done, failed=self.composer.show_failure)

    def _take_in(self, state: JoinState) -> None:
        self.state = state
        is_open = state.socket.phase == "open"
        self.composer.set_sendable(is_open, "" if is_open else "Connect to send.")
        self.changed.emit()

    def _fail(self, failure: Failure) -> None:
        self.failure = failure
        self.state = replace(self.state, socket=SocketState(phase="closed", failure=failure))
        self.changed.emit()

    def _end(self) -> None:
        self.composer.set_sendable(False, "Connect to send.")
        self._look_for_peers.stop()
        self._look()
        if self.state.socket.phase not in {"closed", "idle"}:  # cancelled in the middle
            self.state = replace(self.state, socket=SocketState(), steps=_without_running(self.state))
        self.changed.emit()

    def _reuse(self, frame: Frame) -> None:
        self.composer.set_draft(draft_of(frame.data))
        self.composer.focus_payload()

    def _look(self) -> None:
        """Learn which viewers there are, from new frames, a slice at a time."""
        seen, enough = len(self._peers), time.perf_counter() + _SLICE
        while self._read_to < self.log.count and time.perf_counter() < enough:
            frame = self.log.frame(self._read_to)
            self._read_to += 1
            if frame.direction == "received" and frame.kind == "text":
                sender = decode_message(frame.data).sender
                if sender:
                    self._peers[sender] = None
        if len(self._peers) != seen and self.role == "MASTER":
            self.composer.set_peers(tuple(self._peers))

    def _connect(self) -> None:
        self._work.reported.connect(self._take_in)
        self._work.failed.connect(self._fail)
        self._work.refused.connect(self.composer.show_failure)
        self._work.ended.connect(self._end)
        self._look_for_peers.timeout.connect(self._look)
        self.composer.send_requested.connect(self._send)
        self.console.message_reused.connect(self._reuse)
        self.console.export_requested.connect(self.export_requested)


def _without_running(state: JoinState) -> tuple[Step, ...]:
    return tuple(replace(step, state="waiting") if step.state == "running" else step for step in state.steps)
