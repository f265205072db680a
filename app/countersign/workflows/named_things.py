"""User pools, roles, identity pools and providers: kept by name, changed one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from countersign.model.cognito import UserPool
from countersign.model.definitions import Definitions
from countersign.model.errors import Failure, InputError
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.oauth import OAuthProvider

if TYPE_CHECKING:
    from countersign.storage.state_file import StateFile

Thing = UserPool | AssumedRole | IdentityPool | OAuthProvider
_Change = Callable[[tuple[Thing, ...]], tuple[Thing, ...]]
Kind = Literal["user_pools", "roles", "identity_pools", "providers"]

_KINDS: dict[type, Kind] = {
    UserPool: "user_pools",
    AssumedRole: "roles",
    IdentityPool: "identity_pools",
    OAuthProvider: "providers",
}


class NamedThings:
    """Hold the definitions in memory and in their file. Belongs to one event loop."""

    def __init__(self, file: StateFile[Definitions]) -> None:
        self._file = file
        self._kept = Definitions()
        self._offered: tuple[Thing, ...] = ()
        self._lock = asyncio.Lock()

    @property
    def current(self) -> Definitions:
        """Return all definitions, those offered for this run after the kept ones."""
        members: dict[str, Any] = {}
        for cls, kind in _KINDS.items():
            kept: tuple[Thing, ...] = getattr(self._kept, kind)
            names = {thing.name for thing in kept}
            offered = (one for one in self._offered if isinstance(one, cls) and one.name not in names)
            members[kind] = (*kept, *offered)
        return Definitions(**members)

    def offer(self, thing: Thing) -> None:
        """Offer a thing for this run, such as the playground's user pool; no file holds it."""
        self._offered = (*(one for one in self._offered if one != thing), thing)

    def load(self) -> Failure | None:
        """Read the file; return what the user must know when it was not all. Blocks."""
        loaded = self._file.load()
        self._kept = loaded.state
        return loaded.notice

    async def keep(self, thing: Thing) -> Definitions:
        """Add a thing, or replace the one of its name; return all definitions. Raise `StorageError`, `InputError`."""
        if not thing.name.strip() or any(character in thing.name for character in "{}. \t\r\n"):
            raise InputError(
                Failure(
                    "definition.name",
                    f"“{thing.name}” cannot be a name: it is empty, or holds a space, a dot or a brace.",
                    "Use letters, digits and hyphens, so that variables can refer to it.",
                    field="Name",
                )
            )
        kind = _KINDS[type(thing)]
        return await self._change(kind, lambda things: (*(one for one in things if one.name != thing.name), thing))

    async def drop(self, kind: Kind, name: str) -> Definitions:
        """Remove the thing of this name; return all definitions."""
        return await self._change(kind, lambda things: tuple(one for one in things if one.name != name))

    async def _change(self, kind: Kind, change: _Change) -> Definitions:
        async with self._lock:
            things: tuple[Thing, ...] = getattr(self._kept, kind)
            members: dict[str, Any] = {kind: change(things)}
            changed = replace(self._kept, **members)
            await asyncio.to_thread(self._file.save, changed)
            self._kept = changed
        return self.current
