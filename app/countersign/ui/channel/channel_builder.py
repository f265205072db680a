"""The channel builder: which channel, as whom, from where, with whose keys."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCompleter, QPushButton, QVBoxLayout, QWidget

from countersign.kvs.client_ids import new_client_id
from countersign.model.channel import ChannelDraft, JoinAs
from countersign.model.credentials import CallerIdentity, Identity
from countersign.model.errors import Failure
from countersign.ui.channel.channel_advanced import ChannelAdvanced
from countersign.ui.channel.channel_choice import ChannelChoice, ListedChannel
from countersign.ui.channel.channel_identity import ChannelIdentity
from countersign.ui.channel.channel_rows import CHANNEL_ROW_GAP, ChannelRows
from countersign.ui.channel.client_ids import CheckClientId, client_id_failure
from countersign.ui.channel.toggles import Toggles
from countersign.ui.channel.variable_edit import VariableEdit
from countersign.ui.request.aws_names import REGIONS
from countersign.ui.request.field_box import FieldBox, find_field
from countersign.ui.request.form_rows import in_a_row
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl
from countersign.variables.scopes import Scope


class ChannelBuilder(QWidget):
    """Edit a `ChannelDraft`; `edited` follows every change that a person made.

    `channels_requested` asks for `set_channels`; `create_requested` carries a name; `sso_sign_in_requested` a
    profile's name, `caller_identity_requested` an identity.
    """

    edited = Signal()
    channels_requested = Signal()
    create_requested = Signal(str)
    sso_sign_in_requested = Signal(str)
    caller_identity_requested = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, check_client_id: CheckClientId = client_id_failure
    ) -> None:
        super().__init__(parent)
        self._draft = ChannelDraft()
        self._check_client_id = check_client_id
        self._channel = ChannelChoice(theme)
        self._role = SegmentedControl((("MASTER", "Master"), ("VIEWER", "Viewer"), ("BOTH", "Both")))
        self._role.setAccessibleName("Role")
        self._client_id = VariableEdit(theme, "Signaling client ID", "random at each connect")
        self._new_id = QPushButton("New")
        self._new_id.setAccessibleName("New client ID")
        self._region = VariableEdit(theme, "Region", "such as us-west-2", theme.ui_font())
        self._region.setCompleter(QCompleter(list(REGIONS), self._region))
        self._endpoint_source = SegmentedControl((("discover", "Discover"), ("enter", "Enter")))
        self._endpoint_source.setAccessibleName("Endpoint source")
        self._network = Toggles((("fips", "FIPS", "FIPS endpoint"), ("ipv6", "IPv6", "IPv6 (dual-stack)")))
        self._endpoint = VariableEdit(theme, "Endpoint", "wss://v-….kinesisvideo.….amazonaws.com")
        self._identity = ChannelIdentity(theme)
        self._advanced = ChannelAdvanced(theme)
        self._rows = ChannelRows(theme)
        self._lay_out()
        self._connect()
        self.set_draft(self._draft)

    def focus_channel(self) -> None:
        """Put the cursor into the channel's name."""
        self._channel.setFocus()

    def set_draft(self, draft: ChannelDraft) -> None:
        """Show a draft, without `edited`."""
        self._draft = draft
        with QSignalBlocker(self):
            self._channel.set_channel(draft.channel)
            self._role.set_current(draft.join_as)
            self._client_id.show_text(draft.client_id)
            self._region.show_text(draft.region)
            self._endpoint.show_text(draft.endpoint)
            self._endpoint_source.set_current("enter" if draft.endpoint else "discover")
            self._network.set_on("fips", on=draft.fips)
            self._network.set_on("ipv6", on=draft.dual_stack)
            self._identity.choose(draft.source, draft.identity)
            self._advanced.set_draft(draft)
        self.clear_problems()
        self._show_parts()

    def draft(self) -> ChannelDraft:
        """Freeze the fields; what has none here stays as it was given."""
        own = replace(
            self._draft,
            channel=self._channel.channel,
            join_as=cast("JoinAs", self._role.current()),
            client_id=self._client_id.text(),
            region=self._region.text(),
            endpoint=self._endpoint.text() if self._enters_endpoint() else "",
            fips=self._network.is_on("fips"),
            dual_stack=self._network.is_on("ipv6"),
            source=self._identity.source,
            identity=self._identity.name,
        )
        return self._advanced.written_into(own)

    def set_channel_arn(self, arn: str) -> None:
        """Show the ARN of the channel that the fields name now, without `edited`."""
        self._channel.set_arn(arn)

    def show_client_id(self, used: str) -> None:
        """Show in the empty field which client ID the connection was given; "" forgets it. The draft stays."""
        self._client_id.set_hint(used, "this time" if used else "")

    def set_channels(self, channels: tuple[ListedChannel, ...]) -> None:
        """Offer the account's channels as (name, ARN, status)."""
        self._channel.set_channels(channels)

    def show_channels_failure(self, failure: Failure) -> None:
        """Say why the channels could not be listed, or one not created."""
        self._channel.stop_waiting()
        self.show_problem(replace(failure, field="Channel name"))

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        for field in (self._channel, self._client_id, self._region, self._endpoint, self._advanced):
            field.set_scope(scope)

    def set_identities(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities."""
        self._identity.set_identities(identities)

    def set_default_identity(self, name: str) -> None:
        """Show whose keys the workspace's default stands for."""
        self._identity.set_default(name)

    def show_caller_identity(self, name: str, caller: CallerIdentity) -> None:
        """Show who AWS takes the identity of this name for."""
        self._identity.show_caller(name, caller)

    def show_problem(self, failure: Failure) -> bool:
        """Say what is wrong at the field that the failure names; tell whether there is such a field."""
        found = find_field(self, failure.field) if failure.field else None
        if found is None:
            return False
        box, field = found
        if self._advanced.isAncestorOf(field):
            self._advanced.unfold()
        box.show_problem(field, failure)
        return True

    def clear_problems(self) -> None:
        """Take every sentence at a field away."""
        for box in self.findChildren(FieldBox):
            box.clear_problem()

    def _lay_out(self) -> None:
        rows = self._rows
        rows.add_row("Join as", self._role)
        self._id_row = rows.add_row("Client ID", in_a_row(self._client_id, self._new_id))
        rows.add_row("Region", self._region)
        rows.add_row("Endpoint", in_a_row(self._endpoint_source, self._network, stretch=-1))
        self._endpoint_row = rows.add_row("", self._endpoint)
        rows.add_row("Credentials", self._identity)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(CHANNEL_ROW_GAP)
        column.addWidget(self._channel)
        column.addWidget(rows)
        column.addWidget(self._advanced)

    def _connect(self) -> None:
        for changed in (
            self._channel.edited,
            self._role.selected,
            self._client_id.textChanged,
            self._region.textChanged,
            self._endpoint_source.selected,
            self._endpoint.textChanged,
            self._network.toggled,
            self._identity.edited,
            self._advanced.edited,
        ):
            changed.connect(self._tell)
        self._channel.arn_changed.connect(self._show_region)
        self._channel.channels_requested.connect(self.channels_requested)
        self._channel.create_requested.connect(self.create_requested)
        self._new_id.clicked.connect(lambda: self._client_id.setText(new_client_id()))
        self._identity.sso_sign_in_requested.connect(self.sso_sign_in_requested)
        self._identity.caller_identity_requested.connect(self.caller_identity_requested)

    def _tell(self) -> None:
        if self.signalsBlocked():
            return
        self._show_parts()
        self.edited.emit()

    def _enters_endpoint(self) -> bool:
        return self._endpoint_source.current() == "enter"

    def _show_parts(self) -> None:
        self._rows.set_row_visible(self._id_row, visible=self._role.current() != "MASTER")
        self._rows.set_row_visible(self._endpoint_row, visible=self._enters_endpoint())
        self._network.setEnabled(not self._enters_endpoint())
        self._show_client_id_problem()

    def _show_client_id_problem(self) -> None:
        failure = self._check_client_id(self._client_id.text())
        if failure is None:
            self._id_row.clear_problem()
        elif str(failure) != self._id_row.problem():
            self._id_row.show_problem(self._client_id, failure)

    def _show_region(self) -> None:
        arn = self._channel.arn()
        self._region.set_hint(arn.region if arn else "", "from ARN" if arn else "")
