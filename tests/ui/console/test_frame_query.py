"""What a filter finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.frames import Frame, FrameFace
from countersign.ui.console.frame_query import FrameQuery, Term, parse

OFFER = Frame(0, 0.0, "sent", "text", b'{"action": "SDP_OFFER", "payload": "Sm9hbg=="}')
OFFER_FACE = FrameFace("SDP_OFFER", "MASTER", "v=0 o=- Gr\u00fc\u00dfe", marks=("odd line",))
ANSWER = Frame(1, 0.0, "received", "text", b"x" * 1500)
ANSWER_FACE = FrameFace("SDP_ANSWER", "viewer-7d2f", "v=0")
OPENED = Frame(2, 0.0, "event", "event", b"101", "CONNECTED")
OPENED_FACE = FrameFace("CONNECTED", summary="101")
FACES = {OFFER: OFFER_FACE, ANSWER: ANSWER_FACE, OPENED: OPENED_FACE}


def found(text, direction=None):
    query = parse(text, direction)
    return [frame.number for frame, face in FACES.items() if query.match(frame, face)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [0, 1, 2]),
        ("type:SDP_OFFER", [0]),
        ("TYPE:sdp", [0, 1]),
        ("-type:sdp", [2]),
        ("to:master", [0]),
        ("from:master", []),
        ("from:7d2f", [1]),
        ("v=0", [0, 1]),
        ("v=0 -type:answer", [0]),
        ("GR\u00dcSSE", [0]),
        ("sm9h", [0]),
        ("odd", [0]),
        ('"odd line"', [0]),
        ('"line odd"', []),
        ('-"odd line"', [1, 2]),
        ('type:"sdp_answer"', [1]),
        ("size:>1000", [1]),
        ("size:>=1.5k", [0, 1, 2]),
        ("size:>=1500", [1]),
        ("size:>1500", []),
        ("size:<2k", [0, 1, 2]),
        ("size:3", [2]),
        ("-size:<=3", [0, 1]),
        ("size:>1kb", [1]),
        ("type: from: - size:>", [0, 1, 2]),
        ("http://x", []),
    ],
)
def test_a_filter_finds(text, numbers):
    assert found(text) == numbers


@pytest.mark.parametrize(("direction", "numbers"), [("sent", [0]), ("received", [1]), (None, [0, 1])])
def test_a_direction_narrows_what_words_find(direction, numbers):
    assert found("v=0", direction) == numbers


def test_only_a_query_without_conditions_is_empty():
    assert parse("  type: ").is_empty
    assert not parse("a").is_empty
    assert not parse("", "sent").is_empty


TERMS = st.lists(
    st.builds(
        Term,
        st.sampled_from(["text", "type", "from", "to"]),
        st.text("abcd_.", min_size=1, max_size=5),
        is_negated=st.booleans(),
    ),
    max_size=4,
)


@given(TERMS)
def test_what_is_written_is_read(terms):
    written = " ".join(
        f"{'-' * term.is_negated}{'' if term.field == 'text' else f'{term.field}:'}{term.word}" for term in terms
    )
    assert parse(written) == FrameQuery(tuple(terms))


@given(st.text(), st.sampled_from(list(FACES)))
def test_any_text_is_a_query_and_its_negated_words_are_the_rest(text, frame):
    query = parse(text)
    query.match(frame, FACES[frame])
    for term in query.terms:
        turned = Term(term.field, term.word, term.least, term.most, is_negated=not term.is_negated)
        one, other = FrameQuery((term,)), FrameQuery((turned,))
        assert one.match(frame, FACES[frame]) is not other.match(frame, FACES[frame])
