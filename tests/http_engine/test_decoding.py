"""Bounded decoding: every coding, in any chunks, and everything that can be wrong with it."""

from __future__ import annotations

import gzip
import os
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.http_engine.coding_steps import PIECE
from countersign.http_engine.decoding import BOMB_SIZE, BodyDecoder, CorruptDataError, DecompressionBombError


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstandard.compress,
}


def decode(coding, data, size=None):
    decoder = BodyDecoder(coding)
    step = size or max(1, len(data))
    pieces = [piece for start in range(0, len(data), step) for piece in decoder.feed(data[start : start + step])]
    assert all(len(piece) <= PIECE for piece in pieces) or coding in {"", "identity"}
    return b"".join(pieces), decoder.finish()


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=3000),
    codings=st.lists(st.sampled_from(sorted(PACK)), max_size=2),
    size=st.integers(1, 70),
)
def test_whatever_is_packed_comes_back_in_any_chunks(data, codings, size):
    packed = data
    for coding in codings:
        packed = PACK[coding](packed)
    assert decode(", ".join(codings), packed, size) == (data, decode("", b"")[1])


@pytest.mark.parametrize("coding", PACK)
def test_a_large_body_comes_in_bounded_pieces(coding):
    data = os.urandom(1000) * 3000
    assert decode(coding, PACK[coding](data)) == (data, decode("", b"")[1])


@pytest.mark.parametrize("coding", PACK)
def test_a_cut_stream_is_told_and_what_came_is_kept(coding):
    data = os.urandom(5000) + b"end"
    packed = PACK[coding](data)
    got, end = decode(coding, packed[:-5])
    assert end.truncated
    assert data.startswith(got)


@pytest.mark.parametrize("coding", PACK)
def test_corrupt_data_is_told(coding):
    packed = bytearray(PACK[coding](b"hello world, hello world"))
    packed[: len(packed)] = b"\xff\xfe" * len(packed)
    with pytest.raises(CorruptDataError):
        decode(coding, bytes(packed))


def test_raw_deflate_is_understood():
    assert decode("deflate", raw_deflate(b"hello" * 100), 1)[0] == b"hello" * 100


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_several_members_are_one_body(coding, size):
    got, end = decode(coding, PACK[coding](b"one ") + PACK[coding](b"two"), size)
    assert got == b"one two"
    assert not end.truncated


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("size", [1, 1000])
def test_what_follows_the_end_is_left_out_and_told(coding, size):
    got, end = decode(coding, PACK[coding](b"hello") + b"\x1fgarbage", size)
    assert got == b"hello"
    assert "8 bytes" in end.note


def test_an_unknown_coding_and_too_many_leave_the_body_as_it_is():
    for coding, word in (("snappy", "snappy"), ("gzip, gzip, gzip", "3 content codings"), ("gzip, foo", "foo")):
        got, end = decode(coding, b"raw")
        assert got == b"raw"
        assert word in end.note


def test_no_bytes_at_all_are_a_whole_body():
    assert not decode("gzip", b"")[1].truncated


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip", "zstd", "br"])
def test_a_bomb_is_stopped_in_bounded_memory(coding):
    packed = bytes(300_000_000)
    for name in coding.split(", "):
        packed = PACK[name](packed)
    decoder, sizes = BodyDecoder(coding), []
    chunks = [packed[start : start + 1000] for start in range(0, len(packed), 1000)]
    with pytest.raises(DecompressionBombError):
        sizes.extend(len(piece) for chunk in chunks for piece in counted(decoder.feed(chunk), sizes))
    assert max(sizes) <= PIECE
    assert BOMB_SIZE - PIECE <= sum(sizes) <= BOMB_SIZE


def counted(pieces, sizes):
    """Note each piece's size and pass nothing on."""
    for piece in pieces:
        sizes.append(len(piece))
    return ()
