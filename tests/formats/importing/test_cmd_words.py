"""Command lines of cmd.exe are read as it and the C runtime read them."""

from __future__ import annotations

import pytest

from countersign.formats.importing.cmd_words import cmd_commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ('curl "a b" c', [["curl", "a b", "c"]]),
        ("curl ^\n a ^\n b", [["curl", "a", "b"]]),
        ('curl ^"a^&b^"', [["curl", "a&b"]]),
        ('curl ^"^{^\\^"a^\\^":1^}^"', [["curl", '{"a":1}']]),
        ('curl "a\\"b" "c""d"', [["curl", 'a"b', 'c"d']]),
        ('curl "a\\\\" b', [["curl", "a\\", "b"]]),
        ("curl C:\\x\\y", [["curl", "C:\\x\\y"]]),
        ('curl ^"a^\n\nb^"', [["curl", "a\nb"]]),
        ("curl a & curl b\ncurl c", [["curl", "a"], ["curl", "b"], ["curl", "c"]]),
        ("curl h/?a=1&b=2", [["curl", "h/?a=1&b=2"]]),
        ('curl "a^b" %NAME%', [["curl", "a^b", "{{NAME}}"]]),
        ('curl "" x', [["curl", "", "x"]]),
    ],
)
def test_words_and_commands(text, commands):
    assert cmd_commands(text) == commands
