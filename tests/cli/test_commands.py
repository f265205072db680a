"""The command line: the same work without a window."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from countersign.__main__ import main
from countersign.playground.address import PlaygroundAddress
from countersign.playground.process import PlaygroundProcess

SUITE_KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}


@pytest.fixture
def suite_keys(monkeypatch):
    for name, value in SUITE_KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def playground() -> Iterator[PlaygroundAddress]:
    process = PlaygroundProcess()
    with asyncio.Runner() as runner:
        yield runner.run(process.start())
        runner.run(process.stop())


@pytest.fixture
def playing(playground, monkeypatch, tmp_path) -> list[str]:
    """Give the options that a request to the playground needs, and its keys in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", playground.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", playground.secret_access_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", playground.session_token)
    ca = tmp_path / "ca.pem"
    ca.write_text(playground.ca_pem)
    return ["--ca", str(ca), "--region", "us-west-2", "--service", "execute-api"]


def test_sign_prints_every_step_as_json(suite_keys, capsys, vectors):
    case = vectors / "aws-signing-test-suite" / "v4" / "get-vanilla"
    url = "https://example.amazonaws.com/"
    options = ["--region", "us-east-1", "--service", "service", "--date", "20150830T123600Z", "--json"]
    assert main(["sign", "GET", url, *options]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["canonical_request"] == (case / "header-canonical-request.txt").read_text()
    assert document["string_to_sign"] == (case / "header-string-to-sign.txt").read_text()
    assert document["signature"] == (case / "header-signature.txt").read_text()
    assert {"method", "url", "headers", "signed_headers", "scope"} <= document.keys()


def test_sign_prints_a_request_that_can_be_read(suite_keys, capsys):
    assert (
        main(["sign", "POST", "https://abc.execute-api.eu-west-1.amazonaws.com/x", "-H", "X-A: 1", "--data", "{}"])
        == 0
    )
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "POST https://abc.execute-api.eu-west-1.amazonaws.com/x"
    assert "X-A: 1" in out
    assert any(line.startswith("Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/") for line in out)


def test_presign_prints_a_url_for_a_websocket(suite_keys, capsys):
    url = "wss://v-a1b2c3d4.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-ChannelARN=arn:aws:x"
    assert main(["presign", url, "--expires", "299"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(url)
    assert "X-Amz-Expires=299" in line
    assert "X-Amz-Signature=" in line


def test_sigv4a_names_its_region_set(suite_keys, capsys):
    command = ["sign", "GET", "https://example.com/", "--service", "s3", "--v4a", "--region-set", "us-*", "--json"]
    assert main(command) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["algorithm"] == "AWS4-ECDSA-P256-SHA256"
    assert ["X-Amz-Region-Set", "us-*"] in [[name, value] for name, value in document["headers"]]


def test_without_credentials_the_status_is_four_and_the_missing_variable_is_named(capsys):
    assert main(["sign", "GET", "https://abc.execute-api.eu-west-1.amazonaws.com/x"]) == 4
    assert "AWS_ACCESS_KEY_ID" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["sign", "GET", "no-scheme"],
        ["sign", "GET", "https://example.com/", "--service", "s3"],
        ["sign", "GET", "https://s3.us-east-1.amazonaws.com/", "-H", "no colon"],
        ["sign", "GET", "https://s3.us-east-1.amazonaws.com/", "--date", "yesterday"],
        ["sign", "GET", "https://s3.us-east-1.amazonaws.com/", "--data-file", "/nowhere"],
        ["send", "GET", "wss://s3.us-east-1.amazonaws.com/"],
    ],
)
def test_wrong_use_is_status_two_with_a_sentence(suite_keys, capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("countersign: ")


def test_an_unknown_command_is_status_two(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["frobnicate"])
    assert exit_.value.code == 2


def test_the_region_falls_back_to_the_environment(suite_keys, capsys, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    assert main(["sign", "GET", "https://example.com/", "--service", "execute-api", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scope"].endswith("/eu-central-1/execute-api/aws4_request")


def test_send_prints_the_body(playground, playing, capsysbinary):
    assert main(["send", "GET", f"{playground.https}/Prod/users", *playing]) == 0
    assert json.loads(capsysbinary.readouterr().out)["count"] > 0


def test_send_can_include_headers_and_write_the_body_to_a_file(playground, playing, capsysbinary, tmp_path):
    out = tmp_path / "body.bin"
    command = ["send", "GET", f"{playground.https}/bytes/9000000", "--include", "--output", str(out), *playing]
    assert main(command) == 0
    assert out.stat().st_size == 9_000_000
    assert b" 200" in capsysbinary.readouterr().out.splitlines()[0]


def test_a_refusal_is_status_one_and_the_exchange_holds_no_secret(playground, playing, capsys, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret-key")
    assert main(["send", "GET", f"{playground.https}/Prod/users", "--json", *playing]) == 1
    out = capsys.readouterr().out
    document = json.loads(out)
    assert document["response"]["status"] == 403
    assert document["signing"]["signature"]
    assert document["timings"]["phases"][0]["name"] == "DNS and TCP"
    assert playground.session_token not in out
    assert "a-wrong-secret-key" not in out


def test_what_cannot_be_reached_is_status_three(suite_keys, capsys):
    command = ["send", "GET", "https://localhost:1/", "--region", "x", "--service", "y"]
    assert main(command) == 3
    assert "countersign: " in capsys.readouterr().err


def test_send_without_a_signature(playground, playing, capsys):
    assert main(["send", "GET", f"{playground.https}/Prod/users", "--no-sign", *playing]) == 1
    assert "Missing Authentication Token" in capsys.readouterr().out


def test_the_module_runs_as_a_program():
    environment = {**os.environ, **SUITE_KEYS}
    command = [sys.executable, "-m", "countersign", "presign", "https://s3.us-east-1.amazonaws.com/bucket/key"]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert finished.stdout.startswith(
        "https://s3.us-east-1.amazonaws.com/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
    )
