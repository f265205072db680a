"""A tab is unsaved by an edit, not by a message that is being written, whatever kind it is of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.auth import BasicAuth, NoAuth
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.ui.unsaved import is_unsaved

DRAFTS = [
    RequestDraft("List", url="https://example.com/"),
    SocketDraft("Feed", url="wss://example.com/", messages=(SavedMessage("hello"),)),
    ChannelDraft("Door", channel="door", messages=(SignalDraft("offer"),)),
]
MESSAGES = {SocketDraft: SavedMessage(data="being written"), ChannelDraft: SignalDraft(payload="being written")}


@pytest.mark.parametrize("draft", DRAFTS)
def test_what_is_as_its_file_has_it_is_saved_and_another_name_is_not(draft):
    assert not is_unsaved(draft, draft)
    assert is_unsaved(replace(draft, name="Renamed"), draft)
    assert is_unsaved(draft, None)


@pytest.mark.parametrize("draft", DRAFTS[1:])
def test_a_message_that_is_being_written_makes_nothing_unsaved(draft):
    writing = replace(draft, message=MESSAGES[type(draft)])
    assert not is_unsaved(writing, draft)
    assert not is_unsaved(draft, writing)
    assert is_unsaved(replace(writing, messages=()), draft)


@pytest.mark.parametrize(
    "empty",
    [
        RequestDraft("New", auth=NoAuth()),
        RequestDraft("New", auth=BasicAuth("me", "x")),
        SocketDraft("New", auth=NoAuth()),
        ChannelDraft("New"),
    ],
)
def test_an_empty_tab_without_a_file_is_not_unsaved(empty):
    assert not is_unsaved(empty, None)
