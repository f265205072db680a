"""What an import brought in, written to the disk."""

from __future__ import annotations

import pytest

from countersign.model.errors import StorageError
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.collection_import import add_to_collection, write_new_collection
from countersign.storage.workspace_folder import open_workspace

HOSTILE = ("../../outside", "CON", "", "a/b", ".hidden", "nul\0byte", "x" * 400)


def imported(*names: str) -> Imported:
    items = tuple(ImportedItem(RequestDraft(name=name, url="https://shop.test/")) for name in names)
    inner = ImportedFolder("Inner", items, headers=(Header("x-team", "blue"),), docs="Read me")
    environment = Environment("Live", (Variable("host", "shop.test"), Variable("token", "", secret=True)))
    return Imported("Postman", ImportedFolder("Shop", (inner,)), (environment,))


def drafts(folder: Folder) -> list[RequestDraft]:
    found = []
    for item in folder.items:
        found += [item.draft] if isinstance(item, SavedRequest) else drafts(item)
    return found


def test_a_new_collection_opens_as_it_came_in(tmp_path):
    write_new_collection(tmp_path / "shop", imported("One", "Two"))
    workspace = open_workspace(tmp_path / "shop")
    (inner,) = workspace.root.items
    assert isinstance(inner, Folder)
    assert (workspace.name, inner.name, inner.docs) == ("Shop", "Inner", "Read me")
    assert inner.headers == (Header("x-team", "blue"),)
    assert [draft.name for draft in drafts(inner)] == ["One", "Two"]
    (environment,) = workspace.environments
    assert [(one.name, one.secret) for one in environment.variables] == [("host", False), ("token", True)]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_stays_inside_of_the_folder(tmp_path, name):
    write_new_collection(tmp_path / "shop", imported(name, name))
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]
    assert len(drafts(open_workspace(tmp_path / "shop").root)) == 2


def test_the_working_folder_can_be_named_by_a_dot(tmp_path, monkeypatch):
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    write_new_collection(type(tmp_path)(), imported("One"))
    assert len(drafts(open_workspace(place).root)) == 1


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StorageError) as caught:
        write_new_collection(tmp_path, imported("One"))
    assert caught.value.failure.id == "import.not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_path_through_a_file_is_a_failure_that_leaves_nothing(tmp_path, place):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError):
        write_new_collection(tmp_path / place, imported("One"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_added_stands_in_one_folder_beside_the_rest(tmp_path):
    CollectionEdit.create(tmp_path / "open", "Open")
    path, _ = add_to_collection(tmp_path / "open", tmp_path / "trash", imported("One"))
    workspace = open_workspace(tmp_path / "open")
    assert [(item.path, item.name) for item in workspace.root.items if isinstance(item, Folder)] == [(path, "Shop")]
    assert [draft.name for draft in drafts(workspace.root)] == ["One"]
    assert [environment.name for environment in workspace.environments] == ["Live"]


def test_nothing_is_added_where_an_environment_cannot_be_written(tmp_path):
    CollectionEdit.create(tmp_path / "open", "Open")
    (tmp_path / "open" / "environments").write_text("a file where a folder should be")
    with pytest.raises(StorageError):
        add_to_collection(tmp_path / "open", tmp_path / "trash", imported("One"))
    assert sorted(path.name for path in (tmp_path / "open").iterdir()) == ["environments", "opencollection.yml"]
