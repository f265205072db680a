"""Where a variable's value comes from: layers, the first that names it wins."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.model.errors import Failure, InputError
from countersign.model.workspace import Variable
from countersign.variables.template_syntax import VARIABLE, variable_name

DEPTH_LIMIT = 10
LENGTH_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Layer:
    """Hold the variables of one place; `origin` names it as a person would ("environment playground")."""

    origin: str
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a variable's value, the place it comes from, and whether it must be masked."""

    value: str
    origin: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """Hold a variable whose value is final, or the names that are missing for it."""

    found: Found | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Hold the layers in which variables are looked for, the strongest first."""

    layers: tuple[Layer, ...] = ()

    def lookup(self, name: str) -> Found | None:
        """Return a variable as it is written in the first layer that has it.

        A secret without a value is passed over for a later layer that has one.
        """
        empty_secret = None
        for layer in self.layers:
            for variable in layer.variables:
                if variable.name != name:
                    continue
                found = Found(variable.value, layer.origin, variable.secret)
                if variable.value or not variable.secret:
                    return found
                empty_secret = empty_secret or found
        return empty_secret

    def resolve(self, name: str) -> Resolution:
        """Return a variable with the variables in its own value filled in.

        Values are filled from this scope only, at most ten deep and a million characters long. Raise `InputError`
        beyond that, and for a circle.
        """
        return _Resolver(self).resolve(name, ())

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the names of the places that are looked at."""
        return tuple(layer.origin for layer in self.layers)


class _Resolver:
    """Resolve one variable; what was resolved on the way is not resolved twice."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._done: dict[str, Resolution] = {}

    def resolve(self, name: str, above: tuple[str, ...]) -> Resolution:
        if name in above:
            raise _circle((*above, name))
        if len(above) >= DEPTH_LIMIT:
            raise _too_deep(above[0])
        if name not in self._done:
            self._done[name] = self._resolve(name, above)
        return self._done[name]

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
