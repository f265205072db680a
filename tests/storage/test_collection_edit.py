"""Tests of changes to a collection's tree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.model.auth import SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.errors import StorageError
from countersign.model.request import RequestDraft
from countersign.model.workspace import Folder, SavedRequest
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    return folder


@pytest.fixture
def edit(folder, tmp_path) -> CollectionEdit:
    return CollectionEdit(folder, tmp_path / "trash")


def tree(folder) -> list[object]:
    """Return the names of a collection's tree, folders as (name, items)."""

    def names(item: Folder) -> list[object]:
        return [one.draft.name if isinstance(one, SavedRequest) else (one.name, names(one)) for one in item.items]

    workspace = open_workspace(folder)
    assert workspace.problems == ()
    return names(workspace.root)


def check_files(folder, schema) -> None:
    """Hold every file of a collection against the published schema."""
    for path in folder.rglob("*.yml"):
        known = {"opencollection.yml": "", "folder.yml": "Folder"}
        document = parse_yaml(path.read_bytes())
        other = "WebSocketRequest" if "websocket" in document else "HttpRequest"
        assert schema.errors(document, known.get(path.name, other)) == []


def draft(name: str, **members) -> RequestDraft:
    return RequestDraft(name=name, url="https://example.com/x", **members)


def test_a_new_collection_opens_and_is_valid(folder, schema):
    assert open_workspace(folder).name == "Shop"
    check_files(folder, schema)


def test_a_collection_is_not_made_over_something_else(folder):
    with pytest.raises(StorageError, match="not empty"):
        CollectionEdit.create(folder, "Again")


def test_new_requests_and_folders_stand_at_the_end(folder, edit, schema):
    edit.add_request("", draft("Zebra"))
    users = edit.add_folder("", "Users")
    edit.add_request(users, draft("List"))
    edit.add_request("", draft("Apple"))
    assert tree(folder) == ["Zebra", ("Users", ["List"]), "Apple"]
    check_files(folder, schema)


@pytest.mark.parametrize(
    "name", ["../../x", "CON", "", "a/b\\c:d", "😀", ".hidden", "x" * 300, "environments", "ünï"]
)
def test_any_name_becomes_a_file_inside_the_folder(folder, edit, name):
    path = edit.add_request("", draft(name))
    assert (folder / path).resolve().parent == folder.resolve()
    assert len(tree(folder)) == 1
    inner = edit.add_folder("", name)
    assert (folder / inner).resolve().parent == folder.resolve()


def test_two_things_of_one_name_have_two_files(folder, edit):
    paths = {edit.add_request("", draft("Same")) for _ in range(3)}
    assert len(paths) == 3
    assert tree(folder) == ["Same", "Same", "Same"]


def test_a_renamed_item_has_another_file_and_keeps_its_options_and_comments(folder, edit):
    path = edit.add_request("", draft("Old", auth=SigV4Auth(place="query")))
    file = folder / path
    file.write_text("# keep me\n" + file.read_text() + "docs: |\n  mine\n")
    new = edit.rename(path, "New name")
    assert new == "New name.yml"
    assert not file.exists()
    assert (folder / new).read_text().startswith("# keep me\n")
    [item] = open_workspace(folder).root.items
    assert item.draft.name == "New name"
    assert item.draft.auth.place == "query"


def test_a_renamed_folder_takes_the_options_of_its_items_along(folder, edit):
    inner = edit.add_folder("", "Cameras")
    edit.add_request(inner, ChannelDraft(name="front", channel="front", join_as="BOTH"))
    edit.rename(inner, "Doors")
    [doors] = open_workspace(folder).root.items
    assert doors.items[0].draft.join_as == "BOTH"
    assert doors.items[0].path == "Doors/front.yml"


def test_items_move_before_others_and_into_folders(folder, edit):
    paths = {name: edit.add_request("", draft(name)) for name in "ABCD"}
    edit.move(paths["D"], "", before=paths["B"])
    assert tree(folder) == ["A", "D", "B", "C"]
    users = edit.add_folder("", "Users")
    moved = edit.move(paths["A"], users)
    assert tree(folder) == ["D", "B", "C", ("Users", ["A"])]
    edit.move(moved, "", before=users)
    assert tree(folder) == ["D", "B", "C", "A", ("Users", [])]


def test_a_move_writes_only_the_numbers_that_differ(folder, edit):
    paths = [edit.add_request("", draft(name)) for name in "ABCD"]
    before = [(folder / path).stat().st_mtime_ns for path in paths]
    edit.move(paths[3], "", before=paths[2])
    after = [(folder / path).stat().st_mtime_ns for path in paths]
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, False, False]


def test_a_folder_does_not_go_into_itself(folder, edit):
    outer = edit.add_folder("", "Outer")
    inner = edit.add_folder(outer, "Inner")
    with pytest.raises(StorageError, match="into itself"):
        edit.move(outer, inner)


def test_a_copy_stands_behind_its_original(folder, edit):
    first = edit.add_request("", draft("A", auth=SigV4Auth(place="query")))
    edit.add_request("", draft("B"))
    edit.duplicate(first)
    assert tree(folder) == ["A", "A copy", "B"]
    assert open_workspace(folder).root.items[1].draft.auth.place == "query"
    users = edit.add_folder("", "Users")
    edit.add_request(users, draft("List"))
    edit.duplicate(users)
    assert tree(folder)[-2:] == [("Users", ["List"]), ("Users copy", ["List"])]


def test_what_was_deleted_comes_back_as_it_was(folder, edit):
    inner = edit.add_folder("", "Cameras")
    edit.add_request(inner, ChannelDraft(name="front", channel="front", join_as="BOTH"))
    edit.add_request("", draft("Last"))
    before = tree(folder)
    content = {path: path.read_bytes() for path in folder.rglob("*.yml")}
    deleted = edit.delete(inner)
    assert tree(folder) == ["Last"]
    assert "front" not in (folder / "opencollection.yml").read_text()
    edit.restore(deleted)
    assert tree(folder) == before
    assert open_workspace(folder).root.items[0].items[0].draft.join_as == "BOTH"
    same = {path: path.read_bytes() for path in folder.rglob("*.yml")}
    same.pop(folder / "opencollection.yml"), content.pop(folder / "opencollection.yml")
    assert same == content


def test_a_place_that_was_taken_meanwhile_is_not_overwritten(folder, edit):
    path = edit.add_request("", draft("A"))
    deleted = edit.delete(path)
    edit.add_request("", draft("A", method="PUT"))
    assert edit.restore(deleted) == "A 2.yml"
    assert sorted(item.draft.method for item in open_workspace(folder).root.items) == ["GET", "PUT"]


@pytest.mark.parametrize("path", ["../outside.yml", "/etc/passwd", "environments/dev.yml", "gone.yml", ""])
def test_nothing_outside_or_missing_is_touched(folder, edit, path):
    for act in (edit.delete, edit.duplicate, lambda item: edit.rename(item, "x"), lambda item: edit.move(item, "")):
        with pytest.raises(StorageError):
            act(path)


def test_docs_and_tags_change_without_touching_the_rest(folder, edit):
    path = edit.add_request("", draft("A"))
    file = folder / path
    file.write_text(file.read_text() + "runtime:\n  scripts: # mine\n    - type: before-request\n      code: x()\n")
    edit.change_file(path, {}, {"docs": "# Title\n\nText"})
    assert "# mine" in file.read_text()
    assert open_workspace(folder).root.items[0].draft == replace(draft("A"), docs="# Title\n\nText")
