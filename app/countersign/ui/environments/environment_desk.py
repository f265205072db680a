"""The environments of the open collection: their editor, their secret values, and what a send asks a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from countersign.model.errors import Failure
from countersign.model.workspace import Environment
from countersign.ui.engine_thread import EngineThread
from countersign.ui.environments.changes import EnvironmentChange
from countersign.ui.environments.environment_editor import EnvironmentEditor
from countersign.ui.environments.prompt_panel import PromptPanel
from countersign.ui.parts_work import PartsWork, Work
from countersign.ui.surroundings import Surroundings
from countersign.ui.theme import Theme
from countersign.variables.prompts import Answer
from countersign.variables.use_counts import use_counts
from countersign.workflows.application import Application


@dataclass(frozen=True, slots=True)
class Asking:
    """Hold what has to be asked before a draft can go, and what follows the answers."""

    name: str
    questions: tuple[str, ...]
    go_on: Callable[[], None]


class EnvironmentDesk(QObject):
    """Serve the editor and the panel. `files_changed` asks for the collection to be read anew.

    `shown` and `closed` follow the editor's coming and going, `failed` carries a failure.
    """

    files_changed = Signal()
    shown = Signal()
    closed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        engine: EngineThread,
        application: Application,
        surroundings: Surroundings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work = PartsWork(engine, application, self)
        self._surroundings = surroundings
        self._theme = theme
        self._editor: EnvironmentEditor | None = None
        self._known: tuple[str, str] = ("", "")
        self._awaited = ""
        self._deleted: Any = None
        self._asking: Asking | None = None
        self.panel = PromptPanel()
        self.panel.hide()
        self.panel.answered.connect(self._answer)
        surroundings.changed.connect(self._follow)

    @property
    def editor(self) -> EnvironmentEditor:
        """Return the editor, built when it is first wanted."""
        if self._editor is None:
            self._editor = EnvironmentEditor(self._theme)
            self._editor.save_requested.connect(self._save)
            self._editor.rename_requested.connect(self._rename)
            self._editor.delete_requested.connect(self._delete)
            self._editor.undo_requested.connect(self._undo)
            self._editor.environment_shown.connect(self._show_secrets)
            self._editor.close_requested.connect(self.closed)
            self._fill()
        return self._editor

    def open_editor(self) -> None:
        """Bring the editor to the front, with the active environment."""
        self.editor.show_environments(self._surroundings.environments, self._surroundings.environment)
        self.shown.emit()
        self.editor.setFocus()

    def ask(self, asking: Asking) -> None:
        """Ask a person, and go on with the answers."""
        self._asking = asking
        self.panel.ask(asking.name, asking.questions)

    def _answer(self, answers: dict[str, Answer]) -> None:
        asking, self._asking = self._asking, None
        self._surroundings.add_answers(answers)
        if asking is not None:
            asking.go_on()

    @property
    def _folder(self) -> str:
        return self._surroundings.workspace.folder if self._surroundings.workspace else ""

    def _follow(self) -> None:
        """Fetch the secret values of the active environment once it becomes that, and show what changed."""
        active = next(
            (one for one in self._surroundings.environments if one.name == self._surroundings.environment), None
        )
        known = (self._folder, active.name if active else "")
        if active is not None and known != self._known:
            self._known = known
            self._fetch(active)
        if self._editor is not None:
            self._fill()

    def _fill(self) -> None:
        workspace = self._surroundings.workspace
        assert self._editor is not None
        if self._awaited and self._awaited not in {one.name for one in self._surroundings.environments}:
            return  # what was read before the new name would take away what is edited under it
        self._awaited = ""
        self._editor.show_environments(self._surroundings.environments, self._editor.current())
        self._editor.set_scope(self._surroundings.scope(""))
        if workspace is not None:
            self._editor.show_uses(use_counts(workspace))

    def _fetch(self, environment: Environment) -> None:
        folder = self._folder
        if any(variable.secret for variable in environment.variables):
            self._work.submit(
                lambda parts, _report: parts.environments.secrets_of(folder, environment),
                done=lambda values: self._surroundings.set_secrets(folder, environment.name, values),
                failed=self.failed.emit,
            )

    def _show_secrets(self, environment: Environment) -> None:
        folder = self._folder
        self._work.submit(
            lambda parts, _report: parts.environments.secrets_of(folder, environment),
            done=lambda values: self.editor.show_secrets(environment.name, values),
            failed=self.failed.emit,
        )

    def _save(self, change: EnvironmentChange) -> None:
        folder = self._folder

        def done(saved: Environment) -> None:
            self._after(saved)
            self.editor.show_saved(saved)

        self._submit(
            lambda parts, _report: parts.environments.save(folder, change.environment, change.saved, change.secrets),
            done,
        )

    def _rename(self, environment: Environment, name: str) -> None:
        folder = self._folder
        was_active = self._surroundings.environment == environment.name

        def done(renamed: Environment) -> None:
            if was_active:
                self._surroundings.set_environment(renamed.name)
            self._after(renamed)

        def failed(failure: Failure) -> None:
            self._awaited = ""
            self._fill()
            self.editor.show_failure(failure)

        self._awaited = name
        self._work.submit(
            lambda parts, _report: parts.environments.rename(folder, environment, name), done=done, failed=failed
        )

    def _delete(self, environment: Environment) -> None:
        folder = self._folder

        def done(deleted: object) -> None:
            self._deleted = deleted
            self.editor.show_deleted(environment.name)
            self.files_changed.emit()

        self._submit(lambda parts, _report: parts.environments.delete(folder, environment), done)

    def _undo(self) -> None:
        folder, deleted = self._folder, self._deleted
        self._submit(lambda parts, _report: parts.environments.restore(folder, deleted), self._after)

    def _after(self, environment: Environment) -> None:
        self._fetch(environment)
        self.files_changed.emit()

    def _submit(self, work: Work, done: Callable[[Any], None]) -> None:
        self._work.submit(work, done=done, failed=self.editor.show_failure)
