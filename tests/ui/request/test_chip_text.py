"""What the URL's chips say."""

from __future__ import annotations

import pytest

from countersign.model.request import Parameter
from countersign.model.workspace import Variable
from countersign.ui.request.chip_text import chips, name_being_typed, variable_names
from countersign.variables.scopes import Layer, Scope

SCOPE = Scope(
    (
        Layer("environment dev", (Variable("b", "2"), Variable("s", "hush", secret=True), Variable("empty", ""))),
        Layer("collection Orders", (Variable("a", "1"), Variable("b", "9"), Variable("unset", "", secret=True))),
    )
)


@pytest.mark.parametrize(
    ("text", "missing", "words"),
    [
        ("{{b}}", False, "b = 2\nfrom environment dev"),
        ("{{ a }}", False, "a = 1\nfrom collection Orders"),
        ("{{s}}", False, "s = ••••••••\nfrom environment dev"),
        ("{{empty}}", False, "empty has no value, from environment dev"),
        ("{{unset}}", True, "unset has no value, from collection Orders"),
        ("{{x}}", True, "x is not defined (looked in environment dev, collection Orders)"),
    ],
)
def test_a_variable_tells_value_and_origin(text, missing, words):
    """Values of secrets are masked, a secret without a value is missing."""
    (chip,) = chips(text, SCOPE, ())
    assert (chip.kind, chip.missing, chip.words) == ("variable", missing, words)


def test_without_an_environment_that_is_said():
    """Nothing was looked at."""
    (chip,) = chips("{{x}}", Scope(), ())
    assert chip.words == "x is not defined, no environment is chosen"


@pytest.mark.parametrize(
    ("param", "missing", "words"),
    [
        (Parameter("id", "7"), False, ":id = 7\nfrom Params, Path variables"),
        (Parameter("id", ""), True, ":id has no value\ntype one under Params, Path variables"),
        (Parameter("other", "7"), True, ":id has no value\ntype one under Params, Path variables"),
        (
            Parameter("id", "", enabled=False),
            False,
            ":id is sent as it is written: its path variable is switched off",
        ),
    ],
)
def test_a_path_variable_tells_its_value(param, missing, words):
    """Or where to type one."""
    (chip,) = chips("http://h/:id", SCOPE, (param,))
    assert (chip.kind, chip.missing, chip.words) == ("path", missing, words)


def test_names_are_offered_once_and_sorted():
    """A name that two layers have is one name."""
    assert variable_names(SCOPE) == ("a", "b", "empty", "s", "unset")


@pytest.mark.parametrize(
    ("before", "name"),
    [("http://{{", ""), ("{{ba", "ba"), ("{{a}}/{{ b", "b"), ("{{a}}", None), ("{a", None), ("", None)],
)
def test_a_name_is_being_typed_behind_two_braces(before, name):
    """Until they are closed."""
    assert name_being_typed(before) == name
