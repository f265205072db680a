"""The blocks of .bru files, their pairs and lists, and the line of what cannot be read."""

from __future__ import annotations

import pytest

from countersign.formats.importing.bru_text import BruPair, bru_blocks, inner_blocks, inner_pairs
from countersign.model.errors import InputError


def pairs(lines: str) -> tuple[BruPair, ...]:
    (block,) = bru_blocks(f"headers {{\n{lines}\n}}\n")
    return block.pairs()


def test_blocks_end_at_the_first_line_that_starts_with_their_bracket():
    first, second = bru_blocks("body:json {\n  {\n    }\n}\n\nvars:secret [\n  a,\n  b\n]\n")
    assert (first.name, first.text) == ("body:json", "{\n  }")
    assert (second.name, second.names()) == ("vars:secret", ("a", "b"))


def test_a_block_may_stand_in_one_line():
    empty, secret = bru_blocks("headers { }\nvars:secret [a, b]\n")
    assert (empty.pairs(), secret.names()) == ((), ("a", "b"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  a: b: c", BruPair("a", "b: c")),
        ("  ~a: b", BruPair("a", "b", enabled=False)),
        ('  "a:b": c', BruPair("a:b", "c")),
        ('  ~"a \\"b\\"": c', BruPair('a "b"', "c", enabled=False)),
        ("  a:", BruPair("a")),
        ("  a: [x, y]", BruPair("a", "[x, y]", values=("x", "y"))),
        ("  a: [\n    x\n    y\n  ]", BruPair("a", values=("x", "y"))),
        (
            "  a: '''\n    one\n      two\n  ''' @contentType(t)",
            BruPair("a", "one\n  two", annotation="@contentType(t)"),
        ),
        ("  a: '''x'''", BruPair("a", "x")),
        ("  @description('why')\n  a: b", BruPair("a", "b", description="why")),
        ("  @other(1)\n  a: b", BruPair("a", "b")),
    ],
)
def test_pairs_of_each_kind(line, expected):
    assert pairs(line) == (expected,)


def test_an_example_holds_pairs_and_blocks():
    (example,) = bru_blocks("example {\n  name: A\n\n  response: {\n    status: {\n      code: 1\n    }\n  }\n}\n")
    assert inner_pairs(example) == (BruPair("name", "A"),)
    (response,) = inner_blocks(example)
    (status,) = inner_blocks(response)
    assert status.pairs() == (BruPair("code", "1"),)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\nwhat\n", 2),
        ("get {\n  a: b\n", 1),
        ("get {\n  a: b\n  c\n}", 3),
        ("get {\n  a: '''\n}", 2),
        ("get {\n  a: [\n}", 2),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text, line):
    with pytest.raises(InputError) as raised:
        [block.pairs() for block in bru_blocks(text)]
    assert raised.value.failure.sentence.startswith(f"Line {line} ")
