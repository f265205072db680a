"""Java programs: unsigned ones run, signed ones are parsed, since the SDK is not here."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.java import Java
from countersign.model.auth import NoAuth
from countersign.model.body import TextBody
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import UNSIGNED, same, same_auth, says, with_body

JAVA = Java()
runs = pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed")
parses = pytest.mark.skipif(shutil.which("javac") is None, reason="javac is not installed")


@runs
@pytest.mark.parametrize("name", ["none", "json", "odd text", "multipart"])
def test_an_unsigned_body_arrives(bench, name):
    same(bench, JAVA, with_body(bench, name, NoAuth()))


@runs
@pytest.mark.parametrize("name", UNSIGNED[:2])
def test_a_secret_comes_from_the_environment(bench, name):
    same_auth(bench, JAVA, name)


@runs
def test_a_long_text_is_no_single_constant(bench):
    text = "ab" * 30_000
    request = draft(bench.url("/echo"), "POST", TextBody(text, "text"), NoAuth())
    assert bench.run(JAVA, request, {})["body"]["text"] == text


@parses
@pytest.mark.parametrize(
    "change", [{}, {"place": "query"}, {"algorithm": "v4a"}, {"service": "s3"}, {"payload": "unsigned"}]
)
def test_a_signed_program_parses(tmp_path, change):
    request = draft(
        "https://h.example/a?b=1", "POST", TextBody('{\n "a": "\\u0041"\n}'), replace(SIGNED, **change), X_A="1"
    )
    file = tmp_path / "Snippet.java"
    file.write_text(JAVA.make(snippet_request(request)))
    command = ["javac", "-XDshould-stop.ifNoError=PARSE", "-d", str(tmp_path), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_it_says_what_it_cannot_do():
    says(JAVA, draft("https://h.example/a|b"), "escaped here")
    says(JAVA, draft("https://h.example/", Host="other.example"), "allowRestrictedHeaders")
    says(JAVA, draft("https://h.example/", auth=replace(SIGNED, payload="given", payload_hash="0" * 64)), "hashes")
    says(JAVA, draft("https://h.example/", auth=replace(SIGNED, algorithm="v4a")), "http-auth-aws-crt")
