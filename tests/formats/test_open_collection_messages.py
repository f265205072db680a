"""A document holds one message, or variants with titles of which one may be selected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection_messages import (
    message_document,
    read_single,
    read_variants,
    variants_document,
)
from countersign.model.socket import SavedMessage


def details(message) -> Fields:
    return Fields({"message": message}, "websocket", [])


@given(st.lists(st.from_type(SavedMessage), max_size=4), st.none() | st.integers(0, 3))
def test_any_messages_come_back_with_the_selected_one(schema, messages, selected):
    chosen = None if selected is None or selected >= len(messages) else selected
    document = variants_document(messages, chosen)
    assert [schema.errors(variant, "WebSocketMessageVariant") for variant in document] == [[]] * len(messages)
    assert read_variants(details(document)) == (tuple(messages), chosen)
    assert read_single(details(document)) is None


def test_a_message_alone_has_no_title():
    message = SavedMessage("lost", "xml", "<a/>")
    assert message_document(message) == {"type": "xml", "data": "<a/>"}
    assert read_single(details(message_document(message))) == SavedMessage("", "xml", "<a/>")
    assert read_variants(details(message_document(message))) == ((), None)


@pytest.mark.parametrize("nothing", [None, []])
def test_no_message_is_none(nothing):
    assert read_variants(details(nothing)) == ((), None)
    assert read_single(details(nothing)) is None


def test_of_several_that_are_selected_the_first_counts_and_a_missing_title_is_an_empty_one():
    chosen = {"selected": True, "message": {"type": "text", "data": "a"}}
    assert read_variants(details([{"message": {"data": "b"}}, chosen, chosen])) == (
        (SavedMessage("", "text", "b"), SavedMessage("", "text", "a"), SavedMessage("", "text", "a")),
        1,
    )
