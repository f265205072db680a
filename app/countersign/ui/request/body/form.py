"""What every body form offers to the panel that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from countersign.model.body import Body
from countersign.ui.theme import Theme

BodyT = TypeVar("BodyT", bound=Body)
ChooseFile = Callable[[QWidget], str]


class BodyForm(QWidget, Generic[BodyT]):
    """Edit one type of body; `edited` follows every change that a person made."""

    edited = Signal()

    def set_body(self, body: BodyT) -> None:
        """Show another body; the panel keeps `edited` quiet meanwhile."""
        raise NotImplementedError

    def body(self) -> BodyT:
        """Return the body, frozen."""
        raise NotImplementedError

    def can_format(self) -> bool:
        """Tell whether the text can be laid out anew."""
        return False

    def format(self) -> None:
        """Lay the text out anew, or say why not."""


@dataclass(frozen=True, slots=True)
class BodyKind(Generic[BodyT]):
    """Register a type: its words, an empty body, how its form is built, which bodies belong to it."""

    title: str
    empty: BodyT
    build: Callable[[Theme, ChooseFile], BodyForm[BodyT]]
    owns: Callable[[Body], bool]
