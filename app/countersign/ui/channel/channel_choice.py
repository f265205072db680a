"""Which channel: its name or ARN, typed or chosen from the account's list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QVBoxLayout, QWidget

from countersign.kvs.channel_arn import ChannelArn, is_arn
from countersign.model.errors import InputError
from countersign.ui.channel.channel_rows import ChannelRows
from countersign.ui.channel.variable_choice import VariableChoice
from countersign.ui.channel.variable_edit import VariableEdit
from countersign.ui.icons import keep_icon
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme, set_kind
from countersign.variables.scopes import Scope

ListedChannel = tuple[str, str, str]


class ChannelChoice(QWidget):
    """Edit the channel in two fields that follow each other: one takes a name or an ARN, one shows or takes the ARN.

    `arn_changed` follows every change of what the ARN says.
    """

    edited = Signal()
    arn_changed = Signal()
    channels_requested = Signal()
    create_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._arns: dict[str, str] = {}
        self._name_before = ""
        self._waits_for_list = False
        self._name = VariableChoice(theme, "Channel name", "Name or ARN", theme.ui_font())
        self.setFocusProxy(self._name)
        self._list = QToolButton()
        self._list.setAccessibleName("List channels")
        self._list.setToolTip("List the channels of this account and region (ListSignalingChannels)")
        keep_icon(self._list, theme, "refresh")
        self._create = QPushButton("Create")
        self._create.setAccessibleName("Create channel")
        self._create.setToolTip("Create a channel of this name (CreateSignalingChannel)")
        self._note = note_label()
        self._note.setAccessibleName("Channel facts")
        self._arn = VariableEdit(theme, "Channel ARN", "asked for at connect")
        self._lay_out(theme)
        self._name.edited.connect(self._take_name)
        self._arn.textEdited.connect(self._take_arn)
        self._list.clicked.connect(self._ask_for_list)
        self._create.clicked.connect(lambda: self.create_requested.emit(self.channel.strip()))
        self._show_state()

    @property
    def channel(self) -> str:
        """Return the name or ARN as written."""
        return self._name.text()

    def set_channel(self, channel: str) -> None:
        """Show another channel, without `edited`."""
        self._name.show_text(channel)
        self._show_state()

    def arn(self) -> ChannelArn | None:
        """Return what the ARN says, None where it is not known."""
        return _parsed(self._arn.text())

    def set_arn(self, arn: str) -> None:
        """Show the ARN of the channel as it is written now; "" forgets it."""
        self._arns[self.channel] = arn
        self._show_state()

    def set_channels(self, channels: tuple[ListedChannel, ...]) -> None:
        """Offer other channels as (name, ARN, status); the list opens for a person who asked for it."""
        self._arns |= {name: arn for name, arn, _ in channels}
        self._name.set_choices(tuple((name, status) for name, _, status in channels))
        self._list.setEnabled(True)
        self._show_state()
        asked, self._waits_for_list = self._waits_for_list, False
        if asked and channels and QApplication.focusWidget() in (self._list, self._name, self._name.lineEdit()):
            self._name.showPopup()
        if asked and not channels:
            self._say("This account has no channels in this region. Create makes one.", "muted")

    def stop_waiting(self) -> None:
        """Allow asking for the list again, after a failure."""
        self._waits_for_list = False
        self._list.setEnabled(True)

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        self._name.set_scope(scope)
        self._arn.set_scope(scope)

    def _lay_out(self, theme: Theme) -> None:
        row = in_a_row(self._name, self._list, self._create)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(row)
        column.addWidget(self._note)
        rows = ChannelRows(theme)
        rows.add_row("Channel", first)
        rows.add_row("ARN", self._arn)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(rows)

    def _ask_for_list(self) -> None:
        self._waits_for_list = True
        self._list.setEnabled(False)
        self._name.setFocus()
        self.channels_requested.emit()

    def _take_name(self) -> None:
        self._show_state()
        self.edited.emit()

    def _take_arn(self, text: str) -> None:
        """Let a typed ARN stand for the channel; without one its name does."""
        if not is_arn(self.channel):
            self._name_before = self.channel
        was = _parsed(self.channel)
        self._name.show_text(text or (was.name if was else self._name_before))
        if not text:
            self._arns.pop(self.channel, None)
        self._show_state()
        self.edited.emit()

    def _show_state(self) -> None:
        channel = self.channel.strip()
        arn = channel if is_arn(channel) else self._arns.get(self.channel, "")
        if self._arn.text() != self.channel:  # else it is being typed there
            self._arn.show_text(arn)
        self._create.setEnabled(bool(channel) and not is_arn(channel))
        self._show_meaning(channel)
        self.arn_changed.emit()

    def _show_meaning(self, channel: str) -> None:
        if not is_arn(channel) or "{{" in channel:
            self._say("", "muted")
            return
        try:
            found = ChannelArn.parse(channel)
        except InputError as error:
            self._say(str(error.failure), "warn")
            return
        self._say(f"{found.name} in {found.region}, account {found.account}", "muted")

    def _say(self, words: str, kind: str) -> None:
        set_kind(self._note, kind)
        self._note.setText(words)
        self._note.setVisible(bool(words))


def _parsed(text: str) -> ChannelArn | None:
    try:
        return ChannelArn.parse(text)
    except InputError:
        return None
