"""HTTPie commands; they run where the tool is installed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.httpie import Httpie
from countersign.model.auth import BearerAuth
from countersign.model.body import FileBody, TextBody
from countersign.model.request import Header
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import same, says, with_body

MAKER = Httpie()
here = pytest.mark.skipif(shutil.which("http") is None, reason="HTTPie is not installed")


@here
@pytest.mark.parametrize("name", ["json", "one line", "form"])
def test_a_signed_body_arrives(bench, name):
    same(bench, MAKER, with_body(bench, name))


def test_the_command_names_region_and_service():
    text = MAKER.make(
        snippet_request(draft("https://h.example/a?b=1", "PUT", TextBody("-x", "text"), X_A="=1", X_E=""))
    )
    assert text.partition("http --ignore-stdin \\\n")[2] == (
        "  --auth-type aws4 --auth 'service=execute-api,region=us-west-2' \\\n  --raw='-x' \\\n"
        "  'PUT' 'https://h.example/a?b=1' \\\n  'X-A: =1' \\\n  'X-E;' \\\n"
        "  'Content-Type: text/plain; charset=utf-8'\n"
    )


def test_a_token_comes_from_the_environment():
    text = MAKER.make(snippet_request(draft("https://h.example/", auth=BearerAuth("c4nary-t0ken"))))
    assert """'Authorization: Bearer '"${COUNTERSIGN_TOKEN:?}\"""" in text
    assert "c4nary" not in text


def test_it_says_what_it_cannot_do():
    says(MAKER, draft("https://h.example/", "PUT", FileBody("a.png")), "no body that comes from a file")
    says(MAKER, draft("https://h.example/a%2Fb"), "paths wrongly")
    says(MAKER, draft("https://h.example/?b=a/b"), "query wrongly")
    says(MAKER, draft("https://h.example/", auth=replace(SIGNED, place="query")), "headers only")
    says(MAKER, draft("https://h.example/", auth=replace(SIGNED, algorithm="v4a")), "SigV4A")
    says(MAKER, replace(draft("https://h.example/"), headers=(Header("X-A", "a\\b"),)), "backslash")
