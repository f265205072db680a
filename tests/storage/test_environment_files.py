"""Environments are saved with a light hand: what did not change stays byte for byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.errors import StorageError
from countersign.model.workspace import Environment, Variable
from countersign.storage.environment_files import (
    delete_environment,
    rename_environment,
    restore_environment,
    save_environment,
)
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml
from tests.opencollection_schema import Schema

LOCAL = """\
# Mine.
name: local
color: "#ff0000"
variables:
  - name: base_url # where
    value: 'http://127.0.0.1'
    description: the server
  - name: retries
    value:
      type: number
      data: "3" # quoted, as the format wants it
  - secret: true
    name: key
  # the last one
  - name: many
    value:
      - title: a
        value: "1"
      - title: b
        value: "2"
        selected: true
"""


@pytest.fixture(scope="session")
def schema(vectors: Path) -> Schema:
    return Schema(vectors / "opencollection" / "opencollection.schema.json")


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: Orders\n")
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "local.yml").write_text(LOCAL)
    return tmp_path


def read(folder: Path, name: str = "local") -> Environment:
    return next(one for one in open_workspace(folder).environments if one.name == name)


def text(folder: Path, file: str = "local.yml") -> str:
    return (folder / "environments" / file).read_text()


def changed(environment: Environment, which: str, **change: object) -> Environment:
    return replace(
        environment,
        variables=tuple(replace(one, **change) if one.name == which else one for one in environment.variables),
    )


def test_an_environment_is_read_with_its_types(folder):
    assert read(folder).variables == (
        Variable("base_url", "http://127.0.0.1"),
        Variable("retries", "3", type="number"),
        Variable("key", "", secret=True),
        Variable("many", "2"),
    )


def test_a_save_without_a_change_leaves_the_file_alone(folder):
    before = (folder / "environments" / "local.yml").stat().st_mtime_ns
    save_environment(folder, read(folder), read(folder))
    assert (folder / "environments" / "local.yml").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "change", "old", "new"),
    [
        ("base_url", {"value": "https://x"}, "'http://127.0.0.1'", "'https://x'"),
        ("retries", {"value": "4"}, 'data: "3"', 'data: "4"'),
        ("many", {"value": "5"}, 'value: "2"', 'value: "5"'),
        ("base_url", {"name": "root_url"}, "name: base_url", "name: root_url"),
    ],
)
def test_only_what_changed_is_touched(folder, schema, name, change, old, new):
    saved = read(folder)
    save_environment(folder, changed(saved, name, **change), saved)
    assert text(folder) == LOCAL.replace(old, new)
    assert schema.errors(parse_yaml(text(folder).encode()), "Environment") == []


def test_a_variable_that_is_switched_off_stays_in_the_file(folder, schema):
    saved = read(folder)
    save_environment(folder, changed(saved, "key", enabled=False), saved)
    assert parse_yaml(text(folder).encode())["variables"][2] == {"secret": True, "name": "key", "disabled": True}
    assert "# the last one" in text(folder)
    assert schema.errors(parse_yaml(text(folder).encode()), "Environment") == []
    assert read(folder).variables[2] == Variable("key", "", secret=True, enabled=False)


def test_variables_come_and_go_without_moving_comments(folder):
    saved = read(folder)
    base, _retries, key, many = saved.variables
    edited = replace(saved, variables=(base, key, many, Variable("new", "n", type="string"), Variable("two", "2")))
    save_environment(folder, edited, saved)
    after = text(folder)
    assert "# where" in after
    assert "description: the server" in after
    assert "retries" not in after
    assert read(folder).variables == edited.variables


def test_a_value_that_becomes_secret_leaves_the_file(folder):
    saved = read(folder)
    save_environment(folder, changed(saved, "base_url", secret=True, value="hush-hush"), saved)
    assert "127.0.0.1" not in text(folder)
    assert "hush" not in text(folder)
    assert "description: the server" in text(folder)


def test_a_file_that_somebody_else_changed_is_not_overwritten(folder):
    saved = read(folder)
    (folder / "environments" / "local.yml").write_text(LOCAL.replace("127.0.0.1", "10.0.0.1"))
    with pytest.raises(StorageError) as caught:
        save_environment(folder, changed(saved, "retries", value="9"), saved)
    assert caught.value.failure.id == "workspace.changed-outside"
    assert "10.0.0.1" in text(folder)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Team A/B", "Team-A-B.yml"),
        ("../../etc", "etc.yml"),
        ("CON", "environment-CON.yml"),
        ("…", "environment.yml"),
    ],
)
def test_a_new_environment_gets_a_file_of_its_own(folder, schema, name, file):
    made = save_environment(folder, Environment(name, (Variable("a", "1"), Variable("s", "hush", secret=True))))
    assert made.path == f"environments/{file}"
    assert schema.errors(parse_yaml(text(folder, file).encode()), "Environment") == []
    assert "hush" not in text(folder, file)
    assert save_environment(folder, Environment(name)).path != made.path


def test_renaming_takes_the_file_along(folder):
    renamed = rename_environment(folder, read(folder), "staging")
    assert renamed.path == "environments/staging.yml"
    assert text(folder, "staging.yml") == LOCAL.replace("name: local", "name: staging")
    assert [one.name for one in open_workspace(folder).environments] == ["staging"]


def test_renaming_does_not_take_another_environments_file(folder):
    save_environment(folder, Environment("staging"))
    renamed = rename_environment(folder, read(folder), "Staging!")
    assert renamed.path in {"environments/local.yml", "environments/Staging.yml"}
    assert {one.name for one in open_workspace(folder).environments} == {"staging", "Staging!"}


def test_deleting_can_be_taken_back(folder):
    removed = delete_environment(folder, read(folder))
    assert open_workspace(folder).environments == ()
    restore_environment(folder, removed)
    assert text(folder) == LOCAL


def test_nothing_is_restored_over_a_new_file(folder):
    removed = delete_environment(folder, read(folder))
    save_environment(folder, Environment("local"))
    with pytest.raises(StorageError) as caught:
        restore_environment(folder, removed)
    assert caught.value.failure.id == "environment.exists"


INLINE = """\
opencollection: 1.0.0
config:
  environments:
    # first
    - name: one
      variables:
        - name: a # why
          value: "1"
    - name: two
