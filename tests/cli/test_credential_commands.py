"""Identities and tokens for scripts."""

from __future__ import annotations

import asyncio
import json

import pytest

from countersign.__main__ import main
from countersign.model.cognito import UserPool
from countersign.model.definitions import Definitions
from countersign.playground.process import PlaygroundProcess
from countersign.storage.definitions_file import definitions_file


@pytest.fixture(scope="module")
def playground():
    process = PlaygroundProcess()
    with asyncio.Runner() as runner:
        yield runner.run(process.start())
        runner.run(process.stop())


@pytest.fixture
def people(playground, home):
    """Keep the playground's pool for persons under the name "people"."""
    if not playground.user_pool_id:
        pytest.skip(playground.cognito_note)
    pool = UserPool(
        "people", playground.user_pool_id, playground.user_client_id, api_endpoint=playground.cognito_endpoint
    )
    folder = home / ".local" / "share" / "countersign"
    definitions_file(folder / "definitions.json").save(Definitions((pool,)))
    return playground


@pytest.fixture
def profiles(home, monkeypatch):
    config = home / "config"
    keys = "aws_access_key_id = AKIDSTAGING0000001\naws_secret_access_key = s3cr3t-of-staging\n"
    config.write_text(f"[profile staging]\nregion = eu-west-1\n{keys}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))


def test_identities_lists_profiles_without_their_secrets(profiles, capsys):
    assert main(["identities"]) == 0
    out = capsys.readouterr().out
    assert "staging" in out
    assert "s3cr3t-of-staging" not in out


def test_identities_as_json(profiles, capsys):
    assert main(["identities", "--json"]) == 0
    (staging,) = [one for one in json.loads(capsys.readouterr().out) if one["name"] == "staging"]
    assert (staging["kind"], staging["region"]) == ("profile", "eu-west-1")


def test_a_profile_signs_by_its_name(profiles, capsys):
    command = ["sign", "GET", "https://abc.execute-api.eu-west-1.amazonaws.com/", "--identity", "staging", "--json"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["access_key_id"] == "AKIDSTAGING0000001"


def test_a_token_is_printed_after_signing_in_with_srp(people, capsys, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_USER", people.user_name)
    monkeypatch.setenv("COUNTERSIGN_PASSWORD", people.user_password)
    assert main(["token", "people"]) == 0
    assert capsys.readouterr().out.count(".") == 2


def test_an_id_token_as_json_is_verified(people, capsys, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_USER", people.user_name)
    monkeypatch.setenv("COUNTERSIGN_PASSWORD", people.user_password)
    assert main(["token", "people", "--id", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["claims"]["token_use"], document["verified"]) == ("id", "verified")


def test_a_wrong_password_is_status_four_with_a_sentence(people, capsys, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_USER", people.user_name)
    monkeypatch.setenv("COUNTERSIGN_PASSWORD", "not the password")
    assert main(["token", "people"]) == 4
    err = capsys.readouterr().err
    assert err.startswith("countersign: ")
    assert "not the password" not in err


def test_an_unknown_pool_is_status_four(capsys):
    assert main(["token", "nowhere"]) == 4
    assert "nowhere" in capsys.readouterr().err
