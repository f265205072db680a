"""A .env file is read inside the workspace, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.formats.inheritance import scope_of
from countersign.model.errors import StorageError
from countersign.model.workspace import Variable
from countersign.storage.dotenv_file import read_dotenv_file
from countersign.storage.workspace_folder import open_workspace


@pytest.fixture
def folder(tmp_path) -> Path:
    root = tmp_path / "workspace"
    (root / "environments").mkdir(parents=True)
    (root / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo: {name: Orders}\n")
    (root / ".env").write_text("KEY=from dotenv\nTOKEN=t\n")
    (tmp_path / "outside.env").write_text("KEY=hush\n")
    return root


def test_it_is_read(folder):
    assert read_dotenv_file(folder, ".env")[0][0] == Variable("KEY", "from dotenv", secret=True)


@pytest.mark.parametrize(
    "path", ["../outside.env", "a/../../outside.env", "/etc/passwd", "\\..\\outside.env", "link", "a\0"]
)
def test_what_lies_outside_is_not_read(folder, path):
    (folder / "link").symlink_to(folder.parent / "outside.env")
    with pytest.raises(StorageError) as caught:
        read_dotenv_file(folder, path)
    assert caught.value.failure.id == "workspace.dotenv-outside"


def test_a_link_inside_the_workspace_is_followed(folder):
    (folder / "link").symlink_to(folder / ".env")
    assert read_dotenv_file(folder, "link")[0][1] == Variable("TOKEN", "t", secret=True)


def test_a_missing_file_and_one_of_another_encoding_are_told(folder):
    (folder / "wide.env").write_bytes("A=é".encode("latin-1"))
    for path, failure in (("gone.env", "storage.missing"), ("wide.env", "workspace.dotenv-encoding")):
        with pytest.raises(StorageError) as caught:
            read_dotenv_file(folder, path)
        assert caught.value.failure.id == failure


def test_its_variables_stand_behind_those_of_the_environment(folder):
    file = folder / "environments" / "local.yml"
    file.write_text(
        "name: local\ndotEnvFilePath: .env\n"
        "variables:\n  - {secret: true, name: KEY}\n  - {name: TOKEN, value: own}\n"
    )
    workspace = open_workspace(folder)
    assert workspace.problems == ()
    scope = scope_of(workspace, "", workspace.environments[0])
    key, token = scope.lookup("KEY"), scope.lookup("TOKEN")
    assert key is not None
    assert token is not None
    assert (key.value, key.origin, key.secret) == ("from dotenv", ".env", True)
    assert (token.value, token.origin) == ("own", "environment local")


def test_a_file_that_cannot_be_read_is_a_problem_and_the_environment_is_there(folder):
    (folder / "environments" / "local.yml").write_text("name: local\ndotEnvFilePath: ../outside.env\n")
    workspace = open_workspace(folder)
    assert workspace.environments[0].dotenv == ()
    assert "lies outside the workspace" in workspace.problems[0].sentence
