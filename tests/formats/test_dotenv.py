"""A .env file is read line by line; nothing in it is run or expanded."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.dotenv import read_dotenv


def values(text: str) -> dict[str, str]:
    return {variable.name: variable.value for variable in read_dotenv(text)[0]}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        ("  A = 1  ", "1"),
        ("export A=1", "1"),
        ("export\tA=1", "1"),
        ("A=", ""),
        ("A=a b # why", "a b"),
        ("A=a#b", "a#b"),
        ("A=# nothing", ""),
        ("A='a # b' # why", "a # b"),
        (r"A='a\n'", r"a\n"),
        (r'A="a\nb\t\"c\" \$d \\"', 'a\nb\t"c" $d \\'),
        (r'A="C:\dir"', r"C:\dir"),
        ('A="two\nlines"', "two\nlines"),
        ("A='two\r\nlines'", "two\r\nlines"),
        ("A=`x`", "x"),
        ("A=x=y", "x=y"),
        ("A=1\nA=2", "2"),
        ("\ufeffA=1", "1"),
        ("A=$HOME", "$HOME"),
        ('A="$(id)${HOME}"', "$(id)${HOME}"),
        ("A=`id`x", "id"),
    ],
)
def test_a_line_gives_a_value(line, value):
    assert values(line) == {"A": value}


def test_the_process_environment_is_not_looked_at(monkeypatch):
    monkeypatch.setitem(os.environ, "SECRET_OF_THE_SHELL", "hush")
    assert values("A=${SECRET_OF_THE_SHELL}") == {"A": "${SECRET_OF_THE_SHELL}"}


def test_every_variable_is_secret():
    assert all(variable.secret for variable in read_dotenv("A=1\nB=2")[0])


def test_what_is_not_understood_is_told_with_its_line():
    found, problems = read_dotenv("# c\n\nA=1\nnonsense\nB='1\n2' x\n3=4\nC=\"open\n")
    assert [variable.name for variable in found] == ["A", "B", "C"]
    assert problems == (
        "Line 4 is no NAME=value.",
        "Line 5 has more behind the closing quotation mark; it was left out.",
        "Line 7 is no NAME=value.",
        "Line 8 has a quotation mark that is not closed; the line was taken as it is.",
    )


@given(st.text(st.sampled_from("AB=\"'`#\\\n\r \tx$(){}export"), max_size=60) | st.text(max_size=60))
def test_any_text_is_read(text):
    found, problems = read_dotenv(text)
    assert len(found) + len(problems) <= len(text.splitlines()) * 2 + 1


plain = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="'"), max_size=20)


@given(plain)
def test_a_value_in_single_quotes_is_kept_whole(value):
    assert values(f"A='{value}'") == {"A": value}
