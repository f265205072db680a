"""The rare options of a signature."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from countersign.model.auth import SigV4Auth
from countersign.ui.request.disclosure import Disclosure
from countersign.ui.request.form_rows import FormRows, in_a_row
from countersign.ui.theme import Theme
from countersign.ui.widgets.segmented import SegmentedControl

_LONGEST_SECONDS = 604_800
_RULES = {"auto": None, "on": True, "off": False}


class AdvancedOptions(QWidget):
    """Edit signed headers, path rules, SigV4A, session token, date and lifetime, folded away while they are usual."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._signed_headers = SegmentedControl((("all", "All"), ("required", "Required only")))
        self._path_rules = SegmentedControl((("auto", "Auto"), ("on", "On"), ("off", "Off")))
        self._v4a = QCheckBox("Sign with SigV4A for")
        self._region_set = QLineEdit()
        self._token = SegmentedControl((("signed", "Signed"), ("appended", "Appended after signing")))
        self._date = QLineEdit()
        self._expires = QSpinBox()
        self._rows = FormRows(theme)
        self._fold = Disclosure(
            theme, "Advanced", "signed headers, S3 path rules, V4A regions, fixed date", self._rows
        )
        self._build()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._fold)

    def set_auth(self, auth: SigV4Auth) -> None:
        """Show other options; unusual ones unfold."""
        self._signed_headers.set_current(auth.signed_headers)
        self._path_rules.set_current(next(key for key, rule in _RULES.items() if rule is auth.s3_path_rules))
        self._v4a.setChecked(auth.algorithm == "v4a")
        self._region_set.setText(auth.region_set)
        self._region_set.setEnabled(auth.algorithm == "v4a")
        self._token.set_current(auth.session_token)
        self._date.setText(auth.fixed_date)
        self._expires.setValue(auth.expires)
        self._fold.set_open(is_open=self.written_into(SigV4Auth()) != SigV4Auth())

    def written_into(self, auth: SigV4Auth) -> SigV4Auth:
        """Return the auth with these options."""
        return replace(
            auth,
            signed_headers=cast("Literal['all', 'required']", self._signed_headers.current()),
            s3_path_rules=_RULES[self._path_rules.current()],
            algorithm="v4a" if self._v4a.isChecked() else "v4",
            region_set=self._region_set.text(),
            session_token=cast("Literal['signed', 'appended']", self._token.current()),
            fixed_date=self._date.text(),
            expires=self._expires.value(),
        )

    def set_expires_enabled(self, *, enabled: bool) -> None:
        """Allow a lifetime, which only a signature in the query has."""
        self._expires.setEnabled(enabled)

    def unfold(self) -> None:
        """Show the options, for a problem with one of them."""
        self._fold.set_open(is_open=True)

    def _build(self) -> None:
        self._region_set.setAccessibleName("Region set")
        self._region_set.setProperty("kind", "code")
        self._region_set.setPlaceholderText("us-east-1,us-west-2 or *")
        self._token.setAccessibleName("Session token placement")
        self._v4a.setAccessibleName("SigV4A")
        self._date.setProperty("kind", "code")
        self._date.setPlaceholderText("YYYYMMDDTHHMMSSZ, empty for now")
        self._expires.setRange(1, _LONGEST_SECONDS)
        self._expires.setSuffix(" s")
        self._expires.lineEdit().setTextMargins(6, 0, 0, 0)
        self._rows.add_row("Signed headers", self._signed_headers)
        self._rows.add_row("S3 path rules", self._path_rules)
        self._rows.add_row("SigV4A", in_a_row(self._v4a, self._region_set, stretch=1))
        self._rows.add_row("Session token", self._token)
        self._rows.add_row("Fixed date", self._date)
        self._rows.add_row("Expires", in_a_row(self._expires, stretch=-1))
        self._expires.setAccessibleName("Expires")
        self._v4a.toggled.connect(self._region_set.setEnabled)
        for changed in (
            self._signed_headers.selected,
            self._path_rules.selected,
            self._v4a.toggled,
            self._region_set.textChanged,
            self._token.selected,
            self._date.textChanged,
            self._expires.valueChanged,
        ):
            changed.connect(self.edited)
