"""A choice among the identities of one source."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal

from countersign.model.credentials import Identity
from countersign.ui.identity.chip_choice import ChipChoice
from countersign.ui.identity.words import kind_chip, needs_words, short_arn


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """Hold what a choice says: its accessible name, before a choice, without any, and of a name that is not there."""

    name: str
    prompt: str
    none: str
    gone: str


class IdentityChoice(ChipChoice):
    """Offer identities by name; `chosen` follows another choice by a person."""

    chosen = Signal()

    def __init__(self, words: ChoiceWords) -> None:
        super().__init__(words.name)
        self._words = words
        self._name = ""
        self._identities: tuple[Identity, ...] = ()
        self.currentIndexChanged.connect(self._take)
        self._fill()

    @property
    def name(self) -> str:
        """Return the name that is chosen, "" for none."""
        return self._name

    def identity(self) -> Identity | None:
        """Return the identity that is chosen, None where there is none of that name."""
        return next((one for one in self._identities if one.name == self._name), None)

    def names(self) -> tuple[str, ...]:
        """Return what is offered."""
        return tuple(one.name for one in self._identities)

    def set_name(self, name: str) -> None:
        """Choose a name, without `chosen`; one that is not there is kept and shown as such."""
        self._name = name
        self._fill()

    def offer(self, identities: tuple[Identity, ...]) -> None:
        """Offer other identities, without `chosen`."""
        if identities != self._identities:
            self._identities = identities
            self._fill()

    def _fill(self) -> None:
        with QSignalBlocker(self):
            self.clear()
            if not self._name:
                self.add_choice(self._words.prompt if self._identities else self._words.none, "")
            for one in self._identities:
                facts = (kind_chip(one), needs_words(one), short_arn(one.arn) if one.arn else one.account)
                self.add_choice(one.name, one.name, facts)
            if self.findData(self._name) < 0:
                self.add_choice(f"{self._name} ({self._words.gone})", self._name)
            self.setCurrentIndex(self.findData(self._name))
        self.show_chips()

    def _take(self) -> None:
        self._name = str(self.currentData())
        self.chosen.emit()
