"""The environments of a workspace: their files and the values of their secret variables, changed together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from countersign.model.workspace import Environment
from countersign.storage.environment_files import (
    RemovedEnvironment,
    delete_environment,
    rename_environment,
    restore_environment,
    save_environment,
)
from countersign.workflows.secret_variables import SecretVariables


@dataclass(frozen=True, slots=True)
class Deleted:
    """Hold what brings a deleted environment back."""

    removed: RemovedEnvironment
    secrets: Mapping[str, str] = field(repr=False)


class Environments:
    """Change environments. Methods raise `StorageError`, and `KeyringError` for their secret values.

    `folder` is the workspace's folder as `Workspace.folder` names it. Secret values are stored before the file that
    stops holding them is written, and removed after the file that no longer names them.
    """

    def __init__(self, secrets: SecretVariables) -> None:
        self._secrets = secrets

    async def secrets_of(self, folder: str, environment: Environment) -> dict[str, str]:
        """Return the values of an environment's secret variables by name."""
        return await self._secrets.of_environment(folder, environment)

    async def save(
        self, folder: str, environment: Environment, saved: Environment | None, secrets: Mapping[str, str]
    ) -> Environment:
        """Save an environment, and those of its secret values that are given; return it with its file's path."""
        public = _public(environment)
        await self._secrets.keep(folder, environment, secrets)
        written = await asyncio.to_thread(save_environment, Path(folder), public, saved and _public(saved))
        if saved is not None:
            gone = _secret_names(saved) - _secret_names(environment)
            await self._secrets.forget(folder, saved, sorted(gone))
        return written

    async def rename(self, folder: str, environment: Environment, name: str) -> Environment:
        """Give an environment another name; its secret values come along."""
        values = await self._secrets.of_environment(folder, environment)
        renamed = replace(environment, name=name)
        await self._secrets.keep(folder, renamed, values)
        written = await asyncio.to_thread(rename_environment, Path(folder), _public(environment), name)
        await self._secrets.forget(folder, environment)
        return written

    async def delete(self, folder: str, environment: Environment) -> Deleted:
        """Remove an environment and its secret values; return what `restore` needs."""
        values = await self._secrets.of_environment(folder, environment)
        removed = await asyncio.to_thread(delete_environment, Path(folder), environment)
        await self._secrets.forget(folder, environment)
        return Deleted(removed, values)

    async def restore(self, folder: str, deleted: Deleted) -> Environment:
        """Bring a deleted environment back, with its secret values."""
        restored = await asyncio.to_thread(restore_environment, Path(folder), deleted.removed)
        await self._secrets.keep(folder, restored, deleted.secrets)
        return restored


def _secret_names(environment: Environment) -> set[str]:
    return {variable.name for variable in environment.variables if variable.secret}


def _public(environment: Environment) -> Environment:
    """Return an environment without the values that no file may hold."""
    variables = (replace(variable, value="") if variable.secret else variable for variable in environment.variables)
    return replace(environment, variables=tuple(variables))
