"""Python programs for requests, run against the playground."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.formats.snippets.python_requests import PythonRequests
from countersign.model.body import TextBody
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import (
    BODIES,
    UNSIGNED,
    same,
    same_auth,
    same_headers,
    same_object,
    same_presigned,
    says,
    with_body,
    with_target,
)

MAKER = PythonRequests()
pytest.importorskip("requests", reason="requests is not installed")


@pytest.mark.parametrize("name", BODIES)
def test_a_signed_body_arrives(bench, name):
    same(bench, MAKER, with_body(bench, name))


@pytest.mark.parametrize("name", ["query", "path"])
def test_an_odd_target_arrives_as_it_stands(bench, name):
    same(bench, MAKER, with_target(bench, name))


@pytest.mark.parametrize("name", UNSIGNED)
def test_a_secret_comes_from_the_environment(bench, name):
    same_auth(bench, MAKER, name)


def test_headers_arrive(bench):
    same_headers(bench, MAKER)


def test_it_presigns(bench):
    same_presigned(bench, MAKER, draft(bench.url("/Prod/echo?b=1&a=%7Ex"), auth=replace(SIGNED, place="query")))


def test_it_signs_with_sigv4a(bench):
    same(bench, MAKER, draft(bench.url("/Prod/echo?b=1"), "POST", TextBody("{}"), replace(SIGNED, algorithm="v4a")))


def test_it_writes_an_odd_key_of_s3(bench):
    same_object(bench, MAKER)


def test_it_says_what_botocore_cannot_presign():
    presigned = replace(SIGNED, place="query")
    says(MAKER, draft("https://h.example/?a=1&a=2", auth=presigned), "first of repeated parameters")
    says(MAKER, draft("https://h.example/", "POST", TextBody("{}"), presigned), "cannot presign a body")
