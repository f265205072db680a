"""Identities that are made from others: choose one, define a new one, edit one, delete one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout

from countersign.model.credentials import Identity, IdentityKind
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.ui.identity.identity_choice import ChoiceWords, IdentityChoice
from countersign.ui.request.auth.sigv4_source import KnownIdentities, SourceForm
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label
from countersign.ui.theme import Theme

DefinitionT = TypeVar("DefinitionT", bound=AssumedRole | IdentityPool)


@dataclass(frozen=True, slots=True)
class DefinitionWords:
    """Hold what the form of one source says: the row's label, the noun of its buttons, the words of its choice."""

    label: str
    noun: str
    choice: ChoiceWords
    empty: str


class DefinitionForm(QFrame, Generic[DefinitionT]):
    """Edit one definition; `save_requested` carries it."""

    save_requested = Signal(object)
    cancelled = Signal()

    def __init__(self, theme: Theme, noun: str) -> None:
        super().__init__()
        self.rows = FormRows(theme)
        self.name = QLineEdit()
        self._shown: DefinitionT | None = None
        self._fields: tuple[QLineEdit, ...] = ()
        self._save = QPushButton(f"Save {noun}")
        self._save.setProperty("kind", "primary")
        cancel = QPushButton("Cancel")
        cancel.setAccessibleName(f"Cancel {noun}")
        self._note = note_label()
        self._buttons = in_a_row(self._save, cancel, self._note, stretch=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        self._save.clicked.connect(self.save)
        cancel.clicked.connect(self.cancelled)

    def definition(self) -> DefinitionT:
        """Return what the fields hold."""
        raise NotImplementedError

    def fill(self, definition: DefinitionT | None) -> None:
        """Show a definition in the fields, or what a new one begins with."""
        raise NotImplementedError

    def missing(self) -> str:
        """Return the sentence on what must still be typed, "" for nothing."""
        raise NotImplementedError

    def show_known(self, known: KnownIdentities) -> None:
        """Offer what is known now."""

    def edit(self, definition: DefinitionT | None) -> None:
        """Begin with a definition, or with a new one; the name of one that exists stays."""
        self.fill(definition)
        self.name.setEnabled(definition is None)
        self._shown = self.definition()
        self.show_state()

    def is_changed(self) -> bool:
        """Tell whether the fields hold something that is not saved."""
        return self.definition() != self._shown

    def save(self) -> None:
        """Ask for the definition to be saved, if it is complete."""
        if not self.missing():
            self.save_requested.emit(self.definition())

    def focus_first(self) -> None:
        """Put the cursor into the first field that can be changed."""
        next(field for field in self._fields if field.isEnabled()).setFocus()

    def show_state(self) -> None:
        """Say what is missing."""
        self._note.setText(self.missing())
        self._save.setEnabled(not self.missing())

    def finish_rows(self, *fields: QLineEdit) -> None:
        """Add the buttons below the rows, and follow what is typed."""
        self.rows.add_row("", self._buttons)
        self._fields = fields
        for field in fields:
            field.textChanged.connect(self.show_state)
            field.returnPressed.connect(self.save)


class DefinitionSource(SourceForm, Generic[DefinitionT]):
    """Choose an identity that is defined here, and define others in a form that opens in place."""

    save_requested = Signal(object)
    delete_requested = Signal(str)

    def __init__(self, theme: Theme, words: DefinitionWords, form: DefinitionForm[DefinitionT]) -> None:
        super().__init__()
        self._words = words
        self._form = form
        self._definitions: tuple[DefinitionT, ...] = ()
        self._saving = ""
        self._choice = IdentityChoice(words.choice)
        self._new = _button("New", words.noun)
        self._edit = _button("Edit", words.noun)
        self._delete = _button("Delete", words.noun)
        self._empty = note_label(words.empty)
        self._rows = FormRows(theme)
        self._rows.add_row(words.label, in_a_row(self._choice, self._new, self._edit, self._delete))
        self._empty_row = self._rows.add_row("", self._empty)
        self._rows.add_wide(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)
        self._connect()
        form.hide()
        self._show_state()

    @property
    def identity(self) -> str:
        """Return the name that the request uses, "" for none."""
        return self._choice.name

    def set_identity(self, name: str) -> None:
        """Choose an identity, and close the form."""
        self._choice.set_name(name)
        self._close()

    def show_known(self, known: KnownIdentities) -> None:
        """Offer the identities, and those that are defined but not listed yet; a saved one closes the form."""
        self._definitions = self.definitions_in(known)
        kind = self.kind
        listed = tuple(one for one in known.identities if one.kind == kind)
        names = {one.name for one in listed}
        unlisted = (Identity(one.name, kind) for one in self._definitions if one.name not in names)
        self._choice.offer((*listed, *unlisted))
        self._form.show_known(known)
        if self._saving and self._saving in {one.name for one in self._definitions}:
            self._choice.set_name(self._saving)
            self._close()
            self.identity_chosen.emit()
        self._show_state()

    @property
    def kind(self) -> IdentityKind:
        """Return the kind of the identities that are defined here."""
        raise NotImplementedError

    def definitions_in(self, known: KnownIdentities) -> tuple[DefinitionT, ...]:
        """Return the definitions that this source edits."""
        raise NotImplementedError

    def suggest(self, name: str) -> None:
        """Choose this identity, or the only one, where none is chosen yet."""
        names = self._choice.names()
        if not self.identity and (name in names or len(names) == 1):
            self._choice.set_name(name if name in names else names[0])
            self._show_state()

    def obstacle(self) -> Failure | None:
        """Stop while the form holds what is not saved, and without a choice."""
        noun = self._words.noun
        if not self._form.isHidden() and self._form.is_changed():
            return Failure(
                "credentials.definition-not-saved",
                f"This {noun} is not saved yet, so the request would be signed without it.",
                f"Press Save {noun}, or Cancel.",
                field=self._form.name.accessibleName(),
            )
        if self.identity:
            return None
        return Failure(
            "credentials.no-choice",
            f"No {noun} is chosen, so the request cannot be signed.",
            "Choose one, or press New.",
            field=self._words.choice.name,
        )

    def _connect(self) -> None:
        self._choice.chosen.connect(self._close)
        self._choice.chosen.connect(self.identity_chosen)
        self._new.clicked.connect(lambda: self._open(None))
        self._edit.clicked.connect(lambda: self._open(self._definition()))
        self._delete.clicked.connect(lambda: self.delete_requested.emit(self.identity))
        self._form.save_requested.connect(self._save)
        self._form.cancelled.connect(self._close)

    def _definition(self) -> DefinitionT | None:
        return next((one for one in self._definitions if one.name == self.identity), None)

    def _open(self, definition: DefinitionT | None) -> None:
        self._form.edit(definition)
        self._form.show()
        self._show_state()
        self._form.focus_first()

    def _save(self, definition: DefinitionT) -> None:
        self._saving = definition.name
        self.save_requested.emit(definition)

    def _close(self) -> None:
        self._saving = ""
        self._form.hide()
        self._show_state()

    def _show_state(self) -> None:
        is_known = self._definition() is not None
        is_open = not self._form.isHidden()
        self._edit.setVisible(is_known)
        self._delete.setVisible(is_known)
        for button in (self._new, self._edit, self._delete):
            button.setEnabled(not is_open)
        self._rows.set_row_visible(self._empty_row, visible=not (is_open or self._choice.names() or self.identity))


def code_edit(placeholder: str) -> QLineEdit:
    """Return a field for an ARN or an ID."""
    field = QLineEdit()
    field.setProperty("kind", "code")
    field.setPlaceholderText(placeholder)
    return field


def _button(word: str, noun: str) -> QPushButton:
    button = QPushButton(word)
    button.setAccessibleName(f"{word} {noun}")
    return button
