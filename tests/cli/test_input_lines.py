"""Lines come one by one from whatever standard input is, and end when it ends."""

from __future__ import annotations

import asyncio
import os

import pytest

from countersign.cli.input_lines import input_lines


async def all_lines() -> list[str]:
    return [line async for line in input_lines()]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", ["one", "two"]),
        (b"one\r\n\r\ntwo", ["one", "", "two"]),
        (b"a\rb\n", ["a\rb"]),
        ("schön\n".encode(), ["schön"]),
        (b"bad \xff\nnext\n", ["bad \udcff", "next"]),
        (b"x" * 200_000 + b"\nshort\n", ["x" * 200_000, "short"]),
    ],
)
def test_lines_come_without_their_ends(monkeypatch, tmp_path, data, lines):
    path = tmp_path / "input"
    path.write_bytes(data)
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert asyncio.run(all_lines()) == lines


def test_a_line_comes_as_soon_as_it_ends(monkeypatch):
    async def talk() -> list[str]:
        reading, writing = os.pipe()
        with os.fdopen(reading) as stdin, os.fdopen(writing, "wb", buffering=0) as typing:
            monkeypatch.setattr("sys.stdin", stdin)
            lines = input_lines()
            typing.write(b"fir")
            typing.write(b"st\nsec")
            seen = [await anext(lines)]
            typing.write(b"ond\n")
            seen.append(await anext(lines))
            typing.close()
            return [*seen, *[line async for line in lines]]

    assert asyncio.run(talk()) == ["first", "second"]


def test_an_input_that_is_closed_or_missing_has_no_lines(monkeypatch, tmp_path):
    path = tmp_path / "input"
    path.write_bytes(b"never read\n")
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
    assert asyncio.run(all_lines()) == []
    monkeypatch.setattr("sys.stdin", None)
    assert asyncio.run(all_lines()) == []
