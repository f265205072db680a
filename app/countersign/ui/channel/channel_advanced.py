"""The rare options of a channel, folded away; the line that opens them says which are unusual."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from countersign.model.channel import LONGEST_EXPIRY, ChannelDraft
from countersign.ui.channel.channel_rows import ChannelRows
from countersign.ui.channel.options_fold import OptionsFold
from countersign.ui.channel.variable_edit import VariableEdit
from countersign.ui.request.form_rows import in_a_row, note_label
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl
from countersign.variables.scopes import Scope

_USUAL = "lifetime, control plane, TLS, proxy"
_INSECURE = "The server's certificate is not checked: anyone on the way can read and change what is sent."


class ChannelAdvanced(QWidget):
    """Edit lifetime and date of the signature, the control plane, reconnects, certificates and the proxy."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._expires = QSpinBox()
        self._expires.setAccessibleName("Expires")
        self._expires.setRange(1, LONGEST_EXPIRY)
        self._expires.setSuffix(" s")
        self._expires.setMinimumWidth(84)
        self._expires.lineEdit().setTextMargins(6, 0, 0, 0)
        self._date = VariableEdit(theme, "Fixed date", "YYYYMMDDTHHMMSSZ, empty for now")
        self._control_plane = VariableEdit(theme, "Control plane", "AWS's own, or https://…")
        self._reconnect = QCheckBox("Reconnect automatically")
        self._verify = QCheckBox("Verify certificates")
        self._warning = note_label(_INSECURE, "warn")
        self._proxy = SegmentedControl((("none", "None"), ("system", "System"), ("custom", "Custom")))
        self._proxy_url = VariableEdit(theme, "Proxy URL", "http:// or socks5:// and host:port")
        self._rows = ChannelRows(theme)
        self._build(theme)
        for changed in (
            self._expires.valueChanged,
            self._date.textChanged,
            self._control_plane.textChanged,
            self._reconnect.toggled,
            self._verify.toggled,
            self._proxy.selected,
            self._proxy_url.textChanged,
        ):
            changed.connect(self._tell)

    def set_draft(self, draft: ChannelDraft) -> None:
        """Show a draft's options, without `edited`."""
        proxy = draft.settings.proxy
        is_custom = proxy not in ("none", "system")
        with QSignalBlocker(self):
            self._expires.setValue(draft.expires)
            self._date.show_text(draft.fixed_date)
            self._control_plane.show_text(draft.control_plane)
            self._reconnect.setChecked(draft.reconnect)
            self._verify.setChecked(draft.settings.verify_tls)
            self._proxy.set_current("custom" if is_custom else proxy)
            self._proxy_url.show_text(proxy if is_custom else "")
        self._show_parts()

    def written_into(self, draft: ChannelDraft) -> ChannelDraft:
        """Return the draft with these options."""
        proxy = self._proxy.current()
        return replace(
            draft,
            expires=self._expires.value(),
            fixed_date=self._date.text(),
            control_plane=self._control_plane.text(),
            reconnect=self._reconnect.isChecked(),
            settings=replace(
                draft.settings,
                verify_tls=self._verify.isChecked(),
                proxy=self._proxy_url.text() if proxy == "custom" else proxy,
            ),
        )

    def set_scope(self, scope: Scope) -> None:
        """Look variables up in another scope."""
        for field in (self._date, self._control_plane, self._proxy_url):
            field.set_scope(scope)

    def unfold(self) -> None:
        """Show the options, for a problem with one of them."""
        self._fold.set_open(is_open=True)

    def _build(self, theme: Theme) -> None:
        rows = self._rows
        rows.add_row("Expires", in_a_row(self._expires, stretch=-1))
        rows.add_row("Fixed date", self._date)
        rows.add_row("Control plane", self._control_plane)
        rows.add_row("Drops", self._reconnect)
        rows.add_row("TLS", self._verify)
        self._warning_row = rows.add_row("", self._warning)
        rows.add_row("Proxy", self._proxy)
        self._proxy_row = rows.add_row("Proxy URL", self._proxy_url)
        self._fold = OptionsFold(theme, "Advanced", rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._fold)

    def _tell(self) -> None:
        self._show_parts()
        self.edited.emit()

    def _show_parts(self) -> None:
        self._rows.set_row_visible(self._warning_row, visible=not self._verify.isChecked())
        self._rows.set_row_visible(self._proxy_row, visible=self._proxy.current() == "custom")
        unusual = unusual_words(self.written_into(ChannelDraft()))
        kind = "faint" if not unusual else "muted" if self._verify.isChecked() else "warn"
        self._fold.set_summary(", ".join(unusual) or _USUAL, kind)


def unusual_words(draft: ChannelDraft) -> tuple[str, ...]:
    """Return the options that differ from a new channel's, the most serious first; of a proxy not its address."""
    usual, proxy = ChannelDraft(), draft.settings.proxy
    found = (
        (draft.settings.verify_tls, "certificates not checked"),
        (not draft.control_plane, f"control plane {draft.control_plane}"),
        (draft.expires == usual.expires, f"expires after {draft.expires} s"),
        (not draft.fixed_date, f"date {draft.fixed_date}"),
        (draft.reconnect, "no reconnect"),
        (proxy == usual.settings.proxy, "no proxy" if proxy == "none" else "custom proxy"),
    )
    return tuple(words for is_usual, words in found if not is_usual)
