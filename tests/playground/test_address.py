"""The line by which a playground tells where it is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from countersign.playground.address import PlaygroundAddress


def test_a_line_is_read_back_as_it_was(playground):
    line = playground.to_line()
    assert "\n" not in line
    assert PlaygroundAddress.from_line(line) == playground


@pytest.mark.parametrize("line", ["", "{", "{}", "[]", '{"https": "x", "more": 1}'])
def test_another_line_is_refused(line):
    with pytest.raises(ValueError, match=r"ready line|Expecting"):
        PlaygroundAddress.from_line(line)


def test_no_secret_is_in_a_repr(playground):
    assert len(playground.secrets) >= 3
    assert not any(secret in repr(playground) for secret in playground.secrets)


def test_it_names_all_that_a_signaling_client_needs(playground):
    assert playground.kvs_control_plane == playground.https
    pattern = rf"arn:aws:kinesisvideo:{playground.region}:{playground.account_id}:channel/front-door-camera/\d+"
    assert re.fullmatch(pattern, playground.channel_arn)
    assert playground.channel_name == "front-door-camera"
    places = [playground.ws, playground.ws_plain, playground.signaling_master, playground.signaling_viewer]
    assert [urlsplit(place).scheme for place in places] == ["wss", "ws", "wss", "wss"]
    assert len({urlsplit(place).port for place in places}) == 4
    assert urlsplit(playground.ws).port == urlsplit(playground.https).port
    assert urlsplit(playground.ws_plain).port == urlsplit(playground.http).port
