"""Tabs of every kind come back, and so does what an older Countersign wrote."""

from __future__ import annotations

import json
from pathlib import Path

from countersign.model.auth import NoAuth, SigV4Auth
from countersign.model.body import TextBody
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import Header, Parameter, RequestDraft
from countersign.model.session import SessionState, TabState
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.storage.session_file import session_file

WRITTEN_BEFORE = Path(__file__).with_name("session_format_1.json")


def test_tabs_of_every_kind_come_back(tmp_path):
    socket = SocketDraft(url="wss://x/", message=SavedMessage("", "json", "{}"), ping_interval=None)
    channel = ChannelDraft(channel="front", join_as="BOTH", messages=(SignalDraft("offer", payload="{}"),))
    tabs = (
        TabState("1", socket, SocketDraft(), "Feeds/live.yml"),
        TabState("2", channel, channel),
        TabState("3", RequestDraft()),
    )
    session_file(tmp_path / "session.json").save(SessionState(tabs))
    loaded = session_file(tmp_path / "session.json").load()
    assert (loaded.state.tabs, loaded.notice) == (tabs, None)


def test_a_file_of_the_program_that_knew_requests_only_is_read_and_written_anew(tmp_path):
    path = tmp_path / "session.json"
    path.write_bytes(WRITTEN_BEFORE.read_bytes())
    loaded = session_file(path).load()
    assert loaded.notice is None
    assert loaded.state == SessionState(
        tabs=(
            TabState(
                "a1",
                RequestDraft(
                    name="Get user",
                    url="{{base_url}}/x?a=1",
                    params=(Parameter("a", "1"),),
                    auth=SigV4Auth(identity="playground", region="us-west-2"),
                ),
                RequestDraft(name="Get user", url="{{base_url}}/x", auth=NoAuth()),
                "Users/Get user.yml",
            ),
            TabState(
                "b2", RequestDraft(method="POST", body=TextBody('{"a": 1}'), headers=(Header("Accept", "*/*"),))
            ),
        ),
        active_tab="b2",
        environment="playground",
        workspace="/home/ada/orders",
        layout=(("main", "AAA="),),
    )
    session_file(path).save(loaded.state)
    assert json.loads(path.read_text())["version"] == 2
    assert session_file(path).load().state == loaded.state


def test_a_program_that_knows_requests_only_leaves_a_file_with_other_tabs_alone(tmp_path):
    path = tmp_path / "session.json"
    session_file(path).save(SessionState((TabState("1", SocketDraft()),)))
    notice = session_file(path, version=1).load().notice
    assert notice is not None
    assert notice.id == "session.newer"