"""


def test_an_environment_of_the_collections_own_file_is_edited_there(folder):
    (folder / "opencollection.yml").write_text(INLINE)
    saved = read(folder, "one")
    save_environment(folder, changed(saved, "a", value="2"), saved)
    assert (folder / "opencollection.yml").read_text() == INLINE.replace('"1"', '"2"')
    delete_environment(folder, read(folder, "two"))
    assert [one.name for one in open_workspace(folder).environments] == ["local", "one"]


@pytest.mark.parametrize("path", ["../x.yml", "environments/../x.yml", "a.yml", "environments/a/b.yml", "/etc/x.yml"])
def test_nothing_outside_the_environments_folder_is_written(folder, path):
    with pytest.raises(StorageError):
        save_environment(folder, Environment("x"), Environment("x", path=path))


def test_a_link_out_of_the_workspace_is_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.yml"
    outside.write_text("name: x\n")
    (folder / "environments" / "x.yml").symlink_to(outside)
    with pytest.raises(StorageError):
        save_environment(folder, Environment("y"), Environment("x", path="environments/x.yml"))
    assert outside.read_text() == "name: x\n"


texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)
variables = st.builds(
    Variable,
    name=st.sampled_from("abcdef"),
    value=texts,
    type=st.sampled_from(("", "string", "number", "boolean", "null", "object")),
    enabled=st.booleans(),
) | st.builds(Variable, name=st.sampled_from("abcdef"), value=st.just(""), secret=st.just(True))  # fmt: skip
lists = st.lists(variables, max_size=6).map(tuple)


@given(lists, lists)
def test_any_list_can_become_any_other(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("any")
    (folder / "opencollection.yml").write_text("opencollection: 1.0.0\n")
    saved = save_environment(folder, Environment("e", before))
    assert read(folder, "e") == saved
    edited = save_environment(folder, replace(saved, variables=after), saved)
    assert read(folder, "e") == edited
