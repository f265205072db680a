"""awscurl commands; they run where the tool is installed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from countersign.formats.snippets.awscurl import Awscurl
from countersign.formats.snippets.from_draft import snippet_request
from countersign.model.auth import BearerAuth
from countersign.model.body import FileBody, TextBody
from countersign.model.request import Header
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import same, says, with_body

MAKER = Awscurl()
here = pytest.mark.skipif(shutil.which("awscurl") is None, reason="awscurl is not installed")


@here
@pytest.mark.parametrize("name", ["json", "one line", "form"])
def test_a_signed_body_arrives(bench, name):
    same(bench, MAKER, with_body(bench, name))


def test_the_command_names_region_and_service():
    text = MAKER.make(snippet_request(draft("https://h.example/a?b=1", "PUT", TextBody("it's", "text"), X_A="1")))
    assert text.partition("awscurl \\\n")[2] == (
        "  --service 'execute-api' \\\n  --region 'us-west-2' \\\n  --request 'PUT' \\\n"
        "  --header 'X-A: 1' \\\n  --header 'Content-Type: text/plain; charset=utf-8' \\\n"
        "  --data='it'\"'\"'s' \\\n  'https://h.example/a?b=1'\n"
    )


def test_a_file_is_sent_as_it_is():
    text = MAKER.make(snippet_request(draft("https://h.example/", "PUT", FileBody("~/a b.png"))))
    assert """--data-binary --data @"${HOME:?}"'/a b.png'""" in text


def test_it_fits_signed_requests_only():
    assert MAKER.fits(snippet_request(draft("https://h.example/")))
    assert not MAKER.fits(snippet_request(draft("https://h.example/", auth=BearerAuth("{{t}}"))))


def test_it_says_what_it_cannot_do():
    says(MAKER, draft("https://h.example/a/../b"), "tidies up")
    says(MAKER, draft("https://h.example/?b=a/b"), "wrongly")
    says(MAKER, draft("https://h.example/", auth=replace(SIGNED, place="query")), "headers only")
    says(MAKER, draft("https://h.example/", auth=replace(SIGNED, algorithm="v4a")), "SigV4A")
    says(MAKER, draft("https://h.example/"), "adds the header Content-Type")
    repeated = (Header("X-A", "1"), Header("X-A", "2"))
    says(MAKER, replace(draft("https://h.example/"), headers=repeated), "joined by a comma")
