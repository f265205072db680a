"""Paths with names in braces, in our way of writing."""

from __future__ import annotations

import pytest

from countersign.formats.importing.path_templates import templated
from countersign.model.request import Parameter
from countersign.model.workspace import Variable


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/{id}/b", "/a/:id/b"),
        ("/{a}/{b}", "/:a/:b"),
        ("a/{id}", "/a/:id"),
        ("/{proxy+}", "/:proxy"),
        ("/{a}.{b}", "/{{a}}.{{b}}"),
        ("/{1st}", "/{{1st}}"),
        ("/{}", "/{}"),
    ],
)
def test_whole_segments_become_path_parameters_others_variables(path, expected):
    assert templated(path, lambda _name: ("", "")).path == expected


def test_values_and_descriptions_are_asked_for():
    found = templated("/{a}/x-{b}/{c+}", lambda name: (f"v-{name}", f"d-{name}"))
    assert found.params == (Parameter("a", "v-a", description="d-a"), Parameter("c", "v-c+", description="d-c+"))
    assert (found.variables, found.greedy) == ((Variable("b", "v-b"),), ("c",))
