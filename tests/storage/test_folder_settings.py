"""Settings of folders and of the collection are written with care: what did not change stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.model.auth import BasicAuth, BearerAuth, CognitoAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.errors import StorageError
from countersign.model.folder_settings import FolderSettings
from countersign.model.request import Header
from countersign.model.workspace import Variable
from countersign.storage.collection_edit import CollectionEdit
from countersign.storage.folder_settings import save_folder
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml

USERS = """\
# who owns this
info:
  name: Users   # shown in the tree
  type: folder
  tags: [people, beta]
request:
  metadata: [{name: x-grpc, value: a}]
  headers:
    - name: X-Team   # ask Ann
      value: 'core'
    - {name: X-Off, value: a, disabled: true}
  variables:
    - name: base
      value: https://users.example
      description: kept
docs:
  content: Old words
  type: text/markdown
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    CollectionEdit.create(folder, "Shop")
    (folder / "Users").mkdir()
    (folder / "Users" / "folder.yml").write_text(USERS)
    return folder


def read(folder, path="Users") -> FolderSettings:
    root = open_workspace(folder).root
    return FolderSettings.of(next(item for item in root.items if item.path == path) if path else root)


def check_files(folder, schema) -> None:
    assert schema.errors(parse_yaml((folder / "opencollection.yml").read_bytes())) == []
    assert schema.errors(parse_yaml((folder / "Users" / "folder.yml").read_bytes()), "Folder") == []


def test_docs_and_tags_of_a_folder_are_read(folder):
    (users,) = open_workspace(folder).root.items
    assert (users.docs, users.tags) == ("Old words", ("people", "beta"))


def test_only_the_line_that_changed_is_touched(folder, schema):
    saved = read(folder)
    header = replace(saved.headers[0], value="platform")
    assert save_folder(folder, "Users", replace(saved, headers=(header, saved.headers[1])), saved) == ()
    text = (folder / "Users" / "folder.yml").read_text()
    assert text.splitlines() == USERS.replace("core", "platform").splitlines()
    check_files(folder, schema)


def test_settings_that_are_the_same_write_nothing(folder):
    files = [folder / "opencollection.yml", folder / "Users" / "folder.yml"]
    before = [file.stat().st_mtime_ns for file in files]
    save_folder(folder, "Users", read(folder), read(folder))
    assert [file.stat().st_mtime_ns for file in files] == before


def test_docs_keep_their_type_and_go_as_a_whole(folder, schema):
    save_folder(folder, "Users", replace(read(folder), docs="# New\n\nwords"))
    document = parse_yaml((folder / "Users" / "folder.yml").read_bytes())
    assert document["docs"] == {"content": "# New\n\nwords", "type": "text/markdown"}
    save_folder(folder, "Users", replace(read(folder), docs=""))
    assert "docs" not in parse_yaml((folder / "Users" / "folder.yml").read_bytes())
    check_files(folder, schema)


def test_what_other_programs_keep_beside_the_headers_stays(folder, schema):
    save_folder(folder, "Users", FolderSettings(docs="x"))
    document = parse_yaml((folder / "Users" / "folder.yml").read_bytes())
    assert document["request"] == {"metadata": [{"name": "x-grpc", "value": "a"}]}
    check_files(folder, schema)


@pytest.mark.parametrize("path", ["", "Users"])
@pytest.mark.parametrize(
    "auth",
    [
        InheritAuth(),
        NoAuth(),
        BasicAuth("ann", "{{password}}"),
        CognitoAuth("main", "id", prefix=""),
        SigV4Auth(identity="prod", region="eu-west-1", service="s3", place="query", expires=60),
    ],
    ids=lambda auth: type(auth).__name__,
)
def test_every_auth_comes_back(folder, schema, path, auth):
    save_folder(folder, path, replace(read(folder, path), auth=auth), read(folder, path))
    wanted = NoAuth() if auth == InheritAuth() and not path else auth
    assert read(folder, path).auth == wanted
    check_files(folder, schema)
    assert open_workspace(folder).problems == ()


