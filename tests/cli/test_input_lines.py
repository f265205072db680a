"""Lines come one by one from whatever standard input is, and end when it ends."""

from __future__ import annotations

import asyncio
import io
import os

import pytest

from countersign.cli.input_lines import input_lines


@pytest.fixture
def read_all(monkeypatch):
    """Give a function that puts bytes into standard input and reads all lines."""

    def read(data: bytes) -> list[str]:
        async def collect() -> list[str]:
            return [line async for line in input_lines()]

        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return asyncio.run(collect())

    return read


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one\ntwo\n", ["one", "two"]),
        (b"one\r\n\r\ntwo", ["one", "", "two"]),
        (b"a\rb\n", ["a\rb"]),
        ("schön\n".encode(), ["schön"]),
        (b"bad \xff\nnext\n", ["bad \udcff", "next"]),
    ],
)
def test_lines_come_without_their_ends(read_all, data, lines):
    assert read_all(data) == lines


def test_a_line_comes_as_soon_as_it_ends_and_not_before_the_next(monkeypatch):
    async def talk() -> list[str]:
        reading, writing = os.pipe()
        with os.fdopen(reading) as stdin, os.fdopen(writing, "wb", buffering=0) as typing:
            monkeypatch.setattr("sys.stdin", stdin)
            lines = input_lines()
            typing.write(b"first\n")
            seen = [await anext(lines)]
            typing.write(b"second\n")
            seen.append(await anext(lines))
            typing.close()
            seen += [line async for line in lines]
        return seen

    assert asyncio.run(talk()) == ["first", "second"]


def test_a_closed_input_ends(monkeypatch):
    closed = io.TextIOWrapper(io.BytesIO(b"never read\n"))
    closed.close()

    async def collect() -> list[str]:
        monkeypatch.setattr("sys.stdin", closed)
        return [line async for line in input_lines()]

    with pytest.raises(ValueError, match="closed file"):
        closed.read()
    assert asyncio.run(collect()) == []
