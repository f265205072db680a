"""The sample workspace is valid, complete and ready for the playground."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countersign.formats.inheritance import effective_auth, scope_of
from countersign.formats.open_collection_writer import to_document
from countersign.model.auth import CognitoAuth, NoAuth, SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.url import WireUrl
from countersign.model.workspace import Folder, SavedRequest
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml
from countersign.variables.template import fill_channel, fill_draft, fill_message, fill_socket, url_with_path_params

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample_workspace"
WORKSPACE = open_workspace(SAMPLE)
ITEMS = [item for folder in WORKSPACE.root.items if isinstance(folder, Folder) for item in folder.items]
REQUESTS = [item for item in ITEMS if isinstance(item, SavedRequest) and isinstance(item.draft, RequestDraft)]
SOCKETS = {item.draft.name: item for item in ITEMS if isinstance(item.draft, SocketDraft)}
CHANNELS = {item.draft.name: item for item in ITEMS if isinstance(item.draft, ChannelDraft)}
DEFINITIONS = {"opencollection.yml": "", "folder.yml": "Folder"}


def definition(path: Path) -> str:
    if path.parent.name == "environments":
        return "Environment"
    item = "WebSocketRequest" if "\nwebsocket:" in path.read_text() else "HttpRequest"
    return DEFINITIONS.get(path.name, item)


@pytest.mark.parametrize("path", sorted(SAMPLE.rglob("*.yml")), ids=lambda path: path.name)
def test_every_file_validates(schema, path):
    assert schema.errors(parse_yaml(path.read_bytes()), definition(path)) == []


def test_all_is_read_in_order_without_a_problem():
    assert (WORKSPACE.name, WORKSPACE.problems) == ("Orders API", ())
    assert [item.name for item in WORKSPACE.root.items if isinstance(item, Folder)] == [
        "Users",
        "Statistics",
        "Orders",
        "Cameras",
    ]
    users = WORKSPACE.root.items[0]
    assert isinstance(users, Folder)
    assert [item.draft.name for item in users.items if isinstance(item, SavedRequest)] == [
        "List users",
        "Get user",
        "Create user",
        "Replace user",
        "Delete user",
    ]
    assert [environment.name for environment in WORKSPACE.environments] == ["playground", "staging"]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: item.path)
def test_iam_routes_are_signed_jwt_routes_carry_a_token_and_open_ones_nothing(request_):
    name, url = request_.draft.name, request_.draft.url
    expected = (NoAuth(), name)
    if "/Prod/" in url:
        expected = (SigV4Auth(identity="playground", region="us-west-2", service="execute-api"), "Orders API")
    elif "/jwt/" in url:
        expected = (CognitoAuth(pool="orders", token="access"), name)
    assert effective_auth(WORKSPACE, request_.path) == expected


def test_there_is_a_factorial_with_a_token_and_one_without():
    urls = [request_.draft.url for request_ in REQUESTS if "factorial" in request_.draft.url]
    assert urls == ["{{base_url}}/jwt/factorial?n=6", "{{base_url}}/factorial?n=6"]


@pytest.mark.parametrize("environment", WORKSPACE.environments, ids=lambda found: found.name)
@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: item.path)
def test_every_request_fills_to_a_url_that_can_be_sent(request_, environment):
    filled = fill_draft(request_.draft, scope_of(WORKSPACE, request_.path, environment))
    url = WireUrl.parse(url_with_path_params(filled.url, filled.path_params))
    assert url.scheme == "https"
    assert "{" not in str(url)
    assert "/:" not in url.path


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.path)
def test_every_item_is_written_as_it_stands(item):
    path = SAMPLE / item.path
    document = to_document(item.draft).document
    found = parse_yaml(path.read_bytes())
    del found["info"]["seq"]
    assert found == document


def test_all_that_the_format_has_no_word_for_stands_in_the_collection_file():
    collection = parse_yaml((SAMPLE / "opencollection.yml").read_bytes())
    options = {item.path: to_document(item.draft).options for item in ITEMS}
    assert collection["extensions"]["countersign"]["requests"] == {
        path: kept for path, kept in options.items() if kept
    }


def test_there_is_an_open_feed_and_a_socket_that_is_signed_in_its_query():
    assert list(SOCKETS) == ["Live order feed", "Signed socket"]
    feed, signed = SOCKETS.values()
    assert (feed.path, feed.draft.url) == ("Statistics/Live order feed.yml", "{{ws_url}}/ws/feed")
    assert effective_auth(WORKSPACE, feed.path)[0] == NoAuth()
    assert signed.draft.url == "{{ws_url}}/Prod/ws"
    assert effective_auth(WORKSPACE, signed.path)[0] == SigV4Auth(
        identity="playground", region="us-west-2", service="execute-api", place="query"
    )
    assert len(signed.draft.messages) == 2


def test_there_is_a_camera_to_view_and_one_to_play_master_for():
    assert list(CHANNELS) == ["front-door-camera", "loading-dock"]
    front, dock = (item.draft for item in CHANNELS.values())
    assert {item.path.split("/")[0] for item in CHANNELS.values()} == {"Cameras"}
    assert (front.channel, front.join_as, front.identity) == ("{{channel_arn}}", "VIEWER", "playground")
    assert (dock.channel, dock.join_as, dock.region) == ("loading-dock", "MASTER", "us-west-2")
    assert {front.control_plane, dock.control_plane} == {"{{kvs_control_plane}}"}
    offer, candidate = (json.loads(message.payload) for message in front.messages)
    assert front.message == front.messages[0]
    assert offer["type"] == "offer"
    assert offer["sdp"].startswith("v=0\r\no=- ")
    assert offer["sdp"].endswith("\r\n")
    assert candidate["candidate"].startswith("candidate:1 1 udp ")


@pytest.mark.parametrize("environment", WORKSPACE.environments, ids=lambda found: found.name)
@pytest.mark.parametrize("item", SOCKETS.values(), ids=lambda item: item.path)
def test_every_websocket_fills_to_a_url_that_can_be_opened(item, environment):
    scope = scope_of(WORKSPACE, item.path, environment)
    assert WireUrl.parse(fill_socket(item.draft, scope).url).scheme == "wss"
    assert [fill_message(message, scope) for message in item.draft.messages] == list(item.draft.messages)


@pytest.mark.parametrize("environment", WORKSPACE.environments, ids=lambda found: found.name)
@pytest.mark.parametrize("item", CHANNELS.values(), ids=lambda item: item.path)
def test_every_channel_fills(item, environment):
    scope = scope_of(WORKSPACE, item.path, environment)
    filled = fill_channel(item.draft, scope)
    assert filled.channel.endswith("loading-dock") or filled.channel.startswith("arn:aws:kinesisvideo:us-west-2:")
    assert filled.control_plane == ("https://localhost:8443" if environment.name == "playground" else "")
    assert [fill_message(message, scope) for message in item.draft.messages] == list(item.draft.messages)
