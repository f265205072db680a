"""Command lines are split as their shells split them."""

from __future__ import annotations

import pytest

from countersign.formats.importing.shell_words import shell_commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("curl a b", [["curl", "a", "b"]]),
        ("curl 'a b' \"c d\" e\\ f", [["curl", "a b", "c d", "e f"]]),
        ("curl '' \"\"", [["curl", "", ""]]),
        ("curl a'b'\"c\"", [["curl", "abc"]]),
        ("curl \\\n  a", [["curl", "a"]]),
        (r"""curl "a\"b\\c\d" """, [["curl", 'a"b\\c\\d']]),
        (r"curl $'a\n\x41\u00e9\'\101\\'", [["curl", "a\nAé'A\\"]]),
        ("curl \"$A ${B} \\$C\" '$D' $E", [["curl", "{{A}} {{B}} $C", "$D", "{{E}}"]]),
        ("a; b && c | d & e\nf", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("curl h/?a=1&b=2;c", [["curl", "h/?a=1&b=2;c"]]),
        ("curl a > out 2>&1 2>/dev/null b", [["curl", "a", "b"]]),
        ("curl a # comment 'x\ncurl b#c", [["curl", "a"], ["curl", "b#c"]]),
        ("curl 'open", [["curl", "'open"]]),
        ("curl $(x) `y", [["curl", "$(x)", "`y"]]),
    ],
)
def test_words_of_a_posix_shell(text, commands):
    assert shell_commands(text) == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ('curl `\n \'it\'\'s\' "a`"b`n""c" $env:X', [["curl", "it's", 'a"b\n"c', "{{X}}"]]),
        ("curl `\n -d '{\\\"a\\\":1}'", [["curl", "-d", '{"a":1}']]),
        ("curl `\n a; curl b", [["curl", "a"], ["curl", "b"]]),
    ],
)
def test_words_of_powershell(text, commands):
    assert shell_commands(text) == commands


def test_words_of_cmd_are_told_by_the_caret():
    assert shell_commands('curl ^"a b^" ^\n c') == [["curl", "a b", "c"]]
