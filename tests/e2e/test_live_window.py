"""Channels and WebSockets in the running program, driven from other processes by accessible names and by keys."""

from __future__ import annotations

import pytest

from tests.e2e.desktop import Desktop, desktop, missing

lacking = missing()
pytestmark = [
    pytest.mark.skipif(bool(lacking), reason=f"this machine lacks {lacking}"),
    pytest.mark.timeout(180),
]

CONTRACT = (
    ["Signaling channels", "Channel ARN", "Channel name", "Role", "Signaling client ID", "Signed URL", "Copy URL"],
    ["Copy as wscat", "Disconnect", "Connection steps", "Message log", "Message filter", "Message detail"],
    ["Message type", "Recipient client ID", "Message payload", "Send message"],
)


@pytest.fixture
def playing(tmp_path):
    with desktop(tmp_path, "--playground") as shown:
        shown.drive("expect", "Identity", "playground")
        shown.drive("expect", "Environment", "playground")
        yield shown


def open_from_palette(playing: Desktop, name: str) -> None:
    playing.keys("ctrl+k")
    playing.drive("wait", "Search or run a command")
    playing.type(name)
    playing.keys("Return")


def seen(playing: Desktop) -> set[str]:
    return {line.split("\t")[0] for line in playing.drive("names").splitlines()}


def test_a_channel_is_joined_an_offer_is_sent_and_its_row_is_read(playing: Desktop, tmp_path):
    open_from_palette(playing, "front-door")
    playing.drive("wait", "Channel name")
    playing.drive("press", "Connect")
    playing.drive("wait", "Disconnect")
    playing.drive("expect", "Connection steps", "Describe channel: done, ACTIVE")
    playing.drive("expect", "Connection steps", "WebSocket handshake: done, 101")
    playing.drive("expect", "Signed URL", "X-Amz-ClientId")
    assert "101 Switching Protocols" in playing.drive("row", "Message log", "CONNECTED")
    playing.drive("press", "Send message")
    assert "MASTER" in playing.drive("row", "Message log", "SDP_OFFER")
    playing.drive("write", "Message payload", '{"candidate": "candidate:1 1 udp 1 192.0.2.14 54321 typ host"}')
    playing.drive("choose", "Message type", "ICE_CANDIDATE")
    playing.drive("press", "Send message")
    playing.drive("row", "Message log", "ICE_CANDIDATE", "192.0.2.14")
    playing.picture(tmp_path / "channel.png")
    playing.drive("press", "Disconnect")
    playing.drive("wait", "Connect")
    playing.drive("row", "Message log", "CLOSED", "1000")


def test_every_name_of_the_contract_is_on_the_screen(playing: Desktop):
    open_from_palette(playing, "front-door")
    playing.drive("wait", "Connect")
    playing.drive("press", "Connect")
    playing.drive("wait", "Disconnect")
    playing.drive("row", "Message log", "CONNECTED")
    playing.keys("ctrl+f", "Return")
    playing.drive("wait", "Message detail")
    names = seen(playing)
    assert [name for group in CONTRACT for name in group if name not in names] == []
    playing.drive("press", "Enter")
    playing.drive("wait", "Endpoint")


def test_a_websocket_is_opened_and_spoken_to(playing: Desktop, tmp_path):
    open_from_palette(playing, "signed socket")
    playing.drive("expect", "WebSocket URL", "{{ws_url}}/Prod/ws")
    playing.drive("press", "Connect")
    playing.drive("wait", "Disconnect")
    playing.drive("press", "Send message")
    playing.drive("row", "Message log", "received", "o-5001")
    playing.drive("write", "Message", "hello from outside")
    playing.drive("press", "Send message")
    playing.drive("row", "Message log", "sent", "hello from outside")
    playing.drive("row", "Message log", "received", "Forbidden")
    playing.picture(tmp_path / "socket.png")
    playing.drive("press", "Disconnect")
    playing.drive("row", "Message log", "CLOSED", "1000")


def test_a_websocket_by_keys_alone(playing: Desktop):
    playing.keys("ctrl+shift+n")
    playing.drive("wait", "WebSocket URL")
    playing.type("{{ws_url}}/ws/echo")
    playing.keys("ctrl+Return")
    playing.drive("wait", "Disconnect")
    playing.keys("F6", "F6")
    for _ in range(24):
        if playing.drive("focused") == "Message":
            break
        playing.keys("Tab")
    playing.type("typed")
    playing.keys("ctrl+Return")
    playing.drive("row", "Message log", "received", "typed")
