"""A WebSocket is a websocket item: what other tools know stands in it, the rest among the options."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_request
from countersign.formats.open_collection_writer import to_document
from countersign.model.auth import InheritAuth, NoAuth, SigV4Auth
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft

SUBSCRIBE = SavedMessage("Subscribe", "json", '{"action": "subscribe"}')
PING = SavedMessage("Ping", "text", "ping")


def item(**details):
    return {"info": {"name": "Feed", "type": "websocket"}, "websocket": {"url": "wss://x/", **details}}


def read(document, options=None):
    found = read_request(document, Fields(options or {}, "options", []))
    assert isinstance(found.draft, SocketDraft)
    return found.draft, found.problems


def test_what_the_format_knows_stands_in_the_item_and_the_rest_among_the_options():
    draft = SocketDraft(
        name="Feed",
        url="wss://x/:room?a=1",
        params=(Parameter("a", "1", description="first"), Parameter("b", "2", enabled=False)),
        path_params=(Parameter("room", "7"),),
        headers=(Header("Origin", "https://x"),),
        subprotocols="chat, echo",
        auth=SigV4Auth(identity="i", service="execute-api", place="query"),
        settings=RequestSettings(connect_timeout=2.5, total_timeout=None, verify_tls=False, max_redirects=1),
        compression=False,
        reconnect=True,
        ping_interval=None,
        messages=(SUBSCRIBE, PING),
        message=PING,
        docs="how",
    )
    written = to_document(draft)
    assert written.document == {
        "info": {"name": "Feed", "type": "websocket"},
        "websocket": {
            "url": "wss://x/:room?a=1",
            "headers": [{"name": "Origin", "value": "https://x"}],
            "message": [
                {"title": "Subscribe", "message": {"type": "json", "data": '{"action": "subscribe"}'}},
                {"title": "Ping", "selected": True, "message": {"type": "text", "data": "ping"}},
            ],
            "auth": {"type": "awsv4", "profileName": "i", "service": "execute-api"},
        },
        "settings": {"timeout": 2500, "keepAliveInterval": 0},
        "docs": "how",
    }
    assert written.options == {
        "params": [
            {"name": "a", "value": "1", "description": "first"},
            {"name": "b", "value": "2", "disabled": True},
        ],
        "pathParams": [{"name": "room", "value": "7"}],
        "auth": {"place": "query"},
        "settings": {"maxRedirects": 1, "verifyTls": False, "totalTimeout": 0},
        "websocket": {"subprotocols": "chat, echo", "compression": False, "reconnect": True},
    }


def test_defaults_leave_no_trace():
    written = to_document(SocketDraft(name="Feed", url="wss://x/", auth=NoAuth()))
    assert (written.document, written.options) == (item(), {})


def test_the_one_message_of_a_file_stands_in_the_composer_and_is_written_as_one():
    draft, _ = read(item(message={"type": "json", "data": "{}"}))
    assert (draft.messages, draft.message) == ((), SavedMessage("", "json", "{}"))
    assert to_document(draft).document["websocket"]["message"] == {"type": "json", "data": "{}"}


@pytest.mark.parametrize(
    ("composer", "selected", "option"),
    [
        (SavedMessage(), None, None),
        (SUBSCRIBE, 0, None),
        (replace(SUBSCRIBE, data="{}"), None, {"title": "Subscribe", "type": "json", "data": "{}"}),
        (SavedMessage("", "text", "half a tho"), None, {"type": "text", "data": "half a tho"}),
    ],
)
def test_what_the_composer_holds_is_a_selection_or_an_option(composer, selected, option):
    draft = SocketDraft(name="Feed", url="wss://x/", auth=NoAuth(), messages=(SUBSCRIBE, PING), message=composer)
    written = to_document(draft)
    marks = [variant.get("selected") for variant in written.document["websocket"]["message"]]
    assert marks == [True if at == selected else None for at in range(2)]
    assert written.options.get("websocket", {}).get("message") == option
    assert read(written.document, written.options)[0] == draft


def test_a_url_that_another_tool_changed_counts_and_that_is_said():
    options = {"params": [{"name": "a", "value": "1"}, {"name": "off", "value": "", "disabled": True}]}
    draft, problems = read(item(url="wss://x/?b=2"), options)
    assert draft.params == (Parameter("b", "2"), Parameter("off", "", enabled=False))
    assert problems == ("The URL's query and the list of parameters differ; the URL is used.",)
    draft, problems = read(item(url="wss://x/"), options)
    assert (draft.url, draft.params) == ("wss://x/", (Parameter("off", "", enabled=False),))
    assert len(problems) == 1


def test_inherited_auth_and_times_of_the_collection_are_read():
    document = {**item(auth="inherit"), "settings": {"timeout": "inherit", "keepAliveInterval": 1500}}
    draft, _ = read(document)
    assert draft.auth == InheritAuth()
    assert draft.settings == RequestSettings()
    assert draft.ping_interval == 1.5


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ({"type": "yaml", "data": ""}, "websocket.message.type is not one of"),
        ({"type": "text", "data": []}, "websocket.message.data is not a text"),
        ([{"title": "a", "message": 1}], r"websocket.message\[0\].message is not a mapping"),
        ([1], r"websocket.message\[0\] is not a mapping"),
    ],
)
def test_a_message_that_does_not_fit_is_named_by_its_place(message, place):
    with pytest.raises(InputError, match=place):
        read(item(message=message))
