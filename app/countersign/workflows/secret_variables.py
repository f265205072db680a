"""Secret variables: their values from the vault, put into the scope that a draft is filled from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from countersign.model.errors import InputError
from countersign.model.redaction import Redactor
from countersign.model.workspace import Environment, Variable
from countersign.variables.dynamic_values import is_dynamic
from countersign.variables.scopes import Layer, Scope
from countersign.variables.used_names import used_names


class ValueStore(Protocol):
    """Keep values by workspace folder, environment and variable; raise `KeyringError` where that fails."""

    async def get(self, workspace: str, environment: str, name: str) -> str:
        """Return a value, "" where there is none."""

    async def set(self, workspace: str, environment: str, name: str, value: str) -> None:
        """Store a value; an empty one is none."""

    async def delete(self, workspace: str, environment: str, name: str) -> None:
        """Remove a value; a missing one is no error."""


class SecretVariables:
    """Fill secret variables, and keep what a person sets them to. Belongs to one event loop."""

    def __init__(self, store: ValueStore, redactor: Redactor) -> None:
        self._store = store
        self._redactor = redactor

    async def __call__(self, draft: object, scope: Scope) -> Scope:
        """Return the scope with the secret values that a draft or message needs, asked for no others.

        Everything secret that the draft will hold is known to the redactor then, also what functions make of it.
        """
        done: frozenset[str] = frozenset()
        while asked := used_names(draft, scope) - done:  # a value may name further variables
            scope = replace(scope, layers=tuple([await self._layer(layer, asked) for layer in scope.layers]))
            done |= asked
        self._learn(scope, done)
        return scope

    async def of_environment(self, workspace: str, environment: Environment) -> dict[str, str]:
        """Return the values of an environment's secret variables by name, those left out that have none."""
        names = [variable.name for variable in environment.variables if variable.secret]
        values = {name: await self._store.get(workspace, environment.name, name) for name in names}
        return {name: value for name, value in values.items() if value}

    async def keep(self, workspace: str, environment: Environment, values: Mapping[str, str]) -> None:
        """Store the values of an environment's secret variables; "" removes one."""
        names = {variable.name for variable in environment.variables if variable.secret}
        for name in sorted(names & values.keys()):
            await self._store.set(workspace, environment.name, name, values[name])

    async def forget(self, workspace: str, environment: Environment, names: Iterable[str] | None = None) -> None:
        """Remove the values of some of an environment's secret variables, of all of them without `names`."""
        known = [variable.name for variable in environment.variables if variable.secret]
        for name in known if names is None else names:
            await self._store.delete(workspace, environment.name, name)

    async def _layer(self, layer: Layer, asked: frozenset[str]) -> Layer:
        if layer.secrets is None:
            return layer
        place = layer.secrets

        async def filled(variable: Variable) -> Variable:
            if not variable.secret or variable.value or variable.name not in asked:
                return variable
            return replace(variable, value=await self._store.get(place.workspace, place.environment, variable.name))

        return replace(layer, variables=tuple([await filled(variable) for variable in layer.variables]))

    def _learn(self, scope: Scope, names: Iterable[str]) -> None:
        for name in names:
            written = scope.lookup(name)
            if written is not None and written.secret:
                self._redactor.register([written.value])
            if is_dynamic(name):
                self._learn_made(scope, name)

    def _learn_made(self, scope: Scope, expression: str) -> None:
        try:
            made = scope.for_preview().resolve(expression).found
        except InputError:
            return  # the draft is not sent with it, and the send says why
        if made is not None and made.secret:
            self._redactor.register([made.value])
