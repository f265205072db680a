"""The bundled form of OpenCollection is valid and holds everything."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from countersign.formats.exporting.open_collection import OpenCollection, bundled
from countersign.formats.open_collection import Extension, read_request
from countersign.model.workspace import Example, SavedRequest, Variable
from tests.formats.conftest import Schema
from tests.formats.draft_strategies import drafts, words
from tests.formats.exporting.workspaces import SECRETS, WHOLE, workspace


def parsed(data: bytes):
    return YAML(typ="safe", pure=True).load(data)


def test_the_document_fits_the_schema(vectors):
    schema = Schema(vectors / "opencollection" / "opencollection.schema.json")
    for whole in (WHOLE, SECRETS):
        assert schema.errors(parsed(OpenCollection().export(whole).data)) == []


def test_the_tree_stands_in_its_order():
    document, notes = bundled(WHOLE)
    assert document["bundled"] is True
    assert [item["info"]["name"] for item in document["items"]][:3] == ["Users", "Upload", "Form"]
    users = document["items"][0]
    assert users["info"] == {"name": "Users", "type": "folder", "seq": 1, "tags": ["people"]}
    assert users["docs"] == "All about users."
    assert users["request"]["headers"] == [{"name": "X-Team", "value": "blue"}]
    assert [item["info"]["seq"] for item in users["items"]] == [1, 2]
    assert [note.sentence for note in notes] == ["OpenCollection has examples of HTTP requests only."]


def test_environments_hold_no_value_of_a_secret():
    document, _ = bundled(WHOLE)
    assert document["config"]["environments"] == [
        {
            "name": "dev",
            "variables": [{"name": "base_url", "value": "https://api.example.com"}, {"secret": True, "name": "pin"}],
        },
        {"name": "prod", "variables": []},
    ]


def test_examples_tags_and_variables_stand_with_their_request():
    item = bundled(WHOLE)[0]["items"][0]["items"][0]
    assert item["info"]["tags"] == ["read"]
    assert item["runtime"] == {"variables": [{"name": "page", "value": "1"}, {"name": "otp"}]}
    assert item["examples"][0]["response"] == {
        "status": 200,
        "statusText": "OK",
        "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "X-A", "value": "1"}],
        "body": {"type": "json", "data": '{"id": 1}'},
    }
    assert item["examples"][1]["description"] == "No such user."


def test_what_the_format_has_no_word_for_stands_in_our_extension():
    ours = bundled(WHOLE)[0]["extensions"]["countersign"]
    assert ours["folders"] == {".": {"auth": {"place": "query", "expires": 60}}}
    (channel,) = [options for options in ours["requests"].values() if "kvs" in options]
    assert channel["kvs"]["channel"] == "front-door"


@given(drafts, st.lists(st.builds(Example, words, body=words, content_type=words), max_size=2).map(tuple))
@settings(max_examples=150, deadline=None)
def test_any_draft_survives_the_file(draft, examples):
    saved = SavedRequest("a.yml", draft, (Variable("v", draft.name),), (draft.docs,), examples)
    whole = workspace(saved)
    document, notes = bundled(whole)
    again = parsed(OpenCollection().export(whole).data)
    assert again == document
    if not notes:
        ours = again.get("extensions", {}).get("countersign", {})
        options = Extension(ours.get("requests", {}), {}).of_request("1")
        assert read_request(again["items"][0], options).draft == draft
