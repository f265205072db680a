"""A workspace's folder is read as far as it can be, never beyond its walls, and written without harm."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.inheritance import effective_auth
from countersign.model.auth import BearerAuth, CognitoAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import GraphQlBody, TextBody
from countersign.model.drafts import Draft
from countersign.model.errors import StorageError
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace
from countersign.storage.workspace_folder import open_workspace, save_request
from countersign.storage.yaml_document import parse_yaml


@pytest.fixture
def folder(tmp_path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: Orders\n")
    return root


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def request(name: str, seq: int | None = None, more: str = "") -> str:
    order = f"  seq: {seq}\n" if seq is not None else ""
    return f"info:\n  name: {name}\n  type: http\n{order}http:\n  method: GET\n  url: https://x\n{more}"


def tree(folder: Folder) -> list:
    return [(item.name, tree(item)) if isinstance(item, Folder) else item.draft.name for item in folder.items]


def find(workspace: Workspace, path: str) -> Draft:
    folders = [workspace.root]
    while folders:
        for item in folders.pop().items:
            if isinstance(item, Folder):
                folders.append(item)
            elif item.path == path:
                return item.draft
    raise LookupError(path)


def test_the_published_example_is_read(vectors):
    workspace = open_workspace(vectors / "opencollection" / "example")
    assert workspace.name == "Orders"
    assert workspace.root.auth == CognitoAuth("orders")
    assert workspace.root.headers == (Header("X-From", "collection"),)
    assert tree(workspace.root) == [("Users", ["Get user", "Signed", "Feed"])]
    signed = find(workspace, "Users/sig.yml")
    assert signed.auth == SigV4Auth(identity="{{aws_profile}}", service="execute-api", region="us-east-1")
    assert effective_auth(workspace, "Users/get.yml") == (workspace.root.auth, "Orders")
    assert workspace.environments == (
        Environment(
            "local",
            (
                Variable("base_url", "http://127.0.0.1:8197"),
                Variable("ak", "AKIDEXAMPLE"),
                Variable("sk", "", secret=True),
            ),
            path="environments/local.yml",
        ),
    )
    assert find(workspace, "Users/feed.yml") == SocketDraft(
        name="Feed", url="wss://example.test/", auth=SigV4Auth(service="kinesisvideo", region="us-west-2")
    )
    assert workspace.problems == ()


def test_items_are_ordered_by_seq_then_by_name_with_folders_among_them(folder):
    write(folder, "z.yml", request("z", 1))
    write(folder, "b.yaml", request("B"))
    write(folder, "a.yml", request("a"))
    write(folder, "Sub/folder.yml", "info: {name: Middle, type: folder, seq: 2}\n")
    write(folder, "Sub/x.yml", request("x"))
    write(folder, "Bare/y.yml", request("y"))
    write(folder, "readme.md", "not a request")
    for hidden in (".git/a.yml", "node_modules/a.yml", "environments/e.yml", ".hidden.yml"):
        write(folder, hidden, "name: e\n" if "env" in hidden else request("hidden"))
    workspace = open_workspace(folder)
    assert tree(workspace.root) == ["z", ("Middle", ["x"]), "a", "B", ("Bare", ["y"])]
    assert workspace.problems == ()
    assert [item.path for item in workspace.root.items] == ["z.yml", "Sub", "a.yml", "b.yaml", "Bare"]


def test_a_folder_without_a_collection_is_no_workspace(tmp_path):
    with pytest.raises(StorageError) as caught:
        open_workspace(tmp_path)
    assert caught.value.failure.id == "workspace.none"


BAD = {
    "list.yml": "- a",
    "empty.yml": "",
    "nul.yml": "a: \0",
    "twice.yml": "info: {}\ninfo: {}",
    "deep.yml": "[" * 100_000,
    "bomb.yml": "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join(['*' + a] * 10)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
    "big.yml": "# " + "x" * 10_000_001,
    "wrong.yml": request("n", more="  headers: 1\n"),
    "environments/bad.yml": "- a",
    "Sub/folder.yml": "]",
}


def test_every_bad_file_is_named_and_the_rest_is_there(folder):
    for path, text in BAD.items():
        write(folder, path, text)
    (folder / "latin.yml").write_bytes(b"a: \xe9")
    (folder / "dir.yml").mkdir()
    write(folder, "Sub/good.yml", request("good"))
    start = time.monotonic()
    workspace = open_workspace(folder)
    assert time.monotonic() - start < 10
    assert tree(workspace.root) == [("dir.yml", []), ("Sub", ["good"])]
    bad = [*BAD, "latin.yml"]
    assert [path for path in bad if not any(path in problem.sentence for problem in workspace.problems)] == []
    assert len(workspace.problems) == len(bad)


def test_a_bad_collection_file_leaves_the_requests_readable(folder):
    write(folder, "opencollection.yml", "info: [")
    write(folder, "a.yml", request("a"))
    workspace = open_workspace(folder)
    assert (workspace.name, tree(workspace.root)) == ("workspace", ["a"])
    assert workspace.root.auth == NoAuth()
    assert "opencollection.yml" in workspace.problems[0].sentence


def test_links_out_of_the_folder_or_to_folders_are_not_followed(folder, tmp_path):
    write(tmp_path, "outside/secret.yml", request("secret"))
    write(folder, "Sub/a.yml", request("a"))
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "file.yml").symlink_to(tmp_path / "outside" / "secret.yml")
    (folder / "Sub" / "up").symlink_to("..")
    (folder / "inside.yml").symlink_to("Sub/a.yml")
    (folder / "environments").symlink_to(tmp_path / "outside")
    workspace = open_workspace(folder)
    assert tree(workspace.root) == ["a", ("Sub", ["a"])]
    assert workspace.environments == ()
    assert sum("is not followed" in problem.sentence for problem in workspace.problems) == 4


def test_a_collection_file_that_is_a_link_is_neither_read_nor_written(folder, tmp_path):
    outside = tmp_path / "outside.yml"
    (folder / "opencollection.yml").rename(outside)
    (folder / "opencollection.yml").symlink_to(outside)
    write(folder, "a.yml", request("a"))
    workspace = open_workspace(folder)
    assert (workspace.name, tree(workspace.root)) == ("workspace", ["a"])
    assert "is not followed" in workspace.problems[0].sentence
    before = outside.read_bytes()
    with pytest.raises(StorageError, match="link"):
        save_request(folder, "a.yml", RequestDraft(name="n", url="u", auth=SigV4Auth(place="query")))
    assert outside.read_bytes() == before


COMMENTED = """\
# a comment
info:
  name: Get user # inline
  type: http
  seq: 4
