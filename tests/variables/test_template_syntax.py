"""What stands inside a variable is looked past."""

from __future__ import annotations

from countersign.variables.template_syntax import VARIABLE, find_outside, split_outside, variable_name


def test_a_name_is_taken_without_the_spaces_around_it():
    assert [variable_name(match) for match in VARIABLE.finditer("{{ a b }}{{c.d}}{{}}{{ }}")] == ["a b", "c.d"]


def test_a_character_is_found_outside_variables_only():
    assert find_outside("{{a?b}}c?d", "?") == 8
    assert find_outside("{{a?b}}", "?") == -1
    assert find_outside("{{a?b", "?") == 3


def test_a_text_is_split_outside_variables_at_most_so_often():
    assert split_outside("a={{b=c}}=d", "=") == ["a", "{{b=c}}", "d"]
    assert split_outside("a=b=c", "=", 1) == ["a", "b=c"]
