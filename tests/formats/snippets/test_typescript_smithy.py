"""TypeScript programs for @smithy/signature-v4, run by Node.js against the playground."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.formats.snippets.typescript_smithy import TypeScriptSmithy
from countersign.model.body import TextBody
from countersign.model.request import Header
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import (
    BODIES,
    TARGETS,
    same,
    same_headers,
    same_object,
    same_presigned,
    says,
    with_body,
    with_target,
)

MAKER = TypeScriptSmithy()


@pytest.mark.parametrize("name", BODIES)
def test_a_signed_body_arrives(bench, node_packages, name):
    same(bench, MAKER, with_body(bench, name))


@pytest.mark.parametrize("name", TARGETS)
def test_an_odd_target_arrives_as_it_stands(bench, node_packages, name):
    same(bench, MAKER, with_target(bench, name))


def test_headers_arrive(bench, node_packages):
    same_headers(bench, MAKER)


def test_it_presigns_a_body(bench, node_packages):
    request = draft(bench.url("/Prod/echo?b=1&a=%7Ex&a=1"), "POST", TextBody("{}"), replace(SIGNED, place="query"))
    same_presigned(bench, MAKER, request)


def test_it_writes_an_odd_key_of_s3(bench, node_packages):
    same_object(bench, MAKER)


def test_it_says_what_it_cannot_do():
    says(MAKER, draft("https://h.example/", auth=replace(SIGNED, algorithm="v4a")), "SigV4A")
    says(MAKER, replace(draft("https://h.example/"), headers=(Header("X-A", "é"),)), "Latin-1")
