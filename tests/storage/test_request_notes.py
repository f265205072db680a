"""Tags and examples of requests are written with care, and only into what is still as it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.errors import StorageError
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Example, SavedRequest
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.request_notes import save_examples, save_tags
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml

ITEM = """\
info:
  name: Get
  type: http
  tags: [read, [odd], 2024]  # by hand
http:
  method: GET
  url: https://shop.example/1
examples:
  # the usual case
  - name: Found
    request: {method: GET, url: https://shop.example/7}
    response:
      status: 200
      headers:
        - {name: Content-Type, value: application/json}
      body: {type: json, data: '{"id": 7}'}
  - name: Odd
    response: {status: [1]}
  - name: Missing
    description: {content: nothing there, type: text/plain}
    response: {status: 404, statusText: Not Found}
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    (folder / "get.yml").write_text(ITEM)
    return folder


@pytest.fixture
def edit(folder, tmp_path) -> CollectionEdit:
    return CollectionEdit(folder, tmp_path / "trash")


def read(folder) -> SavedRequest:
    (saved,) = open_workspace(folder).root.items
    assert isinstance(saved, SavedRequest)
    return saved


def text(folder) -> str:
    return (folder / "get.yml").read_text()


def check(folder, schema) -> None:
    """Hold the file against the schema, without the parts that did not fit before."""
    document = parse_yaml((folder / "get.yml").read_bytes())
    document["examples"] = [one for one in document.get("examples", []) if one["name"] != "Odd"]
    document["info"]["tags"] = [str(tag) for tag in document["info"].get("tags", [])]
    assert schema.errors(document, "HttpRequest") == []


def test_tags_and_examples_are_read_and_what_does_not_fit_is_said(folder):
    saved = read(folder)
    assert saved.tags == ("read", "2024")
    assert saved.examples == (
        Example("Found", 200, "", (("Content-Type", "application/json"),), '{"id": 7}', "application/json"),
        Example("Missing", 404, "Not Found", description="nothing there"),
    )
    (problem,) = open_workspace(folder).problems
    assert problem.sentence == ("get.yml: An example is not shown: examples[1].response.status is not a number.")


def test_a_new_tag_joins_the_others(folder, edit, schema):
    save_tags(edit, "get.yml", ("read", "2024", "slow"), read(folder).tags)
    assert read(folder).tags == ("read", "2024", "slow")
    assert "# by hand" in text(folder)
    assert "odd" in text(folder)
    check(folder, schema)


def test_tags_can_go(folder, edit):
    save_tags(edit, "get.yml", (), read(folder).tags)
    assert read(folder).tags == ()
    assert "odd" in text(folder)


def test_a_new_example_stands_at_the_end(folder, edit, schema):
    saved = read(folder).examples
    save_examples(edit, "get.yml", (*saved, Example("New", 201, "Created", body="<a/>", content_type="a/xml")), saved)
    assert text(folder).startswith(ITEM)
    assert [one.name for one in read(folder).examples] == ["Found", "Missing", "New"]
    check(folder, schema)


def test_another_name_changes_one_line(folder, edit):
    saved = read(folder).examples
    save_examples(edit, "get.yml", (replace(saved[0], name="Seven"), saved[1]), saved)
    changed = [one for one in text(folder).splitlines() if one not in ITEM.splitlines()]
    assert changed == ["  - name: Seven"]
    assert "https://shop.example/7" in text(folder)


def test_a_deleted_example_takes_nothing_with_it(folder, edit, schema):
    saved = read(folder).examples
    save_examples(edit, "get.yml", saved[1:], saved)
    assert read(folder).examples == saved[1:]
    assert "name: Odd" in text(folder)
    check(folder, schema)


def test_a_deleted_example_comes_back_in_its_place(folder, edit):
    saved = read(folder).examples
    save_examples(edit, "get.yml", saved[1:], saved)
    save_examples(edit, "get.yml", saved, saved[1:])
    assert read(folder).examples == saved


@pytest.mark.parametrize("save", [save_tags, save_examples])
def test_what_another_program_changed_meanwhile_is_not_written_over(folder, edit, save):
    before = text(folder)
    with pytest.raises(StorageError) as refused:
        save(edit, "get.yml", (), (Example("Old"),) if save is save_examples else ("old",))
    assert refused.value.failure.id == "workspace.changed-outside"
    assert text(folder) == before


def test_only_http_requests_have_examples(edit):
    path = edit.add_request("", SocketDraft(name="Talk", url="wss://shop.example"))
    with pytest.raises(StorageError) as refused:
        save_examples(edit, path, (Example("x"),), ())
    assert refused.value.failure.id == "collection.no-examples"
