"""What the URL's chips say."""

from __future__ import annotations

import pytest

from countersign.model.request import Parameter
from countersign.model.workspace import Variable
from countersign.ui.request.chip_text import chips
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


@pytest.mark.parametrize(
    ("text", "missing", "words"),
    [
        ("{{nested}}", False, "nested = 2/x\nfrom request"),
        ("{{broken}}", True, "broken needs gone, which has no value\nfrom request"),
        ("{{hidden}}", False, "hidden = ••••••••\nfrom request"),
        ("{{loop}}", True, "The variable loop refers to itself: loop → loop.\nfrom request"),
        ("{{off}}", True, "off is not defined (looked in request, environment dev, collection Orders)"),
        ("{{?Region}}", False, "Region is asked before the send"),
        ("{{$base64 b}}", False, "$base64: a text in base64\nMg=="),
        ("{{$base64 s}}", False, "$base64: a text in base64\n••••••••"),
        ("{{$base64 gone}}", True, "$base64 needs gone, which has no value"),
        ("{{$base64}}", True, "$base64 needs one argument: text."),
        ("{{$nothing}}", True, "$nothing is not defined (looked in request, environment dev, collection Orders)"),
    ],
)
def test_what_a_value_is_made_of_is_told_too(text, missing, words):
    """The words hold the final value, or what keeps it from being one."""
    own = (
        Variable("nested", "{{b}}/x"),
        Variable("broken", "{{gone}}"),
        Variable("hidden", "Bearer {{s}}"),
        Variable("loop", "{{loop}}"),
        Variable("off", "1", enabled=False),
    )
    (chip,) = chips(text, Scope((Layer("request", own), *SCOPE.layers)), ())
    assert (chip.missing, chip.words) == (missing, words)


def test_the_sample_of_a_dynamic_value_does_not_change():
    """A tip that is read twice says the same."""
    first, second = chips("{{$uuid}}{{$uuid}}", Scope(), ())
    assert first.words == second.words
    assert first.words.startswith("$uuid: a new random UUID\nnew at each send, such as ")


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
