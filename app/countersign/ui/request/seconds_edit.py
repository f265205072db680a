"""A field for a time limit."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDoubleSpinBox

_LONGEST = 86_400.0


class SecondsEdit(QDoubleSpinBox):
    """Edit seconds to the millisecond; the lowest value means no limit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLocale(QLocale.c())
        self.setRange(0.0, _LONGEST)
        self.setDecimals(3)
        self.setSpecialValueText("no limit")
        self.setSuffix(" s")
        self.setFixedWidth(120)
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt calls it so
        """Write a number without idle zeros."""
        return f"{value:.3f}".rstrip("0").rstrip(".")

    def seconds(self) -> float | None:
        """Return the limit, None without one."""
        return self.value() or None

    def set_seconds(self, seconds: float | None) -> None:
        """Show another limit."""
        self.setValue(seconds or 0.0)
