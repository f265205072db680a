"""The members of a parsed document, read with their types checked and their places known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from countersign.model.errors import Failure, InputError

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


class Fields:
    """Wrap one mapping of a document. `place` says where it stands; `problems` is shared by a whole document.

    What is wrong raises `InputError`; what is right but not used is noted as a problem.
    """

    def __init__(self, document: object, place: str, problems: list[str]) -> None:
        if not isinstance(document, Mapping):
            raise _unfit(place or "the document", "a mapping")
        self._members = document
        self._place = place
        self._problems = problems

    def __contains__(self, key: str) -> bool:
        return self._members.get(key) is not None

    def raw(self, key: str) -> object:
        """Return a member as it is, None without one."""
        return self._members.get(key)

    def text(self, key: str, default: str = "") -> str:
        """Return a text; numbers and true or false are taken as they were written."""
        value = self._members.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int):
            return str(value)
        raise _unfit(self._at(key), "a text")

    def required_text(self, key: str) -> str:
        """Return a text that must be there, though it may be empty."""
        if key not in self._members:
            raise _invalid(f"{self._at(key)} is missing.")
        return self.text(key)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false; "inherit" is the default."""
        value = self._members.get(key)
        if value is None or value == "inherit":
            return default
        if isinstance(value, bool):
            return value
        raise _unfit(self._at(key), "true or false")

    def number(self, key: str) -> float | None:
        """Return a number, None without one or for "inherit"."""
        value = self._members.get(key)
        if value is None or value == "inherit":
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53:
            return float(value)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return float(value)
        raise _unfit(self._at(key), "a number")

    def description(self, key: str = "description") -> str:
        """Return a description or documentation: a text, or the content of one with a type."""
        if isinstance(self._members.get(key), Mapping):
            return self.fields(key).text("content")
        return self.text(key)

    def fields(self, key: str) -> Fields:
        """Return a mapping below this one, an empty one if it is missing."""
        value = self._members.get(key)
        return Fields({} if value is None else value, self._at(key), self._problems)

    def each(self, key: str) -> Iterator[Fields]:
        """Yield the mappings of a list below this one."""
        value = self._members.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise _unfit(self._at(key), "a list")
        for at, item in enumerate(value):
            yield Fields(item, f"{self._at(key)}[{at}]", self._problems)

    def selected(self, key: str) -> Fields:
        """Return the mapping below this one or, of a list of variants, the selected one or the first."""
        if not isinstance(self._members.get(key), list):
            return self.fields(key)
        variants = list(self.each(key))
        chosen = next((variant for variant in variants if variant.flag("selected")), None)
        if chosen is None:
            chosen = variants[0] if variants else Fields({}, self._at(key), self._problems)
        return chosen

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of the words that may stand here."""
        word = self.text(key, default)
        if word not in choices:
            raise _unfit(self._at(key), f"one of {', '.join(choices)}")
        return word

    def note(self, sentence: str) -> None:
        """Note what is not used, or not as it is written."""
        self._problems.append(sentence)

    def unknown(self, key: str, what: str) -> InputError:
        """Return the error for a word that nobody knows."""
        return _unfit(self._at(key), what)

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key


def _unfit(place: str, wanted: str) -> InputError:
    return _invalid(f"{place} is not {wanted}.")


def _invalid(sentence: str) -> InputError:
    return InputError(Failure("format.value", sentence, "Correct the file."))
