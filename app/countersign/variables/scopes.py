"""Where a variable's value comes from: layers, the first that names it wins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from countersign.model.errors import Failure, InputError
from countersign.model.workspace import Variable
from countersign.variables.dynamic_values import DYNAMIC_ORIGIN, SAMPLES, SYSTEM, Sources, is_dynamic, parse_call
from countersign.variables.template_syntax import VARIABLE, variable_name

DEPTH_LIMIT = 10
LENGTH_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """Say where the keyring keeps the secret values of a layer: under which folder and environment."""

    workspace: str
    environment: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Hold the variables of one place; `origin` names it as a person would ("environment playground")."""

    origin: str
    variables: tuple[Variable, ...] = ()
    secrets: SecretPlace | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a variable's value, the place it comes from, and whether it must be masked."""

    value: str = field(repr=False)
    origin: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """Hold a variable whose value is final, or the names that are missing for it."""

    found: Found | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Hold the layers in which variables are looked for, the strongest first.

    `sources` give dynamic values their clock and randomness.
    """

    layers: tuple[Layer, ...] = ()
    sources: Sources = SYSTEM

    def lookup(self, name: str) -> Found | None:
        """Return a variable as it is written in the first layer that has it switched on.

        A secret without a value is passed over for a later layer that has one.
        """
        empty_secret = None
        for layer in self.layers:
            for variable in layer.variables:
                if variable.name != name or not variable.enabled:
                    continue
                found = Found(variable.value, layer.origin, variable.secret)
                if variable.value or not variable.secret:
                    return found
                empty_secret = empty_secret or found
        return empty_secret

    def resolve(self, name: str) -> Resolution:
        """Return a variable with the variables in its own value filled in.

        Values are filled from this scope only, at most ten deep and a million characters long. Raise `InputError`
        beyond that, for a circle, and for a dynamic value that is written wrongly.
        """
        return Resolver(self).resolve(name)

    def for_preview(self) -> Scope:
        """Return the scope with dynamic values that never change, for what is only shown."""
        return replace(self, sources=SAMPLES)

    def with_front(self, layer: Layer) -> Scope:
        """Return the scope with a layer that is stronger than all others."""
        return replace(self, layers=(layer, *self.layers))

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the names of the places that are looked at."""
        return tuple(layer.origin for layer in self.layers)


def without_secret_values(scope: Scope) -> Scope:
    """Return the scope as if secret variables were defined nowhere, for what leaves the program.

    A plain variable of the same name in a weaker place goes too: at a send, the secret value would hide it.
    """
    hidden = set[str]()
    layers = []
    for layer in scope.layers:
        kept = []
        for variable in layer.variables:
            if not variable.secret and variable.name not in hidden:
                kept.append(variable)
            elif variable.secret and variable.enabled:
                hidden.add(variable.name)
        layers.append(Layer(layer.origin, tuple(kept)))
    return replace(scope, layers=tuple(layers))


class Resolver:
    """Resolve the variables of one text or draft.

    A variable has one value per resolver, also where that is made from a dynamic value; a dynamic value that is
    written twice has two.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._done: dict[str, Resolution] = {}

    def resolve(self, name: str, above: tuple[str, ...] = ()) -> Resolution:
        """Return a variable as `Scope.resolve` does; `above` names those on the way to it."""
        if name in above:
            raise _circle((*above, name))
        if len(above) >= DEPTH_LIMIT:
            raise _too_deep(above[0])
        if is_dynamic(name) and self._scope.lookup(name) is None:
            return self._made(name, above)
        if name not in self._done:
            self._done[name] = self._resolve(name, above)
        return self._done[name]

    def _made(self, expression: str, above: tuple[str, ...]) -> Resolution:
        """Return a dynamic value; it is secret where one of its arguments is."""
        call = parse_call(expression)
        texts, missing, secret = list[str](), list[str](), False
        for argument in call.arguments:
            if argument.literal:
                texts.append(argument.text)
                continue
            inner = self.resolve(argument.text, (*above, expression))
            missing += inner.missing
            if inner.found is not None:
                texts.append(inner.found.value)
                secret = secret or inner.found.secret
        if missing:
            return Resolution(None, tuple(dict.fromkeys(missing)))
        value = call.value(texts, self._scope.sources)
        if len(value) > LENGTH_LIMIT:
            raise _too_long(call.name)
        return Resolution(Found(value, DYNAMIC_ORIGIN, secret))

    def _resolve(self, name: str, above: tuple[str, ...]) -> Resolution:
        found = self._scope.lookup(name)
        if found is None or (found.secret and not found.value):
            return Resolution(None, (name,))
        pieces, missing, start, length, secret = [], list[str](), 0, 0, found.secret
        for match in VARIABLE.finditer(found.value):
            inner = self.resolve(variable_name(match), (*above, name))
            missing += inner.missing
            pieces.append(found.value[start : match.start()])
            if inner.found is not None:
                pieces.append(inner.found.value)
                secret = secret or inner.found.secret
                length += len(inner.found.value)
            if length > LENGTH_LIMIT:
                raise _too_long(name)
            start = match.end()
        if missing:
            return Resolution(None, tuple(dict.fromkeys(missing)))
        return Resolution(Found("".join([*pieces, found.value[start:]]), found.origin, secret))


def _circle(names: tuple[str, ...]) -> InputError:
    chain = " → ".join(names[names.index(names[-1]) :])
    return InputError(
        Failure(
            "variable.circle",
            f"The variable {names[-1]} refers to itself: {chain}.",
            "Give one of them a value of its own.",
            field="Environment",
        )
    )


def _too_deep(name: str) -> InputError:
    return InputError(
        Failure(
            "variable.depth",
            f"The variable {name} refers to others more than {DEPTH_LIMIT} deep.",
            "Shorten the chain.",
            field="Environment",
        )
    )


def _too_long(name: str) -> InputError:
    return InputError(
        Failure(
            "variable.length",
            f"The variable {name} becomes longer than a million characters.",
            "Check the variables that it refers to.",
            field="Environment",
        )
    )
