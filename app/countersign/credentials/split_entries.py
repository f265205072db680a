"""Long values in a keyring that takes short ones only.

A value over 1,000 UTF-16 units is stored in parts (Windows Credential Manager takes 2,560 bytes per entry:
CRED_MAX_CREDENTIAL_BLOB_SIZE, wincred.h). There are two slots for parts; the head entry, under the value's own
name, points to one of them. A new value goes to the other slot, then the head is turned, then the old slot is swept:
whoever is interrupted leaves either the old value or the new one. Parts are written upwards and swept downwards, so
leftovers of an interruption start at a known place, and the next write or removal finds them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from countersign.credentials.keyring_backends import PasswordBackend
from countersign.credentials.keyring_failures import DAMAGED, DELETE_REFUSED, NOT_TEXT, WRITE_MISMATCH
from countersign.model.errors import KeyringError

PART_UNITS = 1000

_MARK = "countersign-parts:"
_HEAD = re.compile(rf"{_MARK}1:(?P<slot>[ab]):(?P<count>\d+):(?P<digest>[0-9a-f]+)")


class SplitEntries:
    """Read, write and remove values of any length. Every method blocks."""

    def __init__(self, backend: PasswordBackend, service: str) -> None:
        self._backend = backend
        self._service = service

    def read(self, name: str) -> str | None:
        """Return the value, None where there is none; raise `KeyringError` if parts are missing."""
        head = self._get(name)
        if head is None or not head.startswith(_MARK):
            return head
        pointer = _HEAD.fullmatch(head)
        if pointer is None:
            raise KeyringError(DAMAGED)
        parts = [self._get(_part_name(name, pointer["slot"], index)) for index in range(int(pointer["count"]))]
        value = "".join(part for part in parts if part is not None)
        if None in parts or _digest(value) != pointer["digest"]:
            raise KeyringError(DAMAGED)
        return value

    def write(self, name: str, value: str) -> None:
        """Store the value, read it back, and sweep what the old one leaves; raise `KeyringError`."""
        _require_text(value)
        parts = list(split(value))
        if len(parts) == 1 and not value.startswith(_MARK):
            self._put(name, value)
            self._sweep(name)
            return
        slot, other = self._slots(name)
        for index, part in enumerate(parts):
            self._put(_part_name(name, slot, index), part)
        self._put(name, f"{_MARK}1:{slot}:{len(parts)}:{_digest(value)}")
        self._sweep_slot(name, slot, len(parts))
        self._sweep_slot(name, other, 0)

    def remove(self, name: str) -> None:
        """Remove the value and every part of it; a missing one is no error."""
        self._drop(name)
        self._sweep(name)

    def _slots(self, name: str) -> tuple[str, str]:
        pointer = _HEAD.fullmatch(self._get(name) or "")
        return ("b", "a") if pointer is not None and pointer["slot"] == "a" else ("a", "b")

    def _sweep(self, name: str) -> None:
        self._sweep_slot(name, "a", 0)
        self._sweep_slot(name, "b", 0)

    def _sweep_slot(self, name: str, slot: str, start: int) -> None:
        end = start
        while self._get(_part_name(name, slot, end)) is not None:
            end += 1
        for index in reversed(range(start, end)):
            self._drop(_part_name(name, slot, index))

    def _get(self, name: str) -> str | None:
        return self._backend.get_password(self._service, name)

    def _put(self, name: str, value: str) -> None:
        self._backend.set_password(self._service, name, value)
        if self._get(name) != value:
            raise KeyringError(WRITE_MISMATCH)

    def _drop(self, name: str) -> None:
        if self._get(name) is None:
            return
        self._backend.delete_password(self._service, name)
        if self._get(name) is not None:
            raise KeyringError(DELETE_REFUSED)


def split(value: str, units: int = PART_UNITS) -> Iterator[str]:
    """Yield pieces of at most so many UTF-16 units, never half a surrogate pair; one empty piece for ""."""
    start = used = 0
    for index, character in enumerate(value):
        width = 2 if character > "\uffff" else 1
        if used + width > units:
            yield value[start:index]
            start, used = index, 0
        used += width
    yield value[start:]


def _part_name(name: str, slot: str, index: int) -> str:
    return f"part:{slot}:{index}:{name}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:32]


def _require_text(value: str) -> None:
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise KeyringError(NOT_TEXT)
