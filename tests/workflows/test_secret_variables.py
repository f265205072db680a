"""Secret variables get their values from the vault right before they are needed."""

from __future__ import annotations

import asyncio

import pytest

from countersign.credentials.variable_secrets import VariableSecrets
from countersign.credentials.vault import MemoryVault
from countersign.model.errors import InputError
from countersign.model.redaction import Redactor
from countersign.model.request import RequestDraft
from countersign.model.workspace import Environment, Variable
from countersign.variables.scopes import Layer, Scope, SecretPlace
from countersign.variables.template import fill
from countersign.workflows.secret_variables import SecretVariables
from countersign.workflows.token_variables import TokenVariables

STAGING = Environment(
    "staging",
    (
        Variable("key", "", secret=True),
        Variable("login", "", secret=True),
        Variable("user", "me"),
        Variable("none", "", secret=True),
    ),
)
SCOPE = Scope((Layer("environment staging", STAGING.variables, SecretPlace("/w", "staging")),))


class CountingVault(MemoryVault):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def get(self, name):
        self.asked += 1
        return await super().get(name)


def filled(text: str, scope: Scope = SCOPE):
    """Return what a text becomes, how often the vault was asked, and what the redactor makes of "hush-hush"."""

    async def scenario():
        vault, redactor = CountingVault(), Redactor()
        secrets = SecretVariables(VariableSecrets(vault, redactor), redactor)
        await secrets.keep("/w", STAGING, {"key": "hush-hush", "login": "{{user}}:{{key}}", "user": "not secret"})
        vault.asked = 0
        found = await secrets(RequestDraft(url=text), scope)
        return fill(text, found), vault.asked, redactor

    return asyncio.run(scenario())


def test_only_what_a_draft_names_is_asked_for():
    assert filled("{{key}}")[:2] == ("hush-hush", 1)
    assert filled("{{user}}")[:2] == ("me", 0)


def test_a_secret_may_name_another_one():
    assert filled("{{login}}")[:2] == ("me:hush-hush", 2)


def test_a_function_of_a_secret_is_scrubbed_too():
    text, _, redactor = filled("{{$sha256 key}}")
    assert redactor.scrub(f"a {text} b") == "a ••• b"


def test_a_layer_without_a_place_gets_nothing():
    with pytest.raises(InputError, match="The secret variable key has no value"):
        filled("{{key}}", Scope((Layer("environment staging", STAGING.variables),)))


def test_another_folder_gets_nothing():
    with pytest.raises(InputError, match="The secret variable key has no value"):
        filled("{{key}}", Scope((Layer("environment staging", STAGING.variables, SecretPlace("/x", "staging")),)))


def test_an_environments_values_are_kept_and_forgotten():
    async def scenario():
        redactor = Redactor()
        secrets = SecretVariables(VariableSecrets(MemoryVault(), redactor), redactor)
        await secrets.keep("/w", STAGING, {"key": "hush-hush", "login": "l"})
        kept = await secrets.of_environment("/w", STAGING)
        await secrets.forget("/w", STAGING, ["login"])
        fewer = await secrets.of_environment("/w", STAGING)
        await secrets.forget("/w", STAGING)
        return kept, fewer, await secrets.of_environment("/w", STAGING)

    assert asyncio.run(scenario()) == ({"key": "hush-hush", "login": "l"}, {"key": "hush-hush"}, {})


class Tokens:
    async def cognito_token(self, pool, token):
        return f"{pool}-{token}-token"

    async def oauth_token(self, provider):
        return provider


def test_a_secret_may_name_a_token():
    async def scenario():
        redactor = Redactor()
        secrets = SecretVariables(VariableSecrets(MemoryVault(), redactor), redactor)
        await secrets.keep("/w", STAGING, {"key": "{{cognito.orders.id_token}}"})
        tokens = TokenVariables(Tokens(), secrets)
        return fill("{{key}}", await tokens(RequestDraft(url="{{key}}"), SCOPE))

    assert asyncio.run(scenario()) == "orders-id-token"
