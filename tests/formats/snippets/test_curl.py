"""curl commands, run against the playground."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.formats.snippets.curl import Curl
from countersign.formats.snippets.from_draft import snippet_request
from countersign.model.auth import NoAuth
from countersign.model.body import TextBody
from countersign.model.request import Header
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import (
    BODIES,
    UNSIGNED,
    same,
    same_auth,
    same_headers,
    same_presigned,
    says,
    with_body,
)

CURL = Curl()
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
here = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@here
@pytest.mark.parametrize("name", BODIES)
def test_a_signed_body_arrives(bench, name):
    same(bench, CURL, with_body(bench, name))


@here
@pytest.mark.parametrize("name", UNSIGNED)
def test_a_secret_comes_from_the_environment(bench, name):
    same_auth(bench, CURL, name)


@here
def test_headers_arrive(bench):
    same_headers(bench, CURL)


@here
def test_a_sorted_query_means_the_same(bench):
    same_presigned(bench, CURL, draft(bench.url("/Prod/echo?b=2&a=1&flag&space=a+b%20c&x=a/b!'&tag=b&tag=a")))


@here
def test_an_odd_path_goes_out_as_it_stands(bench):
    same(bench, CURL, draft(bench.url("/echo/a//b/../c%2f%C3%A9/[x]?q={1}"), auth=NoAuth()))


@here
@pytest.mark.parametrize("change", [{"place": "query"}, {"algorithm": "v4a"}])
def test_what_curl_cannot_sign_is_presigned(bench, change):
    request = draft(bench.url("/Prod/echo?b=1&a=%7Ex&a=1"), "POST", TextBody("{}"), replace(SIGNED, **change))
    answer = bench.run(CURL, request, {"PATH": PATH})
    assert (answer["method"], answer["body"]["text"]) == ("POST", "{}")


def test_it_says_what_it_signs_wrongly():
    says(CURL, draft("https://h.example/a%2Fb"), "7.88 signs escaped paths wrongly")
    says(CURL, draft("https://h.example/a/../b"), "signs a path as it stands")
    says(CURL, replace(draft("https://h.example/"), headers=(Header("X-A", ""),)), "empty headers")
    says(CURL, draft("https://h.example/?a=2&a=1"), "repeated parameters")


def test_a_request_without_oddities_needs_no_comment_but_for_the_keys():
    text = CURL.make(snippet_request(draft("https://h.example/users?a=1")))
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# In the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN."
    ]
    assert text.endswith("'https://h.example/users?a=1'\n")
