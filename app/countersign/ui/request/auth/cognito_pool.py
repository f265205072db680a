"""The fields of a user pool, edited in place."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countersign.model.cognito import UserPool
from countersign.model.errors import Failure, InputError
from countersign.ui.request.auth.cognito_pool_advanced import PoolAddresses
from countersign.ui.request.field_box import find_field
from countersign.ui.request.form_rows import FormRows, in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.choice_box import ChoiceBox
from countersign.ui.widgets.secret_field import SecretField

_LABELS = {"App client ID": "Client ID", "Endpoint": "Cognito endpoint"}


class PoolEditor(QWidget):
    """Edit one pool; the client secret leaves only with `save_requested`, "" where the kept one stays.

    `saved` carries the name once the pool has arrived among the known ones; `closed` follows the button.
    """

    save_requested = Signal(object, str)
    delete_requested = Signal(str)
    import_requested = Signal()
    saved = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._known: UserPool | None = None
        self._others: tuple[str, ...] = ()
        self._saving: UserPool | None = None
        self._forgets_secret = False
        self._found = ChoiceBox("Pools in the account")
        self._name, self._pool_id, self._client_id, self._domain = (QLineEdit() for _ in range(4))
        self._region = QLabel()
        self._secret = SecretField()
        self._forget_secret = QPushButton("Forget")
        self._addresses = PoolAddresses(theme)
        self._save = QPushButton("Save pool")
        self._delete = QPushButton("Delete")
        self._read = QPushButton("Read from my account")
        self._close = QPushButton("Close")
        self._note = note_label()
        self._rows = FormRows(theme)
        self._build()
        self._connect()

    @property
    def is_new(self) -> bool:
        """Tell whether the fields are a new pool's."""
        return self._known is None

    def open(self, pool: UserPool | None, names: tuple[str, ...]) -> None:
        """Show a pool's fields, or empty ones; `names` are taken by the pools there are."""
        self._known = pool
        self._others = tuple(name for name in names if pool is None or name != pool.name)
        self._fill(pool or UserPool("", "", ""))
        self._found.clear()
        self._rows.set_row_visible(self._found_row, visible=False)
        self._delete.setVisible(pool is not None)

    def forget(self) -> None:
        """Wipe the typed secret and what was being saved."""
        self._secret.set_secret("")
        self._saving = None
        self._note.clear()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        (self._pool_id if self._known else self._name).setFocus()

    def show_found(self, pools: tuple[UserPool, ...]) -> None:
        """Offer the pools and clients that the account has."""
        with QSignalBlocker(self._found):
            self._found.clear()
            self._found.addItem("Choose one to fill in the fields" if pools else "This account has none here", None)
            for pool in pools:
                self._found.addItem(f"{pool.name}  {pool.pool_id}  {pool.client_id}", pool)
        self._rows.set_row_visible(self._found_row, visible=True)
        self._note.clear()

    def notice_pools(self, pools: tuple[UserPool, ...]) -> None:
        """Tell `saved` once the pool that was being saved is among them."""
        saving = self._saving
        if saving is not None and any(_alike(pool, saving) for pool in pools):
            self.forget()
            self.saved.emit(saving.name)

    def show_failure(self, failure: Failure | None) -> None:
        """Say what is wrong, at the field that the failure names."""
        self._saving = None
        if failure is None:
            self._note.clear()
            return
        name = _LABELS.get(failure.field, failure.field)
        found = find_field(self, name) if name else None
        if found is None:
            self._note.setText(str(failure))
            return
        self._note.clear()
        if self._addresses.isAncestorOf(found[1]):
            self._addresses.unfold()
        found[0].show_problem(found[1], failure)
        found[1].setFocus()

    def save(self) -> None:
        """Ask for the pool to be saved, or say what is wrong with it."""
        pool = self._candidate()
        try:
            self._check_name(pool.name)
            pool.validate()
        except InputError as error:
            self.show_failure(error.failure)
            return
        if pool == self._known and not self._secret.text():
            self.closed.emit()
            return
        self._saving = pool
        self._note.setText("Saving…")
        self.save_requested.emit(pool, self._secret.text())

    def _build(self) -> None:
        self._region.setProperty("kind", "chip")
        self._save.setProperty("kind", "primary")
        self._forget_secret.setAccessibleName("Forget client secret")
        self._delete.setAccessibleName("Delete user pool")
        self._close.setAccessibleName("Close user pool")
        for field, hint in (
            (self._pool_id, "eu-west-3_Ab129faBb"),
            (self._client_id, "of the app client"),
            (self._domain, "prefix, or auth.example.com"),
        ):
            field.setProperty("kind", "code")
            field.setPlaceholderText(hint)
        self._name.setPlaceholderText("orders-users")
        self._pool_id.setAccessibleName("User pool ID")
        self._secret.setAccessibleName("Client secret")
        rows = self._rows
        self._found_row = rows.add_row("In the account", self._found)
        rows.add_row("Pool name", self._name)
        rows.add_row("User pool ID", in_a_row(self._pool_id, self._region, stretch=0))
        rows.add_row("Client ID", self._client_id)
        rows.add_row("Client secret", in_a_row(self._secret, self._forget_secret, stretch=0))
        rows.add_row("Domain", self._domain)
        rows.add_wide(self._addresses)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._save, self._read, self._delete, self._close):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(11)
        column.addWidget(rows)
        column.addLayout(buttons)
        column.addWidget(self._note)

    def _connect(self) -> None:
        for field in (self._name, self._pool_id, self._client_id, self._secret, self._domain):
            field.textChanged.connect(self._show_state)
            field.returnPressed.connect(self.save)
        self._addresses.edited.connect(self._show_state)
        self._found.currentIndexChanged.connect(self._take_found)
        self._forget_secret.clicked.connect(self._drop_secret)
        self._save.clicked.connect(self.save)
        self._delete.clicked.connect(self._ask_to_delete)
        self._read.clicked.connect(self._ask_account)
        self._close.clicked.connect(self.closed)

    def _fill(self, pool: UserPool) -> None:
        self._forgets_secret = False
        self._name.setText(pool.name)
        self._pool_id.setText(pool.pool_id)
        self._client_id.setText(pool.client_id)
        self._domain.setText(pool.domain)
        self._addresses.set_pool(pool)
        self.forget()
        self._show_state()

    def _candidate(self) -> UserPool:
        base = self._base()
        typed = replace(
            base,
            name=self._name.text().strip(),
            pool_id=self._pool_id.text().strip(),
            client_id=self._client_id.text().strip(),
            domain=self._domain.text().strip(),
        )
        pool = self._addresses.written_into(typed)
        kept = base.has_client_secret and pool.secret_scope == base.secret_scope and not self._forgets_secret
        return replace(pool, has_client_secret=bool(self._secret.text()) or kept)

    def _base(self) -> UserPool:
        """Return the pool that the fields began with: one from the account, the edited one, or an empty one."""
        found = self._found.currentData()
        return found if isinstance(found, UserPool) else self._known or UserPool("", "", "")

    def _show_state(self) -> None:
        pool = self._candidate()
        self._region.setText(pool.region or "no region yet")
        kept = pool.has_client_secret and not self._secret.text()
        lost = self._base().has_client_secret and not pool.has_client_secret and not self._forgets_secret
        self._secret.setPlaceholderText(
            "kept in the keyring" if kept else "type it again: it belonged to another client" if lost else "none"
        )
        self._forget_secret.setVisible(kept)
        renamed = self._known is not None and pool.name != self._known.name
        self._save.setText("Save as new pool" if renamed else "Save pool")

    def _check_name(self, name: str) -> None:
        if not name:
            raise _name_error("The pool has no name.", "Type one, such as orders-users.")
        if any(sign.isspace() or sign in "{}" for sign in name):
            raise _name_error(
                "The name would not work in {{cognito.NAME.access_token}}.", "Leave out spaces and braces."
            )
        if name in self._others:
            raise _name_error("There is another pool of this name.", "Choose another name.")

    def _take_found(self) -> None:
        if isinstance(self._found.currentData(), UserPool):
            name = self._name.text().strip()
            pool: UserPool = self._found.currentData()
            self._fill(replace(pool, name=name or pool.name))

    def _drop_secret(self) -> None:
        self._forgets_secret = True
        self._show_state()

    def _ask_to_delete(self) -> None:
        if self._known is not None:
            self.delete_requested.emit(self._known.name)
            self.closed.emit()

    def _ask_account(self) -> None:
        self._note.setText("Reading the user pools of the account…")
        self.import_requested.emit()


def _alike(one: UserPool, other: UserPool) -> bool:
    return replace(one, has_client_secret=False) == replace(other, has_client_secret=False)


def _name_error(sentence: str, action: str) -> InputError:
    return InputError(Failure("pool.name", sentence, action, field="Pool name"))
