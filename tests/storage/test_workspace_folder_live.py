"""WebSockets and channels are written into a workspace and read from it as requests are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from countersign.model.auth import NoAuth
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.drafts import Draft
from countersign.model.errors import StorageError
from countersign.model.request import Parameter
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Folder, SavedRequest
from countersign.storage.workspace_folder import open_workspace, save_request
from countersign.storage.yaml_document import parse_yaml
from tests.formats.draft_strategies import channels, sockets


@pytest.fixture
def folder(tmp_path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: Orders\n")
    return root


def only_item(root: Path) -> Draft:
    workspace = open_workspace(root)
    assert workspace.problems == ()
    (item,) = workspace.root.items
    if isinstance(item, Folder):
        (item,) = item.items
    assert isinstance(item, SavedRequest)
    return item.draft


SOCKET = SocketDraft(
    name="Feed",
    url="wss://x/?a=1",
    params=(Parameter("a", "1"), Parameter("b", "2", enabled=False)),
    subprotocols="chat",
    auth=NoAuth(),
    messages=(SavedMessage("one", "json", "{}"), SavedMessage("two", "text", "hello")),
    message=SavedMessage("", "text", "half a tho"),
)
CHANNEL = ChannelDraft(
    name="front",
    channel="front-door",
    client_id="v-1",
    region="us-west-2",
    messages=(SignalDraft("offer", "SDP_OFFER", "", "c-1", "{}"), SignalDraft("raw", "RAW", payload="x")),
    message=SignalDraft("raw", "RAW", payload="x"),
)


@pytest.mark.parametrize("draft", [SOCKET, CHANNEL], ids=["socket", "channel"])
def test_a_new_websocket_or_channel_is_written_and_comes_back(folder, schema, draft):
    (folder / "Live").mkdir()
    assert save_request(folder, "Live/new.yml", draft) == ()
    assert only_item(folder) == draft
    assert schema.errors(parse_yaml((folder / "Live/new.yml").read_bytes()), "WebSocketRequest") == []
    assert schema.errors(parse_yaml((folder / "opencollection.yml").read_bytes())) == []


@pytest.mark.parametrize("draft", [SOCKET, CHANNEL], ids=["socket", "channel"])
def test_saving_it_again_unchanged_touches_no_file(folder, draft):
    save_request(folder, "a.yml", draft)
    files = [folder / "a.yml", folder / "opencollection.yml"]
    before = [(file.stat().st_ino, file.stat().st_mtime_ns) for file in files]
    save_request(folder, "a.yml", only_item(folder), saved=draft)
    assert [(file.stat().st_ino, file.stat().st_mtime_ns) for file in files] == before


COMMENTED_SOCKET = """\
info:
  name: Feed # the live one
  type: websocket
websocket:
  url: "wss://x/"
  message:
    - title: one
      message:
        type: json
        data: '{}' # nothing yet
    - title: two
      selected: true
      message: {type: text, data: "hello"}
runtime:
  scripts:
    - type: tests
      code: |-
        test("x", () => {});
settings:
  keepAliveInterval: inherit
"""


def test_an_edit_of_a_websocket_touches_only_what_changed(folder):
    (folder / "a.yml").write_text(COMMENTED_SOCKET)
    draft = only_item(folder)
    assert isinstance(draft, SocketDraft)
    assert draft.message == SavedMessage("two", "text", "hello")
    other = SavedMessage("two", "text", "hello you")
    edited = replace(draft, url="wss://y/", messages=(draft.messages[0], other), message=other)
    save_request(folder, "a.yml", edited, saved=draft)
    assert only_item(folder) == edited
    expected = COMMENTED_SOCKET.replace("wss://x/", "wss://y/").replace('"hello"', '"hello you"')
    assert (folder / "a.yml").read_text() == expected
    assert "a.yml" not in (folder / "opencollection.yml").read_text()


def test_what_is_typed_into_a_channel_changes_only_its_options(folder):
    save_request(folder, "a.yml", CHANNEL)
    before = (folder / "a.yml").read_text()
    edited = replace(CHANNEL, client_id="v-2", join_as="BOTH")
    save_request(folder, "a.yml", edited, saved=CHANNEL)
    assert (folder / "a.yml").read_text() == before
    assert "clientId: v-2" in (folder / "opencollection.yml").read_text()
    assert only_item(folder) == edited


def test_a_channel_that_another_program_changed_is_not_overwritten(folder):
    save_request(folder, "a.yml", CHANNEL)
    collection = folder / "opencollection.yml"
    collection.write_text(collection.read_text().replace("front-door", "back-door"))
    with pytest.raises(StorageError) as caught:
        save_request(folder, "a.yml", replace(CHANNEL, docs="new"), saved=CHANNEL)
    assert caught.value.failure.id == "workspace.changed-outside"


def test_two_messages_that_look_the_same_in_the_file_stay_apart(folder):
    twins = tuple(SignalDraft("t", "RAW", recipient, payload="x") for recipient in ("a", "b"))
    draft = ChannelDraft(name="n", messages=twins, message=twins[1])
    save_request(folder, "a.yml", draft)
    assert only_item(folder) == draft
    save_request(folder, "a.yml", replace(draft, docs="d"), saved=draft)
    assert only_item(folder) == replace(draft, docs="d")


@settings(max_examples=60)
@given(first=sockets() | channels(), second=sockets() | channels())
def test_any_websocket_or_channel_takes_the_place_of_any_other(tmp_path_factory, first, second):
    root = tmp_path_factory.mktemp("w")
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\n")
    for draft in (first, second, first):
        save_request(root, "a.yml", replace(draft, name="n"))
        assert only_item(root) == replace(draft, name="n")