http:
  method: GET
  url: "{{base_url}}/x?type=dog"
  params:
    - name: type
      value: dog
      type: query
  auth: inherit
runtime:
  scripts:
    - type: tests
      code: |-
        test("x", () => {});
  assertions:
    - expression: res.status
      operator: eq
      value: "200"
"""


def test_an_unchanged_request_leaves_its_file_untouched(folder):
    write(folder, "a.yml", COMMENTED)
    before = (folder / "a.yml").stat()
    assert save_request(folder, "a.yml", find(open_workspace(folder), "a.yml")) == ()
    assert (folder / "a.yml").stat() == before


def test_a_changed_request_keeps_comments_scripts_and_order(folder):
    write(folder, "a.yml", COMMENTED)
    draft = replace(find(open_workspace(folder), "a.yml"), method="PUT", docs="new")
    save_request(folder, "a.yml", draft)
    assert (folder / "a.yml").read_text() == COMMENTED.replace("method: GET", "method: PUT") + "docs: new\n"
    assert find(open_workspace(folder), "a.yml") == draft


def test_a_body_of_several_is_changed_in_the_selected_one(folder):
    variants = """  body:
    - title: one
      body:
        type: json
        data: '1'
    - title: two
      selected: true
      body:
        type: json
        data: '2'
