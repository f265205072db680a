"""Edit the environments of a workspace: their variables, and the `.env` file that they read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from countersign.model.errors import Failure
from countersign.model.workspace import Environment, Variable
from countersign.ui.environments.changes import EnvironmentChange
from countersign.ui.environments.environment_list import EnvironmentList
from countersign.ui.environments.variable_rows import (
    VariableRow,
    read_variable_lines,
    variable_rows_kind,
    write_variable_lines,
)
from countersign.ui.request.field_box import FieldBox
from countersign.ui.request.form_rows import note_label, row_label
from countersign.ui.request.row_table import RowTable
from countersign.ui.theme import Theme
from countersign.ui.widgets.banner import Banner, BannerAction
from countersign.ui.widgets.elided_label import ElidedLabel
from countersign.ui.widgets.empty_state import EmptyState
from countersign.variables.scopes import Scope

_LIST_WIDTH = 208
_NEW_NAME = "New environment"
_NOTE = "Values of secret variables are kept in the keyring. The file holds their names only."


@dataclass(slots=True)
class _Edited:
    """Hold one environment as it was read, and as it is edited."""

    saved: Environment
    variables: tuple[VariableRow, ...]
    dotenv_path: str
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, environment: Environment, secrets: Mapping[str, str]) -> _Edited:
        rows = tuple(VariableRow.of(variable, secrets) for variable in environment.variables)
        return cls(environment, rows, environment.dotenv_path, dict(secrets))

    def environment(self) -> Environment:
        return replace(self.saved, variables=self._file_variables(), dotenv_path=self.dotenv_path)

    def is_edit_of(self, environment: Environment) -> bool:
        """Tell whether the environment still stands as it was read; its file may have moved."""
        return _without_files(self.saved) == _without_files(environment)

    def changed_secrets(self) -> dict[str, str]:
        return {
            row.name: row.value
            for row in self.variables
            if row.secret and row.name and row.value != self.secrets.get(row.name, "")
        }

    def is_changed(self) -> bool:
        return self.environment() != self.saved or bool(self.changed_secrets())

    def _file_variables(self) -> tuple[Variable, ...]:
        return tuple(row.variable() for row in self.variables)


class EnvironmentEditor(QWidget):
    """Edit environments; nothing is saved but by Save, a new one, a copy, a new name, and a deletion.

    `save_requested` carries an `EnvironmentChange`, `rename_requested` an environment and its new name,
    `delete_requested` and `environment_shown` an environment; the latter asks for its secret values. `undo_requested`
    takes the last deletion back.
    """

    save_requested = Signal(object)
    rename_requested = Signal(object, str)
    delete_requested = Signal(object)
    undo_requested = Signal()
    environment_shown = Signal(object)
    close_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._environments: dict[str, _Edited] = {}
        self._uses: Mapping[str, int] = {}
        self._shown = ""
        self._to_be_named = ""
        self.setAccessibleName("Environment editor")
        self._list = EnvironmentList()
        self._list.setFixedWidth(_LIST_WIDTH)
        self.setFocusProxy(self._list)  # with the focus on the page itself, Ctrl+S would be the window's
        self._table: RowTable[VariableRow] = RowTable(
            theme,
            "Environment variables",
            variable_rows_kind(self._uses_of),
            read_lines=read_variable_lines,
            write_lines=write_variable_lines,
        )
        self._name = ElidedLabel("", parent=self)
        self._name.setProperty("kind", "title")
        self._file = ElidedLabel("", parent=self)
        self._file.setProperty("kind", "faint")
        self._dotenv = QLineEdit()
        self._dotenv.setAccessibleName(".env file")
        self._dotenv.setPlaceholderText(".env, inside the workspace; left empty, none is read")
        self._save = QPushButton("Save")
        self._save.setProperty("kind", "primary")
        self._save.setAccessibleName("Save environment")
        self._save.setToolTip("Save (Ctrl+S)")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close environments")
        self._banner = Banner()
        self._banner.hide()
        self._empty = EmptyState(
            "No environment yet",
            "An environment gives one name different values: base_url for your own machine, and for production.",
            _NEW_NAME,
        )
        self._pages = QStackedWidget()
        self._lay_out(theme)
        self._connect()
        self._show_current()

    def show_environments(self, environments: tuple[Environment, ...], current: str = "") -> None:
        """Show the environments as they are saved; unsaved changes of those that are still the same stay."""
        self._take_rows()
        before = self._environments
        self._environments = {}
        for environment in environments:
            held = before.get(environment.name)
            if held is None or not held.is_edit_of(environment):
                held = _Edited.of(environment, held.secrets if held else {})
            held.saved = environment
            self._environments[environment.name] = held
        names = tuple(self._environments)
        wanted = next((name for name in (self._to_be_named, current, self._shown, *names) if name in names), "")
        self._list.set_names(names, wanted, self._unsaved())
        self._shown = ""
        self._show(wanted)
        if self._to_be_named and self._to_be_named == wanted:
            self._to_be_named = ""
            self._list.begin_rename()

    def show_secrets(self, name: str, values: Mapping[str, str]) -> None:
        """Fill in the values of an environment's secret variables; what a person typed meanwhile stays."""
        held = self._environments.get(name)
        if held is None:
            return
        if name == self._shown:
            self._take_rows()
        held.variables = tuple(
            replace(row, value=values.get(row.name, ""))
            if row.secret and row.value == held.secrets.get(row.name, "")
            else row
            for row in held.variables
        )
        held.secrets = dict(values)
        if name == self._shown:
            self._table.set_rows(held.variables)
        self._show_state()

    def show_uses(self, uses: Mapping[str, int]) -> None:
        """Show in how many places of the workspace each name is written."""
        self._uses = uses
        self._table.viewport().update()

    def set_scope(self, scope: Scope) -> None:
        """Look the variables in values up in a scope."""
        self._table.set_scope(scope)

    def show_saved(self, environment: Environment) -> None:
        """Take in an environment as it was saved; its values are the ones on screen."""
        held = self._environments.get(environment.name)
        if held is not None:
            held.secrets = {row.name: row.value for row in held.variables if row.secret and row.value}
            held.saved = environment
        self._banner.hide()
        self._show_state()

    def show_deleted(self, name: str) -> None:
        """Offer to take a deletion back."""
        actions = (BannerAction("undo", "Undo"), BannerAction("dismiss", "Dismiss"))
        self._banner.show_message("info", f"{name} was deleted", "Its secret values were removed too.", actions)
        self._banner.show()

    def show_failure(self, failure: Failure) -> None:
        """Say what could not be done."""
        self._banner.show_message("error", failure.sentence, failure.action, (BannerAction("dismiss", "Dismiss"),))
        self._banner.show()

    def current(self) -> str:
        """Return the name of the environment on screen, "" for none."""
        return self._shown

    def has_unsaved_changes(self) -> bool:
        """Tell whether anything would be lost."""
        self._take_rows()
        return bool(self._unsaved())

    def save(self) -> None:
        """Ask for the environment on screen to be saved, if anything in it changed and can be saved."""
        self._table.commit_open_cell()
        self._take_rows()
        held = self._environments.get(self._shown)
        if held is None or not held.is_changed():
            return
        if problem := _problem(held.variables):
            self.show_failure(problem)
            return
        self.save_requested.emit(EnvironmentChange(held.environment(), held.saved, held.changed_secrets()))

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+S from the window's shortcut while the focus is in here."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Save):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Ctrl+S, close with Escape."""
        if event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self._list.chosen.connect(self._show)
        self._list.new_requested.connect(self._add)
        self._list.duplicate_requested.connect(self._duplicate)
        self._list.delete_requested.connect(self._delete)
        self._list.renamed.connect(self._rename)
        self._empty.action_requested.connect(self._add)
        self._table.edited.connect(self._follow)
        self._dotenv.textEdited.connect(self._follow)
        self._save.clicked.connect(self.save)
        self._close.clicked.connect(self.close_requested)
        self._banner.action_chosen.connect(self._answer_banner)

    def _show(self, name: str) -> None:
        self._table.commit_open_cell()
        self._take_rows()
        self._shown = name
        self._show_current()
        if name:
            self.environment_shown.emit(self._environments[name].saved)

    def _show_current(self) -> None:
        held = self._environments.get(self._shown)
        self._pages.setCurrentIndex(0 if held is None else 1)
        if held is not None:
            self._name.setText(self._shown)
            self._file.setText(held.saved.path or "opencollection.yml")
            self._table.set_rows(held.variables)
            self._dotenv.setText(held.dotenv_path)
        self._show_state()

    def _take_rows(self) -> None:
        held = self._environments.get(self._shown)
        if held is not None:
            held.variables, held.dotenv_path = self._table.rows, self._dotenv.text().strip()

    def _follow(self) -> None:
        self._take_rows()
        self._show_state()

    def _show_state(self) -> None:
        unsaved = self._unsaved()
        for name in self._environments:
            self._list.mark(name, is_unsaved=name in unsaved)

    def _unsaved(self) -> frozenset[str]:
        return frozenset(name for name, held in self._environments.items() if held.is_changed())

    def _add(self) -> None:
        self._create(Environment(self._free_name(_NEW_NAME)), {})

    def _duplicate(self, name: str) -> None:
        self._take_rows()
        held = self._environments[name]
        copy = replace(held.environment(), name=self._free_name(f"{name} copy"), path="", dotenv=())
        self._create(copy, {row.name: row.value for row in held.variables if row.secret and row.value})

    def _create(self, environment: Environment, secrets: Mapping[str, str]) -> None:
        self._to_be_named = environment.name
        self.save_requested.emit(EnvironmentChange(environment, None, secrets))

    def _rename(self, old: str, new: str) -> None:
        if new in self._environments:
            self.show_failure(
                Failure("environment.name", f"There is an environment {new} already.", "Choose another name.")
            )
            return
        self._take_rows()
        held = self._environments.pop(old)
        saved = held.saved
        held.saved = replace(saved, name=new)
        self._environments[new] = held
        self._shown = new if self._shown == old else self._shown
        self.rename_requested.emit(saved, new)

    def _delete(self, name: str) -> None:
        self.delete_requested.emit(self._environments[name].saved)

    def _answer_banner(self, key: str) -> None:
        self._banner.hide()
        if key == "undo":
            self.undo_requested.emit()

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._environments:
            name, number = f"{wanted} {number}", number + 1
        return name

    def _uses_of(self, name: str) -> str:
        count = self._uses.get(name, 0)
        return str(count) if name and count else ""

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._save)
        head.addWidget(self._close)
        dotenv = QHBoxLayout()
        dotenv.setSpacing(8)
        dotenv.addWidget(row_label(".env file"))
        dotenv.addWidget(self._dotenv, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._file)
        column.addWidget(FieldBox(theme, self._table), 1)
        column.addLayout(dotenv)
        column.addWidget(note_label(_NOTE, "faint"))
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._banner)
        right.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 14, 14, 14)
        row.setSpacing(14)
        row.addWidget(self._list)
        row.addLayout(right, 1)


def _without_files(environment: Environment) -> Environment:
    return replace(environment, path="", dotenv=())


def _problem(rows: tuple[VariableRow, ...]) -> Failure | None:
    """Return why rows cannot be saved: a variable without a name, or two of one name."""
    names = [row.name for row in rows]
    if "" in names:
        return Failure("environment.variable-name", "A variable has no name.", "Give it one, or remove its row.")
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return Failure("environment.variable-twice", f"The variable {twice} is there twice.", "Remove one of them.")
    wrong = next((name for name in names if any(sign in name for sign in "{}")), "")
    if wrong:
        return Failure("environment.variable-name", f"{wrong} holds a brace.", "Choose a name without braces.")
    return None
