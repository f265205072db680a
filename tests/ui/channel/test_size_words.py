"""The size of a message is said as the service measures it."""

from __future__ import annotations

import pytest

from countersign.ui.channel.size_words import base64_length, size_words


@pytest.mark.parametrize(
    ("size", "words", "kind"),
    [
        (0, "0 B of 10 KB as Base64", "muted"),
        (300, "400 B of 10 KB as Base64", "muted"),
        (6300, "8.2 KB of 10 KB as Base64", "warn"),
        (7680, "10.0 KB of 10 KB as Base64", "warn"),
        (7681, "10.0 KB of 10 KB as Base64", "error"),
    ],
)
def test_a_payload_is_measured_as_base64_and_warns_near_the_limit(size: int, words: str, kind: str):
    assert size_words("SDP_OFFER", "x" * size) == (words, kind)


def test_letters_beyond_ascii_count_by_their_bytes():
    assert size_words("SDP_OFFER", "é\ud800") == ("8 B of 10 KB as Base64", "muted")


def test_a_raw_frame_has_no_limit():
    assert size_words("RAW", "x" * 20_480) == ("20.0 KB, sent as it is", "muted")


def test_base64_is_counted_in_fours():
    assert [base64_length(size) for size in (0, 1, 3, 4)] == [0, 4, 4, 8]