"""
    write(folder, "a.yml", request("a", more=variants))
    save_request(folder, "a.yml", replace(find(open_workspace(folder), "a.yml"), body=TextBody("3", "json")))
    text = (folder / "a.yml").read_text()
    assert "data: '1'" in text
    assert "selected: true" in text
    assert find(open_workspace(folder), "a.yml").body == TextBody("3", "json")


def test_auth_that_is_not_supported_survives_a_change_elsewhere(folder):
    write(folder, "a.yml", request("a", more="  auth:\n    type: digest\n    username: u\n"))
    save_request(folder, "a.yml", replace(find(open_workspace(folder), "a.yml"), method="PUT"))
    assert "type: digest" in (folder / "a.yml").read_text()


def test_a_new_request_is_written_and_validates(folder, schema):
    body = GraphQlBody("{a}", "", "op")
    draft = RequestDraft(name="new", url="https://x?a=1", params=(Parameter("a", "1"),), body=body, auth=NoAuth())
    save_request(folder, "new.yml", draft)
    assert find(open_workspace(folder), "new.yml") == draft
    assert schema.errors(parse_yaml((folder / "new.yml").read_bytes()), "GraphQLRequest") == []
    assert schema.errors(parse_yaml((folder / "opencollection.yml").read_bytes())) == []


def test_what_the_format_has_no_word_for_goes_to_the_collection_and_back(folder):
    (folder / "opencollection.yml").write_text(
        "opencollection: 1.0.0 # version\ninfo:\n  name: Orders\nextensions:\n  other: {a: 1}\n"
    )
    draft = RequestDraft(
        name="n",
        url="https://x",
        auth=SigV4Auth(place="query", expires=60, s3_path_rules=True, source="environment"),
        settings=RequestSettings(verify_tls=False, read_timeout=None, total_timeout=1.5, proxy="none"),
    )
    save_request(folder, "a.yml", draft)
    assert find(open_workspace(folder), "a.yml") == draft
    text = (folder / "opencollection.yml").read_text()
    assert "# version" in text
    assert "other: {a: 1}" in text
    save_request(folder, "a.yml", replace(draft, auth=SigV4Auth(), settings=RequestSettings()))
    assert "a.yml" not in (folder / "opencollection.yml").read_text()
    assert find(open_workspace(folder), "a.yml").auth == SigV4Auth()


def test_a_literal_secret_is_not_written_and_that_is_said(folder):
    notes = save_request(folder, "a.yml", RequestDraft(name="n", url="https://x", auth=BearerAuth("canary-1")))
    assert "bearer token" in notes[0]
    assert all(b"canary-1" not in path.read_bytes() for path in folder.iterdir())


def test_an_edit_by_another_program_is_not_overwritten(folder):
    write(folder, "a.yml", request("a"))
    saved = find(open_workspace(folder), "a.yml")
    write(folder, "a.yml", request("a", more="  auth: inherit\n"))
    with pytest.raises(StorageError) as caught:
        save_request(folder, "a.yml", replace(saved, method="PUT"), saved=saved)
    assert caught.value.failure.id == "workspace.changed-outside"
    save_request(folder, "a.yml", replace(saved, method="PUT", auth=InheritAuth()))
    assert find(open_workspace(folder), "a.yml").method == "PUT"


@pytest.mark.parametrize(
    "path",
    ["../x.yml", "/tmp/x.yml", "a/../../x.yml", "out/x.yml", "x.txt", "opencollection.yml", "environments/x.yml", ""],
)
def test_a_request_is_never_written_outside_or_over_something_else(folder, tmp_path, path):
    (tmp_path / "outside").mkdir()
    (folder / "out").symlink_to(tmp_path / "outside")
    with pytest.raises(StorageError) as caught:
        save_request(folder, path, RequestDraft(name="n", url="https://x"))
    assert caught.value.failure.id == "workspace.path"


def test_a_file_that_cannot_be_read_is_not_overwritten(folder):
    write(folder, "a.yml", "- somebody's notes")
    with pytest.raises(StorageError):
        save_request(folder, "a.yml", RequestDraft(name="n", url="https://x"))
    assert (folder / "a.yml").read_text() == "- somebody's notes"


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=50)
@given(name=texts, body=texts, headers=st.lists(st.builds(Header, texts, texts, st.booleans(), texts), max_size=4))
def test_any_change_of_a_commented_file_comes_back(tmp_path_factory, name, body, headers):
    root = tmp_path_factory.mktemp("w")
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\n")
    (root / "a.yml").write_text(COMMENTED)
    before = find(open_workspace(root), "a.yml")
    draft = replace(before, name=name, body=TextBody(body, "text"), headers=tuple(headers))
    save_request(root, "a.yml", draft)
    assert find(open_workspace(root), "a.yml") == draft
    text = (root / "a.yml").read_text()
    assert "# a comment" in text
    assert 'test("x", () => {});' in text
    save_request(root, "a.yml", before)
    assert find(open_workspace(root), "a.yml") == before


def test_a_saved_request_knows_its_variables(folder):
    write(folder, "a.yml", request("a") + "runtime:\n  variables:\n    - name: v\n      value: '1'\n")
    (item,) = open_workspace(folder).root.items
    assert isinstance(item, SavedRequest)
    assert item.variables == (Variable("v", "1"),)
