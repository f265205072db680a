"""A channel is a websocket item that any tool can show, and a channel again through its options."""

from __future__ import annotations

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_request
from countersign.formats.open_collection_channel import DISCOVERED
from countersign.formats.open_collection_writer import to_document
from countersign.model.auth import SigV4Auth
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.errors import InputError
from countersign.model.request import RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.url import WireUrl

OFFER = SignalDraft("Offer", "SDP_OFFER", correlation_id="c-1", payload='{"type": "offer"}')
FRAME = SignalDraft("Frame", "RAW", recipient="viewer-1", payload="not JSON")
FULL = ChannelDraft(
    name="front",
    channel="{{channel_arn}}",
    join_as="BOTH",
    client_id="viewer-7d2f",
    region="us-west-2",
    fips=True,
    dual_stack=True,
    expires=60,
    fixed_date="20150830T123600Z",
    source="profile",
    identity="staging",
    control_plane="https://localhost:8443",
    reconnect=False,
    settings=RequestSettings(connect_timeout=3.0, verify_tls=False),
    messages=(OFFER, FRAME),
    message=FRAME,
    docs="how",
)


def read(document, options):
    found = read_request(document, Fields(options, "options", []))
    return found.draft, found.problems


def test_what_another_tool_can_show_stands_in_the_item_and_the_rest_under_kvs():
    written = to_document(FULL)
    assert written.document == {
        "info": {"name": "front", "type": "websocket"},
        "websocket": {
            "url": DISCOVERED,
            "message": [
                {"title": "Offer", "message": {"type": "json", "data": '{"type": "offer"}'}},
                {"title": "Frame", "selected": True, "message": {"type": "text", "data": "not JSON"}},
            ],
            "auth": {
                "type": "awsv4",
                "profileName": "staging",
                "service": "kinesisvideo",
                "region": "us-west-2",
            },
        },
        "settings": {"timeout": 3000},
        "docs": "how",
    }
    assert written.options == {
        "settings": {"verifyTls": False},
        "kvs": {
            "channel": "{{channel_arn}}",
            "joinAs": "BOTH",
            "clientId": "viewer-7d2f",
            "fixedDate": "20150830T123600Z",
            "controlPlane": "https://localhost:8443",
            "fips": True,
            "dualStack": True,
            "reconnect": False,
            "expires": 60,
            "source": "profile",
            "messages": [
                {"title": "Offer", "type": "SDP_OFFER", "correlationId": "c-1"},
                {"title": "Frame", "type": "RAW", "recipient": "viewer-1"},
            ],
        },
    }
    assert read(written.document, written.options) == (FULL, ())


def test_even_an_empty_channel_stays_a_channel():
    written = to_document(ChannelDraft(name="n"))
    assert written.options == {"kvs": {"channel": "", "joinAs": "VIEWER"}}
    assert read(written.document, written.options) == (ChannelDraft(name="n"), ())


def test_without_its_options_a_channel_reads_as_the_websocket_that_carries_it():
    draft, _ = read(to_document(FULL).document, {})
    assert isinstance(draft, SocketDraft)
    assert draft.auth == SigV4Auth(identity="staging", service="kinesisvideo", region="us-west-2")
    assert draft.message == SavedMessage("Frame", "text", "not JSON")


def test_the_place_of_an_endpoint_that_is_not_known_yet_is_a_url_that_leads_nowhere():
    assert WireUrl.parse(DISCOVERED).host.endswith(".invalid")
    written = to_document(ChannelDraft(endpoint="wss://v-1.kinesisvideo.us-west-2.amazonaws.com/"))
    assert written.document["websocket"]["url"] == "wss://v-1.kinesisvideo.us-west-2.amazonaws.com/"


def test_envelopes_follow_their_titles_when_another_tool_moves_or_adds_messages():
    written = to_document(ChannelDraft(messages=(OFFER, FRAME, OFFER)))
    variants = written.document["websocket"]["message"]
    new = [{"title": "New", "message": {"type": kind, "data": "x"}} for kind in ("json", "text")]
    written.document["websocket"]["message"] = [*new, variants[1], variants[0]]
    draft, _ = read(written.document, written.options)
    assert isinstance(draft, ChannelDraft)
    assert draft.messages == (
        SignalDraft("New", "SDP_OFFER", payload="x"),
        SignalDraft("New", "RAW", payload="x"),
        FRAME,
        OFFER,
    )


def test_a_draft_in_the_composer_is_kept_apart_from_what_is_saved():
    draft = ChannelDraft(messages=(OFFER,), message=SignalDraft("", "ICE_CANDIDATE", "v", payload="{"))
    written = to_document(draft)
    assert "selected" not in written.document["websocket"]["message"][0]
    assert written.options["kvs"]["message"] == {
        "title": "",
        "type": "ICE_CANDIDATE",
        "recipient": "v",
        "payload": "{",
    }
    assert read(written.document, written.options)[0] == draft


def test_the_one_message_of_another_tool_stands_in_the_composer():
    document = to_document(ChannelDraft()).document
    document["websocket"]["message"] = {"type": "text", "data": "x"}
    draft, _ = read(document, {"kvs": {"channel": ""}})
    assert isinstance(draft, ChannelDraft)
    assert draft.message == SignalDraft("", "RAW", payload="x")


def test_auth_and_headers_that_no_signaling_handshake_has_are_noted():
    document = to_document(ChannelDraft()).document
    document["websocket"] |= {"auth": {"type": "bearer", "token": "t"}, "headers": [{"name": "A", "value": "1"}]}
    draft, problems = read(document, {"kvs": {"channel": "c"}})
    assert draft == ChannelDraft(channel="c")
    assert problems == (
        "The auth in the file is not used; a signaling channel is always signed.",
        "The headers in the file are not used; a signaling channel is opened with none.",
    )


@pytest.mark.parametrize(
    ("kvs", "place"),
    [
        (1, "options.kvs is not a mapping"),
        ({"joinAs": "OWNER"}, "options.kvs.joinAs is not one of MASTER, VIEWER, BOTH"),
        ({"expires": "soon"}, "options.kvs.expires is not a number"),
        ({"source": "paper"}, "options.kvs.source is not one of"),
        ({"fips": "yes"}, "options.kvs.fips is not true or false"),
        ({"message": {"type": "BYE"}}, "options.kvs.message.type is not one of"),
    ],
)
def test_an_option_that_does_not_fit_is_named_by_its_place(kvs, place):
    with pytest.raises(InputError, match=place):
        read(to_document(ChannelDraft()).document, {"kvs": kvs})
