"""A line becomes a message or an order, whatever is typed; what cannot be one is refused with a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.cli.console_input import Order, channel_order, socket_order
from countersign.model.channel import SignalDraft
from countersign.model.errors import InputError
from countersign.model.socket import SavedMessage

LINES = st.one_of(st.text(), st.text().map(lambda text: f"/{text}"), st.text().map(lambda text: f"SDP_OFFER {text}"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("do", "code", "reason", "kind", "data", "type", "recipient", "correlationId", "payload")
OBJECTS = st.dictionaries(st.sampled_from(FIELDS), VALUES | st.sampled_from(("close", "ping", "RAW"))).map(json.dumps)


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("hello", SavedMessage(data="hello")),
        ("  hello ", SavedMessage(data="  hello ")),
        ("//etc", SavedMessage(data="/etc")),
        ("/binary AAEC", SavedMessage(kind="binary", data="AAEC")),
        ("/ping", Order("ping")),
        ("/reconnect", Order("reconnect")),
        ("/close", Order("close", 1000, "")),
        ("/close 4001", Order("close", 4001, "")),
        ("/close 3000 see you", Order("close", 3000, "see you")),
    ],
)
def test_what_a_typed_line_means_for_a_websocket(line, meaning):
    assert socket_order(line, as_json=False) == meaning


@pytest.mark.parametrize(
    ("fields", "meaning"),
    [
        ({"kind": "text", "data": "/ping"}, SavedMessage(data="/ping")),
        ({"kind": "binary", "data": "AAEC"}, SavedMessage(kind="binary", data="AAEC")),
        ({"data": ""}, SavedMessage()),
        ({"do": "ping"}, Order("ping")),
        ({"do": "close", "code": 4000, "reason": "bye"}, Order("close", 4000, "bye")),
        ({"do": "close"}, Order("close")),
    ],
)
def test_what_a_json_line_means_for_a_websocket(fields, meaning):
    assert socket_order(json.dumps(fields), as_json=True) == meaning


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ('SDP_OFFER {"sdp": "v=0"}', SignalDraft(type="SDP_OFFER", payload='{"sdp": "v=0"}')),
        ("ice_candidate @v-1 {}", SignalDraft(type="ICE_CANDIDATE", recipient="v-1", payload="{}")),
        ("SDP_ANSWER @v-1", SignalDraft(type="SDP_ANSWER", recipient="v-1")),
        ("RAW {broken", SignalDraft(type="RAW", payload="{broken")),
        ("/close", Order("close")),
    ],
)
def test_what_a_typed_line_means_for_a_channel(line, meaning):
    assert channel_order(line, as_json=False) == meaning


def test_a_json_line_for_a_channel_may_hold_its_payload_as_an_object_or_as_text():
    fields = {"type": "SDP_OFFER", "recipient": "v-1", "correlationId": "c-1", "payload": {"sdp": "v=0"}}
    draft = SignalDraft("", "SDP_OFFER", "v-1", "c-1", '{"sdp": "v=0"}')
    assert channel_order(json.dumps(fields), as_json=True) == draft
    assert channel_order(json.dumps({**fields, "payload": '{"sdp": "v=0"}'}), as_json=True) == draft


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/foo", "“/foo” is no order"),
        ("/close 1005", "“1005” is no close code"),
        ("/close 2999", "no close code"),
        ("/close " + "9" * 5000, "no close code"),
        ("/close \uff14\uff10\uff10\uff10", "no close code"),
        ("half \udcff", "not UTF-8"),
    ],
)
def test_a_typed_line_that_means_nothing_is_refused(line, words):
    with pytest.raises(InputError, match=words) as refused:
        socket_order(line, as_json=False)
    assert refused.value.failure.action
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hello", "no JSON object"),
        ("[]", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ('{"data": 1}', "“data” is no text"),
        (r'{"data": "\ud800"}', "half a character"),
        (r'{"do": "close", "reason": "\udc00"}', "half a character"),
        ('{"do": "fly"}', "“fly” is no order"),
        ('{"do": "close", "code": true}', "no close code"),
    ],
)
def test_a_json_line_that_means_nothing_is_refused(line, words):
    with pytest.raises(InputError, match=words):
        socket_order(line, as_json=True)


@pytest.mark.parametrize("line", ["hello", "SDP {}", "@v-1 {}", ""])
def test_a_channel_takes_only_the_types_that_it_knows(line):
    with pytest.raises(InputError, match="Begin with one of SDP_OFFER, SDP_ANSWER, ICE_CANDIDATE, RAW"):
        channel_order(line, as_json=False)


@given(LINES | OBJECTS, st.booleans())
def test_no_line_does_anything_but_mean_something_or_be_refused(line, as_json):
    for read in (socket_order, channel_order):
        try:
            meaning = read(line, as_json=as_json)
        except InputError as refused:
            meaning = refused
        assert isinstance(meaning, Order | SavedMessage | SignalDraft | InputError)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_sent(text):
    typed = f"/{text}" if text.startswith("/") else text
    assert socket_order(typed, as_json=False) == SavedMessage(data=text)
    assert socket_order(json.dumps({"data": text}), as_json=True) == SavedMessage(data=text)
