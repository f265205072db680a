"""The first layer that names a variable wins; circles and bombs end in a sentence."""

from __future__ import annotations

import pytest

from countersign.model.errors import InputError
from countersign.model.workspace import Variable
from countersign.variables.scopes import Found, Layer, Scope, without_secret_values


def layer(origin: str, **values: str) -> Layer:
    return Layer(origin, tuple(Variable(name, value) for name, value in values.items()))


def test_the_first_layer_wins_and_its_origin_is_told():
    scope = Scope((layer("environment a", x="1"), layer("collection", x="2", y="3")))
    assert scope.lookup("x") == Found("1", "environment a")
    assert scope.lookup("y") == Found("3", "collection")
    assert scope.lookup("z") is None
    assert scope.origins == ("environment a", "collection")


def test_an_empty_value_counts_and_hides_later_layers():
    scope = Scope((layer("a", x=""), layer("b", x="2")))
    assert scope.lookup("x") == Found("", "a")


def test_a_secret_without_a_value_lets_the_layer_with_its_value_through():
    declared = Layer("environment a", (Variable("key", "", secret=True),))
    stored = Layer("keyring", (Variable("key", "v", secret=True),))
    assert Scope((declared, stored)).lookup("key") == Found("v", "keyring", secret=True)
    assert Scope((declared,)).lookup("key") == Found("", "environment a", secret=True)


def test_a_value_built_from_a_secret_is_secret():
    scope = Scope((Layer("e", (Variable("auth", "Bearer {{key}}"), Variable("key", "v", secret=True))),))
    assert scope.resolve("auth").found == Found("Bearer v", "e", secret=True)


def test_a_circle_is_named():
    with pytest.raises(InputError, match="a → b → a") as caught:
        Scope((layer("e", a="{{b}}", b="{{a}}"),)).resolve("a")
    assert caught.value.failure.id == "variable.circle"


def test_a_chain_of_ten_resolves_and_one_of_eleven_does_not():
    chain = {f"v{number}": f"{{{{v{number + 1}}}}}" for number in range(10)}
    scope = Scope((layer("e", **chain, v10="end"),))
    found = scope.resolve("v1").found
    assert found is not None
    assert found.value == "end"
    with pytest.raises(InputError) as caught:
        scope.resolve("v0")
    assert caught.value.failure.id == "variable.depth"


def test_a_bomb_of_variables_is_stopped():
    bomb = {f"v{number}": f"{{{{v{number + 1}}}}}" * 100 for number in range(9)}
    with pytest.raises(InputError) as caught:
        Scope((layer("e", **bomb, v9="x" * 100),)).resolve("v0")
    assert caught.value.failure.id == "variable.length"


def test_without_secret_values_nothing_secret_can_be_looked_up():
    secret = Layer("e", (Variable("key", "canary", secret=True), Variable("plain", "p-{{key}}")))
    scope = without_secret_values(Scope((secret, layer("collection", other="o"))))
    assert "canary" not in f"{scope.layers}"
    assert scope.resolve("key").missing == ("key",)
    assert scope.resolve("plain").missing == ("key",)
    assert scope.resolve("other").found == Found("o", "collection")


def test_without_secret_values_a_weaker_plain_value_does_not_take_the_place_of_the_secret():
    secret = Layer("e", (Variable("key", "", secret=True),))
    assert without_secret_values(Scope((secret, layer("collection", key="weaker")))).lookup("key") is None


def test_without_secret_values_a_stronger_plain_value_stays_and_a_secret_that_is_off_hides_nothing():
    strong, weak = layer("request", key="own"), Layer("e", (Variable("key", "canary", secret=True),))
    assert without_secret_values(Scope((strong, weak))).lookup("key") == Found("own", "request")
    off = Layer("e", (Variable("key", "canary", secret=True, enabled=False),))
    assert without_secret_values(Scope((off, strong))).lookup("key") == Found("own", "request")
