"""An environment's file and its secret values change together."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from countersign.credentials.variable_secrets import VariableSecrets
from countersign.credentials.vault import MemoryVault
from countersign.model.redaction import Redactor
from countersign.model.workspace import Environment, Variable
from countersign.storage.workspace_folder import open_workspace
from countersign.workflows.environments import Environments
from countersign.workflows.secret_variables import SecretVariables

STAGING = Environment("staging", (Variable("base", "b"), Variable("key", "hush-hush", secret=True)))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "opencollection.yml").write_text("opencollection: 1.0.0\n")
    return tmp_path


@pytest.fixture
def environments():
    redactor = Redactor()
    return Environments(SecretVariables(VariableSecrets(MemoryVault(), redactor), redactor))


def names(folder):
    return [environment.name for environment in open_workspace(folder).environments]


def test_a_secret_goes_to_the_vault_and_not_to_the_file(folder, environments):
    async def scenario():
        saved = await environments.save(str(folder), STAGING, None, {"key": "hush-hush"})
        return saved, await environments.secrets_of(str(folder), saved)

    saved, secrets = asyncio.run(scenario())
    assert secrets == {"key": "hush-hush"}
    assert "hush" not in (folder / saved.path).read_text()
    assert open_workspace(folder).environments == (saved,)


def test_a_new_name_takes_the_secrets_along(folder, environments):
    async def scenario():
        saved = await environments.save(str(folder), STAGING, None, {"key": "hush-hush"})
        renamed = await environments.rename(str(folder), saved, "production")
        return await environments.secrets_of(str(folder), renamed), await environments.secrets_of(str(folder), saved)

    assert asyncio.run(scenario()) == ({"key": "hush-hush"}, {})
    assert names(folder) == ["production"]


def test_a_deletion_can_be_taken_back_with_its_secrets(folder, environments):
    async def scenario():
        saved = await environments.save(str(folder), STAGING, None, {"key": "hush-hush"})
        text = (folder / saved.path).read_text()
        deleted = await environments.delete(str(folder), saved)
        between = names(folder), await environments.secrets_of(str(folder), saved), repr(deleted)
        restored = await environments.restore(str(folder), deleted)
        return (
            between,
            text == (folder / saved.path).read_text(),
            await environments.secrets_of(str(folder), restored),
        )

    (left, secrets, shown), is_same, restored = asyncio.run(scenario())
    assert (left, secrets) == ([], {})
    assert "hush" not in shown
    assert is_same
    assert restored == {"key": "hush-hush"}


def test_a_variable_that_is_no_longer_secret_is_forgotten_by_the_vault(folder, environments):
    async def scenario():
        saved = await environments.save(str(folder), STAGING, None, {"key": "hush-hush"})
        plain = replace(saved, variables=(Variable("key", "plain"),))
        await environments.save(str(folder), plain, saved, {})
        return await environments.secrets_of(str(folder), saved)

    assert asyncio.run(scenario()) == {}
