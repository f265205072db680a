"""AWS's own signaling client on Node meets our window: each is the master once, the other one the viewer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton

from countersign.model.channel import ChannelDraft, Role
from countersign.model.request import RequestSettings
from countersign.model.session import TabState
from countersign.playground.address import PlaygroundAddress
from countersign.playground.process import PlaygroundProcess
from tests.playground.kvs_sdk import Sdk, SdkClient, install_sdk
from tests.playground.test_kvs_sdk import ANSWER, CANDIDATE, OFFER
from tests.ui.stage import hears, is_shown, press, shown, wait_for, words, write


@pytest.fixture(scope="module")
def sdk(tmp_path_factory) -> Sdk:
    return install_sdk(tmp_path_factory.mktemp("kvs-sdk"))


@pytest.fixture(scope="module")
def address() -> Iterator[PlaygroundAddress]:
    process = PlaygroundProcess()
    with asyncio.Runner() as runner:
        yield runner.run(process.start())
        runner.run(process.stop())


@pytest.fixture
def window(open_stage, address):
    """Give a window with the playground's keys under the name "shared"."""
    window = open_stage().window
    keys = (address.access_key_id, address.secret_access_key, address.session_token)
    window._identity_work._save_keys("shared", *keys)
    wait_for(lambda: window.surroundings.identity == "shared")
    return window


@pytest.fixture
def join(window, address, tmp_path):
    """Give a function that joins in a tab of the window and returns what it shows."""

    def as_role(role: Role, client_id: str = ""):
        ca = tmp_path / "ca.pem"
        ca.write_text(address.ca_pem)
        draft = ChannelDraft(
            channel=address.channel_arn,
            join_as=role,
            client_id=client_id,
            control_plane=address.kvs_control_plane,
            identity="shared",
            settings=RequestSettings(extra_ca=str(ca)),
        )
        window.tabs.open(TabState("c", draft))
        tab = window.tabs.current
        press(tab.pane.footer, "Connect")
        wait_for(lambda: is_shown(tab.pane.footer, QPushButton, "Disconnect"))
        side = tab.side(role)
        wait_for(shown(side, QPushButton, "Send message").isEnabled)
        return side

    return as_role


def send(side, kind, payload, recipient=""):
    box = shown(side, QComboBox, "Message type")
    box.setCurrentIndex(box.findData(kind))
    write(shown(side, QComboBox, "Recipient client ID").lineEdit(), recipient)
    text = shown(side, QPlainTextEdit, "Message payload")
    text.selectAll()
    text.insertPlainText(json.dumps(payload))
    press(side, "Send message")
    wait_for(lambda: text.toPlainText() == "")


def event(client: SdkClient) -> dict:
    """Return the client's next event, while the window goes on working."""
    found = []

    def look() -> bool:
        if not found and not client._events.empty():
            found.append(client.event())
        return bool(found)

    wait_for(look, 20_000)
    return found[0]


def test_our_window_as_master_talks_to_the_sdk_as_viewer(join, sdk, address):
    master = join("MASTER")
    with sdk.client(address, "VIEWER", "sdk-viewer") as viewer:
        assert event(viewer) == {"event": "open"}
        viewer.tell("sdpOffer", OFFER, correlation_id="c-1")
        hears(master.console, "SDP_OFFER", "sdk-viewer")
        viewer.tell("iceCandidate", CANDIDATE)
        hears(master.console, "ICE_CANDIDATE", "sdk-viewer", "192.0.2.14")
        send(master, "SDP_ANSWER", ANSWER, "sdk-viewer")
        assert event(viewer) == {"event": "sdpAnswer", "payload": ANSWER}
        send(master, "ICE_CANDIDATE", CANDIDATE, "sdk-viewer")
        assert event(viewer) == {"event": "iceCandidate", "payload": CANDIDATE}


def test_our_window_as_viewer_talks_to_the_sdk_as_master(join, sdk, address):
    with sdk.client(address, "MASTER") as master:
        assert event(master) == {"event": "open"}
        viewer = join("VIEWER", "our-viewer")
        send(viewer, "SDP_OFFER", OFFER)
        assert event(master) == {"event": "sdpOffer", "payload": OFFER, "sender": "our-viewer"}
        send(viewer, "ICE_CANDIDATE", CANDIDATE)
        assert event(master) == {"event": "iceCandidate", "payload": CANDIDATE, "sender": "our-viewer"}
        master.tell("sdpAnswer", ANSWER, "our-viewer")
        hears(viewer.console, "SDP_ANSWER", "MASTER")
        master.tell("iceCandidate", CANDIDATE, "our-viewer")
        hears(viewer.console, "ICE_CANDIDATE", "MASTER", "192.0.2.14")


def test_what_the_sdk_sent_can_be_read_in_full(join, sdk, address):
    master = join("MASTER")
    with sdk.client(address, "VIEWER", "sdk-viewer") as viewer:
        assert event(viewer) == {"event": "open"}
        viewer.tell("sdpOffer", OFFER)
        hears(master.console, "SDP_OFFER", "sdk-viewer")
        master.console.table.show_row(master.console.table.model().rowCount() - 1)
        wait_for(lambda: "sdk-viewer" in words(master.console.detail))
