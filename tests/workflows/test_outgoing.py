"""Messages as the bytes of a frame."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import InputError
from countersign.model.frames import Outgoing
from countersign.model.socket import SavedMessage
from countersign.workflows.outgoing import outgoing_message


@pytest.mark.parametrize("kind", ["text", "json", "xml"])
def test_text_goes_out_as_it_is_written(kind):
    message = SavedMessage(kind=kind, data='{"a": \n"ü😀"}')
    assert outgoing_message(message) == Outgoing("text", '{"a": \n"ü😀"}'.encode())


@given(st.binary(max_size=300), st.integers(1, 80))
def test_binary_is_written_in_base64_on_as_many_lines_as_one_likes(data, width):
    text = base64.b64encode(data).decode()
    lines = "\r\n ".join(text[start : start + width] for start in range(0, len(text), width))
    assert outgoing_message(SavedMessage(kind="binary", data=lines)) == Outgoing("binary", data)


@pytest.mark.parametrize("text", ["no base64!", "YQ", "YQ==YQ==", "ü", "-_-_", "\ud83d"])
def test_what_is_no_base64_is_not_sent(text):
    with pytest.raises(InputError) as raised:
        outgoing_message(SavedMessage(kind="binary", data=text))
    failure = raised.value.failure
    assert (failure.id, failure.field) == ("websocket.message", "Message")
    assert "not Base64" in failure.sentence


def test_half_a_character_is_not_sent():
    with pytest.raises(InputError) as raised:
        outgoing_message(SavedMessage(data="a\ud83d"))
    assert "half a character" in raised.value.failure.sentence
    assert raised.value.failure.field == "Message"
