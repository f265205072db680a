"""`countersign import` and `countersign export`: real files in, real files out, secrets in neither."""

from __future__ import annotations

import io
import json
import sys

import pytest

from countersign.__main__ import main

CANARY = "canary-5d2e77c1a09b"
POSTMAN = {
    "info": {"name": "Orders", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "auth": {
        "type": "awsv4",
        "awsv4": [
            {"key": "accessKey", "value": "AKIDEXAMPLE"},
            {"key": "secretKey", "value": CANARY},
            {"key": "region", "value": "eu-west-1"},
            {"key": "service", "value": "execute-api"},
        ],
    },
    "item": [
        {"name": "Users", "item": [{"name": "List", "request": {"method": "GET", "url": "https://x.example/users"}}]},
        {"name": "Create", "request": {"method": "POST", "url": "https://x.example/users"}},
    ],
}


@pytest.fixture
def source(tmp_path):
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(POSTMAN))
    return file


def texts(folder) -> str:
    return "\n".join(file.read_text() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_postman_collection_comes_in_and_goes_out_again(source, tmp_path, capsys):
    folder, out = tmp_path / "orders", tmp_path / "out.json"
    assert main(["import", str(source), str(folder)]) == 0
    said = capsys.readouterr().out
    assert "imported to" in said
    assert "2 requests" in said
    assert "a secret, not kept" in said
    assert sorted(file.name for file in folder.rglob("*.yml")) >= ["Create.yml", "List.yml"]
    assert CANARY not in texts(folder) + said
    assert main(["export", str(folder), "postman", "--output", str(out)]) == 0
    written = json.loads(out.read_text())
    assert written["auth"]["type"] == "awsv4"
    assert [item["name"] for item in written["item"]] == ["Users", "Create"]
    assert main(["import", str(out), str(tmp_path / "again"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["requests"] == 2


def test_a_bundled_file_brings_back_what_was_exported(source, tmp_path, capsys):
    folder = tmp_path / "orders"
    assert main(["import", str(source), str(folder)]) == 0
    assert main(["export", str(folder), "opencollection", "--output", str(tmp_path / "one.yml")]) == 0
    assert main(["import", str(tmp_path / "one.yml"), str(tmp_path / "again")]) == 0
    capsys.readouterr()
    for name in ("Create.yml", "Users/List.yml"):
        assert (tmp_path / "again" / name).read_text() == (folder / name).read_text()


def test_nothing_is_written_in_a_dry_run(source, tmp_path, capsys):
    assert main(["import", str(source), str(tmp_path / "orders"), "--dry-run"]) == 0
    assert "would bring in 2 requests" in capsys.readouterr().out
    assert not (tmp_path / "orders").exists()


def test_a_curl_command_on_standard_input_is_added_to_a_collection(source, tmp_path, capsys, monkeypatch):
    folder = tmp_path / "orders"
    assert main(["import", str(source), str(folder)]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("curl -X DELETE https://x.example/users/7"))
    assert main(["import", "-", str(folder)]) == 0
    capsys.readouterr()
    assert main(["export", str(folder), "opencollection"]) == 0
    assert "https://x.example/users/7" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"), [("nothing that is known", "can be imported"), ('{"info":', "can be imported"), ("", "")]
)
def test_what_cannot_come_in_is_refused_and_nothing_is_written(tmp_path, capsys, content, words):
    file = tmp_path / "odd.json"
    file.write_text(content)
    assert main(["import", str(file), str(tmp_path / "new")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_else_in_it_stays_as_it_is(source, tmp_path, capsys):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert main(["import", str(source), str(folder)]) == 1
    assert "not empty" in capsys.readouterr().err
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]
