"""A file in which the program keeps what it knows between two runs: versioned, atomic, never lost silently."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from countersign.model.errors import Failure, InputError, StorageError
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.file_errors import not_read

SIZE_LIMIT = 256_000_000

T = TypeVar("T")
Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Take what one version wrote to the next; the key of a migration is the version that it reads."""


@dataclass(frozen=True, slots=True)
class StateKind(Generic[T]):
    """Say what a file holds: the key of its content, how that is read and written, and the words about losing it.

    `words` completes "…, and {words}." where the program cannot write; `what` names the content.
    """

    key: str
    what: str
    words: str
    empty: Callable[[], T]
    to_json: Callable[[T], dict[str, Any]]
    from_json: Callable[[object], T]
    version: int = 1


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """Hold what the file held. `notice` tells what the user must know when it was not all."""

    state: T
    notice: Failure | None = None


class StateFile(Generic[T]):
    """Read and write one such file. Both block; a missing file is an empty state."""

    def __init__(
        self,
        path: Path,
        kind: StateKind[T],
        *,
        version: int | None = None,
        migrations: Mapping[int, Migration] | None = None,
    ) -> None:
        self._path = path
        self._kind = kind
        self._version = kind.version if version is None else version
        self._migrations = migrations or {}
        self._head = re.compile(rb'^\{"format": "countersign-' + kind.key.encode() + rb'", "version": (\d{1,9}),')

    def load(self) -> Loaded[T]:
        """Return the state; a file that cannot be understood is set aside and named in the notice."""
        try:
            data = read_limited(self._path, SIZE_LIMIT)
        except StorageError as error:
            return Loaded(self._kind.empty(), None if error.failure.id == "storage.missing" else error.failure)
        try:
            document = self._document(data)
            version = _version_of(document)
            if version > self._version:
                return Loaded(self._readable_part(document), self._newer(version))
            return Loaded(self._kind.from_json(self._migrated(document[self._kind.key], version)))
        except (InputError, ValueError, RecursionError) as error:
            return Loaded(self._kind.empty(), self._set_aside(str(error)))

    def save(self, state: T) -> None:
        """Write the state atomically; raise `StorageError`, also when the file there is from a newer version."""
        self._refuse_to_lose_what_is_there()
        key = self._kind.key
        document = {"format": f"countersign-{key}", "version": self._version, key: self._kind.to_json(state)}
        data = json.dumps(document).encode("ascii")
        if len(data) > SIZE_LIMIT:
            raise StorageError(
                Failure(
                    f"{key}.too-large",
                    f"{self._kind.what.capitalize()} is too large to be kept.",
                    "Take the largest part away.",
                )
            )
        with suppress(OSError):  # the write that follows fails too, and says why
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self._path, data, private=True)

    def _refuse_to_lose_what_is_there(self) -> None:
        try:
            with self._path.open("rb") as file:
                head = self._head.match(file.read(100))
        except FileNotFoundError:
            return
        except OSError as error:
            raise not_read(self._path, error) from error
        if head is not None and int(head[1]) <= self._version:
            return
        notice = self.load().notice
        if notice is not None and notice.id != f"{self._kind.key}.corrupt":
            raise StorageError(notice)

    def _migrated(self, state: object, version: int) -> object:
        for step in range(version, self._version):
            if not isinstance(state, dict) or step not in self._migrations:
                raise ValueError(f"version {step} is not known")
            state = self._migrations[step](state)
        return state

    def _newer(self, version: int) -> Failure:
        return Failure(
            f"{self._kind.key}.newer",
            f"{self._path} was written by a newer Countersign (format {version}, this one writes {self._version}).",
            f"It is left as it is, and {self._kind.words}. Update Countersign.",
        )

    def _set_aside(self, reason: str) -> Failure:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        aside = self._path.with_name(f"{self._path.name}.corrupt-{moment}")
        try:
            self._path.rename(aside)
        except OSError as error:
            return Failure(
                f"{self._kind.key}.corrupt-in-place",
                f"{self._path} cannot be understood, and could not be set aside.",
                f"Move it away yourself; until then {self._kind.words}.",
                detail=f"{reason} {error.strerror or ''}".strip(),
            )
        return Failure(
            f"{self._kind.key}.corrupt",
            f"The file of {self._kind.what} could not be understood; it was set aside as {aside}.",
            "Start anew, or mend that file and put it back.",
            detail=reason,
        )

    def _document(self, data: bytes) -> dict[str, Any]:
        document = json.loads(data)
        if not isinstance(document, dict) or document.get("format") != f"countersign-{self._kind.key}":
            raise ValueError(f"it is not {self._kind.what} of Countersign")
        if self._kind.key not in document:
            raise ValueError(f"it does not hold {self._kind.what}")
        return document

    def _readable_part(self, document: Mapping[str, Any]) -> T:
        try:
            return self._kind.from_json(document[self._kind.key])
        except InputError:
            return self._kind.empty()


def _version_of(document: Mapping[str, Any]) -> int:
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise ValueError("its version is not a number")
    return version
