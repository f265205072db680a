"""Two texts are laid line beside line: nothing is lost, and it takes no longer than it may."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.line_alignment import aligned

LINES = st.lists(st.sampled_from("abcdefg"), max_size=30)


def shown(left, right):
    """Return the blocks in short: `=ab`, or `-ab+c`."""
    words = []
    for block in aligned(left, right):
        old, new = "".join(left[slice(*block.left)]), "".join(right[slice(*block.right)])
        words.append(f"={old}" if block.is_same else f"-{old}+{new}")
    return " ".join(words)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", ""),
        ("abc", "abc", "=abc"),
        ("abc", "", "-abc+"),
        ("", "abc", "-+abc"),
        ("abc", "axc", "=a -b+x =c"),
        ("abcd", "abXYcd", "=ab -+XY =cd"),
        ("abcdef", "defabc", "-abc+ =def -+abc"),
        ("{a}{b}", "{b}", "={ -a}{+ =b}"),
        ("aaaa", "aa", "=aa -aa+"),
    ],
)
def test_what_stayed_is_told_from_what_changed(left, right, expected):
    assert shown(list(left), list(right)) == expected


@given(LINES, LINES)
def test_every_line_stands_in_one_block_and_same_blocks_are_the_same(left, right):
    blocks = aligned(left, right)
    assert [line for block in blocks for line in left[slice(*block.left)]] == left
    assert [line for block in blocks for line in right[slice(*block.right)]] == right
    for block in blocks:
        assert (left[slice(*block.left)] == right[slice(*block.right)]) >= block.is_same
    assert all(one.is_same != other.is_same for one, other in pairwise(blocks))


@given(LINES)
def test_a_text_is_the_same_as_itself(lines):
    assert all(block.is_same for block in aligned(lines, lines))


def test_a_line_taken_out_of_a_long_text_is_the_only_difference():
    left = [f'  "id": {number // 3},' if number % 3 else "  }," for number in range(20_000)]
    right = left[:9_000] + left[9_001:]
    different = [block for block in aligned(left, right) if not block.is_same]
    assert len(different) == 1
    assert different[0].is_exact


@pytest.mark.parametrize("alphabet", ["a", "ab", "abcdefgh"])
def test_texts_made_to_be_slow_are_compared_by_position(alphabet):
    chance = random.Random(1)
    left, right = ([chance.choice(alphabet) for _ in range(20_000)] + [side] for side in ("x", "y"))
    begun = time.process_time()
    blocks = aligned(left, right)
    assert time.process_time() - begun < 5.0
    assert alphabet == "a" or not all(block.is_exact for block in blocks)


def test_many_gaps_that_are_just_small_enough_stay_bounded():
    chance = random.Random(1)

    def text():
        return [line for at in range(100) for line in (f"anchor {at}", *(chance.choice("ab") for _ in range(199)))]

    begun = time.process_time()
    aligned(text(), text())
    assert time.process_time() - begun < 10.0
