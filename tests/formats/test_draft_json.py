"""Drafts, tabs and sessions survive JSON unchanged; what does not fit is named by its place."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.draft_json import (
    draft_from_json,
    draft_to_json,
    session_from_json,
    session_to_json,
    session_with_kinds,
    tab_from_json,
    tab_to_json,
)
from countersign.model.auth import NoAuth, SigV4Auth
from countersign.model.body import FormBody, FormField, NoBody
from countersign.model.channel import ChannelDraft
from countersign.model.errors import InputError
from countersign.model.request import Parameter, RequestDraft, RequestSettings
from countersign.model.session import SessionState, TabState
from countersign.model.socket import SocketDraft

st.register_type_strategy(float, st.floats(allow_nan=False))
drafts = st.from_type(RequestDraft) | st.from_type(SocketDraft) | st.from_type(ChannelDraft)


def through_json(data: object) -> object:
    return json.loads(json.dumps(data))


@given(drafts)
def test_any_draft_comes_back_unchanged(draft):
    assert draft_from_json(through_json(draft_to_json(draft))) == draft


@given(st.builds(TabState, id=st.text(), draft=drafts, saved=st.none() | drafts))
def test_any_tab_comes_back_unchanged(tab):
    assert tab_from_json(through_json(tab_to_json(tab))) == tab


@given(st.from_type(SessionState))
def test_any_session_comes_back_unchanged(state):
    assert session_from_json(through_json(session_to_json(state))) == state


def test_unions_carry_a_tag():
    data = draft_to_json(RequestDraft(auth=SigV4Auth(), body=FormBody((FormField("a", "b"),))))
    assert data["auth"]["type"] == "sigv4"
    assert data["body"] == {"type": "form", "fields": [{"name": "a", "value": "b", "enabled": True}]}


def test_each_kind_of_draft_carries_its_tag():
    tags = [draft_to_json(draft)["type"] for draft in (RequestDraft(), SocketDraft(), ChannelDraft())]
    assert tags == ["request", "websocket", "channel"]


def test_missing_keys_take_defaults_and_unknown_ones_are_ignored():
    data = {
        "type": "request",
        "url": "u",
        "unheard": 1,
        "auth": {"type": "none", "x": 1},
        "params": [{"name": "a", "value": None}],
    }
    assert draft_from_json(data) == RequestDraft(
        url="u", auth=NoAuth(), params=(Parameter("a", None),), body=NoBody()
    )


def test_a_whole_number_is_a_number():
    draft = draft_from_json({"type": "websocket", "settings": {"read_timeout": 5}})
    assert draft.settings == RequestSettings(read_timeout=5.0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "draft.type is not one of request, websocket, channel."),
        ({"type": "grpc"}, "draft.type is not one of request, websocket, channel."),
        ({"type": "websocket", "ping_interval": "2"}, "draft.ping_interval is not a number."),
        (
            {"type": "websocket", "message": {"kind": "x"}},
            "draft.message.kind is not one of text, json, xml, binary.",
        ),
        ({"type": "channel", "join_as": "x"}, "draft.join_as is not one of MASTER, VIEWER, BOTH."),
        ({"url": 1}, "draft.url is not a text."),
        ({"url": None}, "draft.url is not a text."),
        ({"params": {}}, "draft.params is not a list."),
        ({"params": [{"name": "a"}]}, "draft.params[0].value is missing."),
        ({"params": [{"name": "a", "value": 1}]}, "draft.params[0].value is not a text."),
        (
            {"auth": {"type": "magic"}},
            "draft.auth.type is not one of inherit, none, basic, bearer, api-key, sigv4, cognito, oauth.",
        ),
        (
            {"auth": {"type": ["none"]}},
            "draft.auth.type is not one of inherit, none, basic, bearer, api-key, sigv4, cognito, oauth.",
        ),
        ({"auth": {"type": "sigv4", "place": "x"}}, "draft.auth.place is not one of headers, query."),
        ({"auth": {"type": "sigv4", "expires": True}}, "draft.auth.expires is not a whole number."),
        ({"settings": {"http2": 1}}, "draft.settings.http2 is not true or false."),
        ({"settings": {"read_timeout": float("nan")}}, "draft.settings.read_timeout is not a number."),
    ],
)
def test_a_wrong_value_is_named_by_its_place(data, sentence):
    with pytest.raises(InputError) as caught:
        draft_from_json({"type": "request", **data} if isinstance(data, dict) else data)
    assert caught.value.failure.sentence == sentence


def test_a_pair_must_be_a_pair():
    with pytest.raises(InputError, match=r"session.layout\[0\] is not a list of 2"):
        session_from_json({"layout": [["a"]]})


def test_drafts_of_format_1_are_requests_and_what_does_not_fit_there_is_left_to_the_reader():
    session = {"tabs": [{"id": "1", "draft": {"url": "u"}, "saved": None}, 7, {"id": "2", "draft": 3}], "theme": "x"}
    assert session_with_kinds(session) == {
        "tabs": [{"id": "1", "draft": {"url": "u", "type": "request"}, "saved": None}, 7, {"id": "2", "draft": 3}],
        "theme": "x",
    }
    assert session_with_kinds({"tabs": 1}) == {"tabs": 1}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["tabs", "draft", "auth", "type", "body"]) | st.text(), inner)
    ),
)


@given(json_values)
def test_any_json_is_a_session_or_an_input_error(data):
    with suppress(InputError):
        assert isinstance(session_from_json(data), SessionState)
