"""A field for a time in seconds."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

_LONGEST = 86_400.0


class SecondsEdit(QDoubleSpinBox):
    """Edit seconds to the millisecond; the lowest value, or none, means that there is no such time."""

    def __init__(self, name: str, without: str = "no limit") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLocale(QLocale.c())
        self.setRange(0.0, _LONGEST)
        self.setDecimals(3)
        self.setSpecialValueText(without)
        self.setSuffix(" s")
        self.setFixedWidth(120)
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt calls it so
        """Write a number without idle zeros."""
        return f"{value:.3f}".rstrip("0").rstrip(".")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take an emptied field for no time."""
        if self._is_empty(text):
            return (QValidator.State.Acceptable, text, position)
        return super().validate(text, position)

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt calls it so
        """Read a number, nothing as the lowest value."""
        return 0.0 if self._is_empty(text) else super().valueFromText(text)

    def seconds(self) -> float | None:
        """Return the time, None without one."""
        return self.value() or None

    def set_seconds(self, seconds: float | None) -> None:
        """Show another time."""
        self.setValue(seconds or 0.0)

    def _is_empty(self, text: str) -> bool:
        return not text.removesuffix(self.suffix()).strip()
