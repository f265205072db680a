"""The keys of a keyring identity: choose one, add one, replace one, delete one."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from countersign.model.credentials import Identity
from countersign.model.errors import Failure
from countersign.ui.request.auth.sigv4_source import KnownIdentities, SourceForm
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox
from countersign.ui.widgets.secret_field import SecretField

_NEW = "\0new"


class KeyringKeys(SourceForm):
    """Choose an identity by name and type its keys; secrets leave only with `save_requested`.

    `identity_chosen` follows another choice; `save_requested` carries name, access key ID, secret access key and
    session token.
    """

    save_requested = Signal(str, str, str, str)
    delete_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._identity = ""
        self._default = ""
        self._saving = ""
        self._identities: tuple[Identity, ...] = ()
        self._choice = ChoiceBox("Keyring identity")
        self._name = QLineEdit()
        self._key_id = QLineEdit()
        self._key_id.setProperty("kind", "code")
        self._secret = SecretField()
        self._token = SecretField()
        self._new = QPushButton("New")
        self._new.setAccessibleName("New identity")
        self._delete = QPushButton("Delete")
        self._delete.setAccessibleName("Delete identity")
        self._save = QPushButton("Save to keyring")
        self._note = note_label()
        self._build(theme)
        self._connect()
        self.show_known(KnownIdentities())

    @property
    def identity(self) -> str:
        """Return the name that the request uses, "" for the workspace's default."""
        return self._identity

    def set_identity(self, name: str) -> None:
        """Choose an identity; one that is not in the keyring is shown as such."""
        self._identity = name
        self._fill_choice()

    def show_known(self, known: KnownIdentities) -> None:
        """Offer other identities; typed keys stay until the identity that they were saved as is there."""
        self._identities = tuple(one for one in known.identities if one.source == "keyring")
        self._default = known.default
        saved = self._saving in {one.name for one in self._identities} and self._saving != ""
        if not saved:
            self._fill_choice(keep_fields=self.unsaved() is not None)
            return
        self._identity, self._saving = self._saving, ""
        self._fill_choice()
        self.identity_chosen.emit()

    def unsaved(self) -> tuple[str, str, str, str] | None:
        """Return name, access key ID, secret and session token that are typed in full and not saved."""
        if not (self._key_id.text().strip() and self._secret.text()):
            return None
        name = self._typed_name() or "default"
        return name, self._key_id.text().strip(), self._secret.text(), self._token.text().strip()

    def save(self) -> None:
        """Ask for the typed keys to be saved; they stay here until `show_known` brings their identity."""
        keys = self.unsaved()
        if keys is None:
            return
        self._saving = keys[0]
        self._note.setText("Saving…")
        self.save_requested.emit(*keys)

    def obstacle(self) -> Failure | None:
        """Stop while keys are on screen that the signature would not use, because they are not saved."""
        if self.unsaved() is None:
            return None
        return Failure(
            "credentials.not-saved",
            "These keys are not saved yet, so the request would be signed with others.",
            "Press Save to keyring, or clear this field.",
            field="Secret access key",
        )

    def start_new(self) -> None:
        """Get ready for the keys of a new identity."""
        self._choice.setCurrentIndex(self._choice.findData(_NEW))
        self._name.setFocus()

    def _build(self, theme: Theme) -> None:
        self._rows = FormRows(theme)
        self._rows.add_row("Identity", in_a_row(self._choice, self._new, self._delete))
        self._name_row = self._rows.add_row("Identity name", self._name)
        self._rows.add_row("Access key ID", self._key_id)
        self._rows.add_row("Secret access key", self._secret)
        self._rows.add_row("Session token", self._token)
        self._save_row = self._rows.add_row("", in_a_row(self._save, self._note, stretch=1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)

    def _connect(self) -> None:
        self._choice.currentIndexChanged.connect(self._choose)
        for field in (self._name, self._key_id, self._secret, self._token):
            field.textChanged.connect(self._show_state)
            field.returnPressed.connect(self.save)
        self._save.clicked.connect(self.save)
        self._new.clicked.connect(self.start_new)
        self._delete.clicked.connect(lambda: self.delete_requested.emit(self._identity))

    def _choose(self) -> None:
        chosen = str(self._choice.currentData())
        if chosen != _NEW:
            self._identity = chosen
            self.identity_chosen.emit()
        self._show_identity()

    def _fill_choice(self, *, keep_fields: bool = False) -> None:
        was_new = self._choice.currentData() == _NEW and keep_fields
        with QSignalBlocker(self._choice):
            self._choice.clear()
            self._choice.addItem(self._words_of_default(), "")
            for one in self._identities:
                words = f"{one.name} (memory only)" if one.kind == "memory" else one.name
                self._choice.addItem(words, one.name)
                self._choice.setItemData(self._choice.count() - 1, one.note, Qt.ItemDataRole.ToolTipRole)
            if self._choice.findData(self._identity) < 0:
                self._choice.addItem(f"{self._identity} (not in this keyring)", self._identity)
            self._choice.addItem("New identity…", _NEW)
            self._choice.setCurrentIndex(self._choice.findData(_NEW if was_new else self._identity))
        if keep_fields:
            self._show_state()
        else:
            self._show_identity()

    def _words_of_default(self) -> str:
        if self._default:
            return f"Workspace default ({self._default})"
        return "Workspace default" if self._identities else "No keys saved yet"

    def _show_identity(self) -> None:
        """Fill the fields with what is known of the chosen identity."""
        known = self._known()
        self._forget_typed()
        self._key_id.setText(known.access_key_id if known else "")
        kept = "" if known is None else "kept in memory only" if known.kind == "memory" else "kept in the keyring"
        self._secret.setPlaceholderText(kept)
        self._token.setPlaceholderText(
            (kept if known.has_session_token else "none") if known else "only with temporary keys"
        )
        self._show_state()

    def _show_state(self) -> None:
        known = self._known()
        self._rows.set_row_visible(self._name_row, visible=known is None)
        chosen = str(self._choice.currentData())
        self._name.setPlaceholderText(chosen if chosen not in ("", _NEW) else "default")
        self._delete.setVisible(known is not None)
        typed = bool(self._secret.text() or self._token.text())
        changed = self._key_id.text() != (known.access_key_id if known else "")
        self._rows.set_row_visible(self._save_row, visible=typed or changed)
        ready = self.unsaved() is not None
        self._save.setEnabled(ready)
        self._note.setText("" if ready else "Type the access key ID and the secret access key.")

    def _known(self) -> Identity | None:
        chosen = self._choice.currentData()
        return next((one for one in self._identities if one.name == chosen), None)

    def _typed_name(self) -> str:
        known = self._known()
        if known is not None:
            return known.name
        chosen = str(self._choice.currentData())
        return self._name.text().strip() or ("" if chosen == _NEW else chosen)

    def _forget_typed(self) -> None:
        self._name.clear()
        self._key_id.clear()
        self._secret.set_secret("")
        self._token.set_secret("")