def test_options_of_a_former_auth_go(folder):
    before = (folder / "opencollection.yml").read_text()
    save_folder(folder, "Users", replace(read(folder), auth=SigV4Auth(place="query")))
    save_folder(folder, "Users", replace(read(folder), auth=InheritAuth()))
    assert parse_yaml((folder / "opencollection.yml").read_bytes())["extensions"]["countersign"] == {}
    assert before.strip() in (folder / "opencollection.yml").read_text()


def test_a_literal_secret_stays_out_of_the_file(folder):
    notes = save_folder(folder, "Users", replace(read(folder), auth=BearerAuth("very-secret")))
    assert notes == ("The bearer token was not written to the file; put it into a secret variable.",)
    assert "very-secret" not in (folder / "Users" / "folder.yml").read_text()


def test_the_value_of_a_secret_variable_stays_out_of_the_file(folder, schema):
    (note,) = save_folder(folder, "", FolderSettings(NoAuth(), variables=(Variable("key", "hush", secret=True),)))
    assert note.startswith("key is secret")
    assert "hush" not in (folder / "opencollection.yml").read_text()
    check_files(folder, schema)


def test_a_folder_without_a_file_gets_one(folder, schema):
    (folder / "Bare").mkdir()
    save_folder(folder, "Bare", FolderSettings(headers=(Header("X-A", "1"),)), FolderSettings())
    document = parse_yaml((folder / "Bare" / "folder.yml").read_bytes())
    assert document["info"] == {"name": "Bare", "type": "folder"}
    assert schema.errors(document, "Folder") == []
    assert read(folder, "Bare").headers == (Header("X-A", "1"),)


def test_what_another_program_changed_meanwhile_is_not_written_over(folder):
    saved = read(folder)
    file = folder / "Users" / "folder.yml"
    file.write_text(USERS.replace("core", "theirs"))
    with pytest.raises(StorageError) as refused:
        save_folder(folder, "Users", replace(saved, docs="mine"), saved)
    assert refused.value.failure.id == "workspace.changed-outside"
    assert file.read_text() == USERS.replace("core", "theirs")


@pytest.mark.parametrize("path", ["..", "../shop", "/tmp", "environments", "Gone", "Users/../.."])
def test_settings_are_written_inside_the_collection_only(folder, path):
    with pytest.raises(StorageError) as refused:
        save_folder(folder, path, FolderSettings(docs="x"))
    assert refused.value.failure.id == "workspace.path"


def test_a_link_is_not_written_through(folder, tmp_path):
    (tmp_path / "other.yml").write_text(USERS)
    (folder / "Users" / "folder.yml").unlink()
    (folder / "Users" / "folder.yml").symlink_to(tmp_path / "other.yml")
    with pytest.raises(StorageError):
        save_folder(folder, "Users", FolderSettings(docs="x"))
    assert (tmp_path / "other.yml").read_text() == USERS


_NAMES = st.text("abcXYZ-_", min_size=1, max_size=8)
_TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@settings(deadline=None, max_examples=40)
@given(
    headers=st.lists(st.builds(Header, _NAMES, _TEXTS, st.booleans()), max_size=4),
    variables=st.lists(st.builds(Variable, _NAMES, _TEXTS, enabled=st.booleans()), max_size=4),
    docs=_TEXTS,
)
def test_whatever_is_written_is_read_back(tmp_path_factory, headers, variables, docs):
    folder = tmp_path_factory.mktemp("c")
    (folder / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo: {name: C}\n")
    (folder / "Users").mkdir()
    (folder / "Users" / "folder.yml").write_text(USERS)
    wanted = FolderSettings(InheritAuth(), tuple(headers), tuple(variables), docs)
    save_folder(folder, "Users", wanted, read(folder))
    assert read(folder) == wanted
