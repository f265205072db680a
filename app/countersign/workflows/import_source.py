"""Bring something in: recognise and read it, show what comes, and write it once a person says so."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from countersign.model.auth import CredentialsSource
from countersign.model.credentials import Credentials
from countersign.model.errors import Failure, InputError
from countersign.model.imported import FoundSecret, Imported, ImportNote
from countersign.model.redaction import Redactor
from countersign.model.workspace import Environment, Variable

if TYPE_CHECKING:
    from countersign.credentials.account_apis import AccountApis, ListedApi, ListedApis
    from countersign.credentials.identities import IdentityStore
    from countersign.workflows.secret_variables import SecretVariables

LARGEST_SOURCE = 64 * 1024 * 1024  # bytes
_MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """Say what was written: the collection's folder, the path of the new folder in it ("" for a new collection)."""

    folder: Path
    path: str
    notes: tuple[ImportNote, ...] = ()


class ImportSource:
    """Read sources and write what they hold. Nothing is run, and no file is opened but the chosen one."""

    def __init__(
        self,
        secrets: SecretVariables,
        identities: IdentityStore,
        accounts: AccountApis,
        redactor: Redactor,
        trash: Path,
    ) -> None:
        self._secrets = secrets
        self._identities = identities
        self._accounts = accounts
        self._redactor = redactor
        self._trash = trash

    async def preview(self, path: Path) -> Imported:
        """Return what a file, or a Bruno collection's folder, would bring in; raise `InputError`, `StorageError`."""
        return self._learned(await asyncio.to_thread(_read, path))

    async def preview_text(self, text: str) -> Imported:
        """Return what a pasted text, such as a curl command, would bring in."""
        return self._learned(await asyncio.to_thread(_imported, text.encode("utf-8", "replace"), ""))

    async def list_apis(self, source: CredentialsSource, identity: str, region: str) -> ListedApis:
        """Return the APIs of an account's region; raise `CredentialsError` where they cannot be listed."""
        return await self._accounts.apis(await self._resolved(source, identity), region)

    async def preview_api(self, source: CredentialsSource, identity: str, region: str, api: ListedApi) -> Imported:
        """Return what an API of an account would bring in."""
        from countersign.formats.importing.api_gateway import imported_api

        found = await self._accounts.read(await self._resolved(source, identity), region, api)
        return self._learned(await asyncio.to_thread(imported_api, found))

    async def write(self, imported: Imported, folder: Path, *, into: bool, keep_secrets: bool) -> Written:
        """Write a new collection to a folder, or into the collection there; raise `StorageError`, `KeyringError`."""
        from countersign.storage.collection_import import add_to_collection, write_new_collection

        imported = _with_places_for_secrets(imported)
        if into:
            path, notes = await asyncio.to_thread(add_to_collection, folder, self._trash, imported)
        else:
            path, notes = "", await asyncio.to_thread(write_new_collection, folder, imported)
        if keep_secrets:
            await self._keep(imported, await asyncio.to_thread(os.path.realpath, folder))
        return Written(folder, path, notes)

    async def _keep(self, imported: Imported, folder: str) -> None:
        """Put the secrets that were found where the collection looks for them: the keyring."""
        from countersign.formats.importing.secrets_found import ENVIRONMENT_PLACE, IDENTITY_PREFIX

        keys: dict[str, dict[str, str]] = {}
        for secret in imported.secrets:
            if secret.variable.startswith(IDENTITY_PREFIX):
                name, _, part = secret.variable.removeprefix(IDENTITY_PREFIX).rpartition(".")
                keys.setdefault(name, {})[part] = secret.value
                continue
            for environment in _environments_of(secret, imported, ENVIRONMENT_PLACE):
                await self._secrets.keep(folder, environment, {secret.variable: secret.value})
        for name, parts in keys.items():
            if {"access_key_id", "secret_access_key"} <= parts.keys():
                credentials = Credentials(
                    parts["access_key_id"], parts["secret_access_key"], parts.get("session_token", "")
                )
                await self._identities.save(name, credentials)

    async def _resolved(self, source: CredentialsSource, identity: str) -> Credentials:
        return await self._identities.resolve(source, identity)

    def _learned(self, imported: Imported) -> Imported:
        self._redactor.register(secret.value for secret in imported.secrets)
        return imported


def _with_places_for_secrets(imported: Imported) -> Imported:
    """Move the collection's secret variables into its environments, the only place that keeps secrets; one is made
    where there is none.
    """
    secret = tuple(variable for variable in imported.root.variables if variable.secret)
    if not secret:
        return imported
    plain = tuple(variable for variable in imported.root.variables if not variable.secret)
    environments = imported.environments or (Environment(imported.root.name or "Imported"),)
    filled = tuple(_with_variables(environment, secret) for environment in environments)
    return replace(imported, root=replace(imported.root, variables=plain), environments=filled)


def _with_variables(environment: Environment, more: tuple[Variable, ...]) -> Environment:
    known = {variable.name for variable in environment.variables}
    added = tuple(variable for variable in more if variable.name not in known)
    return replace(environment, variables=(*environment.variables, *added))


def _environments_of(secret: FoundSecret, imported: Imported, prefix: str) -> tuple[Environment, ...]:
    """Return the environments that a secret variable belongs to: its own, else all of them."""
    own = tuple(one for one in imported.environments if secret.place == f"{prefix}{one.name}")
    return own or imported.environments


def _read(path: Path) -> Imported:
    from countersign.formats.importing.bruno import read_bru_collection
    from countersign.storage.atomic_file import read_limited

    if not path.is_dir():
        return _imported(read_limited(path, LARGEST_SOURCE), path.name)
    if not (path / "bruno.json").is_file():
        raise InputError(
            Failure("import.folder", f"{path} is no Bruno collection.", "Choose a file, or a folder with bruno.json.")
        )
    files: dict[str, bytes] = {}
    left = LARGEST_SOURCE
    for found in sorted(path.rglob("*")):
        is_ours = found.suffix in {".bru", ".json"} and found.is_file() and not found.is_symlink()
        if is_ours and "node_modules" not in found.parts and len(files) < _MOST_FILES:
            data = read_limited(found, left)
            left -= len(data)
            files[found.relative_to(path).as_posix()] = data
    return read_bru_collection(files)


def _imported(data: bytes, name: str) -> Imported:
    from countersign.formats.importing.registry import importer_for

    importer = importer_for(data, name)
    if importer is None:
        raise InputError(
            Failure(
                "import.unknown",
                f"{name or 'The text'} is in no format that can be imported.",
                "OpenCollection, Postman, Insomnia, Bruno, HAR, OpenAPI and .http files and curl commands can be.",
            )
        )
    imported = importer.read(data, name)
    if imported.root.name:
        return imported
    return replace(imported, root=replace(imported.root, name=Path(name).stem or imported.format))
