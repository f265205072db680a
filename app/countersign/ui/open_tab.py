"""What every open tab offers to the window, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QWidget
from shiboken6 import isValid

from countersign.model.auth import CredentialsSource
from countersign.model.errors import Failure
from countersign.model.session import TabState
from countersign.ui.environments.environment_desk import Asking
from countersign.ui.status_line import StatusFacts
from countersign.ui.tab_bar import TabFace
from countersign.variables.prompts import questions
from countersign.variables.scopes import Scope

SendsAs = tuple[CredentialsSource, str] | str
"""Who signs, as source and name ("" for the default), or words for what is sent instead of a signature."""


class OpenTab(QWidget):
    """Be one open thing: a request, a WebSocket, a channel. `said` carries a sentence for the status line, its kind.

    `changed` follows every edit, `splitter_built` a splitter whose sizes are to be remembered, `facts_changed` what
    the status line may say.
    """

    changed = Signal()
    splitter_built = Signal(QSplitter)
    definitions_changed = Signal()
    identity_used = Signal()
    facts_changed = Signal()
    answers_requested = Signal(object)
    said = Signal(str, str)

    @property
    def state(self) -> TabState:
        """Return the tab as the session remembers it."""
        raise NotImplementedError

    @property
    def face(self) -> TabFace:
        """Return what the tab bar shows."""
        raise NotImplementedError

    @property
    def sends_as(self) -> SendsAs:
        """Return who signs."""
        raise NotImplementedError

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Return the parts in the order in which the keyboard visits them."""
        raise NotImplementedError

    @property
    def facts(self) -> StatusFacts:
        """Return what the status line says of this tab."""
        return StatusFacts()

    @property
    def live_path(self) -> str:
        """Return the path of the tab's file while it is connected, else ""."""
        return ""

    def when_answered(self, value: object, scope: Scope, go_on: Callable[[], None]) -> None:
        """Do something with a draft or message, after a person has answered what it asks."""
        asked = questions(value, scope)

        def go_on_unless_closed() -> None:
            if isValid(self):
                go_on()

        if asked:
            self.answers_requested.emit(Asking(self.face.name, asked, go_on_unless_closed))
        else:
            go_on()

    def restore(self, state: TabState) -> None:
        """Take in the tab's state with its secrets, which the keyring gave later than the first paint."""
        raise NotImplementedError

    def mark_saved(self, kept: TabState) -> None:
        """Take over from a state which file the tab belongs to, and what that holds; the draft stays."""
        raise NotImplementedError

    def send(self) -> None:
        """Do what Ctrl+Enter asks for: send, or connect."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop what is on its way."""
        raise NotImplementedError

    def focus_url(self) -> None:
        """Put the cursor into the field that says where to."""
        raise NotImplementedError

    def open_search(self) -> None:
        """Open the search of what came."""
        raise NotImplementedError

    def turn_split(self) -> None:
        """Put both halves one below the other, or side by side again."""
        raise NotImplementedError

    def show_problem(self, failure: Failure) -> None:
        """Show a failure at the control that it names."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Stop all work before the tab goes away."""
        raise NotImplementedError

    def save_body(self) -> None:
        """Write what came to a file that the user chooses, where there is such a thing."""
