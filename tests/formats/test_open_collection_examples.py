"""Tags and examples of documents are read as far as they fit, and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.formats.document_fields import Fields
from countersign.formats.open_collection import read_folder, read_request
from countersign.formats.open_collection_examples import (
    changed_entry,
    example_document,
    read_example,
    read_examples,
    read_tags,
)
from countersign.model.errors import InputError
from countersign.model.workspace import Example

_TEXTS = st.text(max_size=20)
_KINDS = st.sampled_from(["application/json", "application/xml", "text/html"])
EXAMPLES = st.builds(
    lambda name, status, reason, kind, body, description: Example(
        name, status, reason, (("Content-Type", kind),), body, kind, description
    ),
    _TEXTS,
    st.integers(100, 599),
    _TEXTS,
    _KINDS,
    _TEXTS,
    _TEXTS,
)


@given(EXAMPLES)
def test_what_is_written_is_read_back_and_is_valid(schema, example):
    document = example_document(example)
    assert schema.errors(document, "HttpRequestExample") == []
    assert read_example(document) == example


@given(EXAMPLES, EXAMPLES)
def test_a_change_leaves_what_is_not_known_alone(before, after):
    entry = {**example_document(before), "request": {"method": "GET"}, "mine": [1]}
    changed = changed_entry(entry, before, after)
    assert changed["request"] == {"method": "GET"}
    assert changed["mine"] == [1]
    assert read_example(changed) == after


def test_the_kind_of_a_body_stands_in_for_its_header():
    assert read_example({"response": {"body": {"type": "json", "data": "1"}}}).content_type == "application/json"


@pytest.mark.parametrize("response", [[], {"status": "x"}, {"headers": [{}]}, {"body": "text"}])
def test_an_example_that_does_not_fit_is_named(response):
    with pytest.raises(InputError):
        read_example({"name": "x", "response": response})
    problems: list[str] = []
    assert read_examples(Fields({"examples": [{"response": response}, {"name": "y"}]}, "", problems)) == (
        Example("y"),
    )
    assert problems[0].startswith("An example is not shown: examples[0].response")


@pytest.mark.parametrize(
    ("listed", "tags"), [([" a ", "a", 1, True, None, {}, ""], ("a", "1")), ("a", ()), (None, ())]
)
def test_tags_are_texts_and_each_is_there_once(listed, tags):
    assert read_tags(Fields({"tags": listed}, "info", [])) == tags


def test_only_http_items_have_examples():
    item = {"info": {"type": "graphql", "tags": ["a"]}, "graphql": {"url": "https://x"}, "examples": [{"name": "y"}]}
    found = read_request(item)
    assert (found.tags, found.examples) == (("a",), ())


def test_a_folder_has_docs_and_tags():
    found = read_folder({"info": {"tags": ["a"]}, "docs": {"content": "words", "type": "text/markdown"}})
    assert (found.docs, found.tags) == ("words", ("a",))
