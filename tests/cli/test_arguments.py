"""What can be typed for channels and WebSockets, and what it stands for when it is left out."""

from __future__ import annotations

import pytest

from countersign.cli.arguments import parse


def test_a_channel_needs_its_arn_or_name_and_nothing_else():
    options = parse(["kvs-url", "--channel-arn", "front-door"])
    assert (options.role, options.endpoint, options.expires, options.client_id) == ("viewer", "", 299, "")


def test_a_role_may_be_written_in_capitals():
    assert parse(["kvs", "--channel-arn", "a", "--role", "MASTER"]).role == "master"


def test_a_websocket_needs_its_url():
    options = parse(["ws", "wss://example.com/", "-H", "A: 1", "-H", "B: 2", "-s", "chat", "--sign", "query"])
    assert (options.header, options.subprotocol, options.sign) == (["A: 1", "B: 2"], ["chat"], "query")
    assert (options.wait, options.ping, options.reconnect) == (1.0, 20.0, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["kvs-url"],
        ["kvs", "--channel-arn", "a", "--role", "both"],
        ["kvs", "--channel-arn", "a", "--expires", "soon"],
        ["kvs", "--channel-arn", "a", "--date", "20260101T000000Z"],
        ["ws"],
        ["ws", "wss://example.com/", "--sign", "cookie"],
    ],
)
def test_what_makes_no_sense_is_status_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert "usage: countersign" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["kvs", "kvs-url", "ws"])
def test_the_help_says_what_the_exit_status_means(command, capsys):
    with pytest.raises(SystemExit):
        parse([command, "--help"])
    assert "3 not reached" in " ".join(capsys.readouterr().out.split())
