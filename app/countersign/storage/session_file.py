"""The file that brings the window back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from countersign.formats.draft_json import session_from_json, session_to_json
from countersign.model.errors import Failure, InputError, StorageError
from countersign.model.session import SessionState
from countersign.storage.atomic_file import read_limited, write_atomically
from countersign.storage.file_errors import not_read

VERSION = 1
SIZE_LIMIT = 256_000_000

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""Take a session of one version to the next; the key of a migration is the version that it reads."""

_MIGRATIONS: Mapping[int, Migration] = {}
_HEAD = re.compile(rb'^\{"format": "countersign-session", "version": (\d{1,9}),')


@dataclass(frozen=True, slots=True)
class LoadedSession:
    """Hold what the file held. `notice` tells what the user must know when it was not all."""

    state: SessionState
    notice: Failure | None = None


class SessionFile:
    """Read and write one session file. Both block; a missing file is an empty session."""

    def __init__(
        self, path: Path, *, version: int = VERSION, migrations: Mapping[int, Migration] = _MIGRATIONS
    ) -> None:
        self._path = path
        self._version = version
        self._migrations = migrations

    def load(self) -> LoadedSession:
        """Return the session; a file that cannot be understood is set aside and named in the notice."""
        try:
            data = read_limited(self._path, SIZE_LIMIT)
        except StorageError as error:
            return LoadedSession(SessionState(), None if error.failure.id == "storage.missing" else error.failure)
        try:
            document = _document(data)
            version = _version_of(document)
            if version > self._version:
                return LoadedSession(_readable_part(document), self._newer(version))
            return LoadedSession(session_from_json(self._migrated(document["session"], version)))
        except (InputError, ValueError, RecursionError) as error:
            return LoadedSession(SessionState(), self._set_aside(str(error)))

    def save(self, state: SessionState) -> None:
        """Write the session atomically; raise `StorageError`, also when the file there is from a newer version."""
        self._refuse_to_lose_what_is_there()
        document = {"format": "countersign-session", "version": self._version, "session": session_to_json(state)}
        data = json.dumps(document).encode("ascii")
        if len(data) > SIZE_LIMIT:
            raise StorageError(
                Failure("session.too-large", "The open tabs are too large to be kept.", "Close the largest ones.")
            )
        with suppress(OSError):  # the write that follows fails too, and says why
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self._path, data, private=True)

    def _refuse_to_lose_what_is_there(self) -> None:
        try:
            with self._path.open("rb") as file:
                head = _HEAD.match(file.read(100))
        except FileNotFoundError:
            return
        except OSError as error:
            raise not_read(self._path, error) from error
        if head is not None and int(head[1]) <= self._version:
            return
        notice = self.load().notice
        if notice is not None and notice.id != "session.corrupt":
            raise StorageError(notice)

    def _migrated(self, session: object, version: int) -> object:
        for step in range(version, self._version):
            if not isinstance(session, dict) or step not in self._migrations:
                raise ValueError(f"version {step} is not known")
            session = self._migrations[step](session)
        return session

    def _newer(self, version: int) -> Failure:
        return Failure(
            "session.newer",
            f"{self._path} was written by a newer Countersign (format {version}, this one writes {self._version}).",
            "It is left as it is, and this window's tabs are not kept. Update Countersign.",
        )

    def _set_aside(self, reason: str) -> Failure:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        aside = self._path.with_name(f"{self._path.name}.corrupt-{moment}")
        try:
            self._path.rename(aside)
        except OSError as error:
            return Failure(
                "session.corrupt-in-place",
                f"{self._path} cannot be understood, and could not be set aside.",
                "Move it away yourself; until then this window's tabs are not kept.",
                detail=f"{reason} {error.strerror or ''}".strip(),
            )
        return Failure(
            "session.corrupt",
            f"The last session's file could not be understood; it was set aside as {aside}.",
            "Start anew, or mend that file and put it back.",
            detail=reason,
        )


def _document(data: bytes) -> dict[str, Any]:
    document = json.loads(data)
    if not isinstance(document, dict) or document.get("format") != "countersign-session":
        raise ValueError("it is not a Countersign session")
    if "session" not in document:
        raise ValueError("it holds no session")
    return document


def _version_of(document: Mapping[str, Any]) -> int:
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise ValueError("its version is not a number")
    return version


def _readable_part(document: Mapping[str, Any]) -> SessionState:
    try:
        return session_from_json(document["session"])
    except InputError:
        return SessionState()
