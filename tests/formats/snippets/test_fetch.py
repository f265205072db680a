"""fetch, run by Node.js against the playground."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.formats.snippets.fetch import Fetch
from countersign.model.auth import NoAuth
from countersign.model.body import TextBody
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
    with_target,
)

MAKER = Fetch()


@pytest.mark.parametrize("name", BODIES)
def test_an_unsigned_body_arrives(bench, node_packages, name):
    same(bench, MAKER, with_body(bench, name, NoAuth()))


@pytest.mark.parametrize("name", UNSIGNED)
def test_a_secret_comes_from_the_environment(bench, node_packages, name):
    same_auth(bench, MAKER, name)


def test_a_signed_body_arrives(bench, node_packages):
    same(bench, MAKER, with_body(bench, "multipart"))


def test_an_odd_query_arrives_as_it_stands(bench, node_packages):
    same(bench, MAKER, with_target(bench, "query"))


def test_headers_arrive(bench, node_packages):
    same_headers(bench, MAKER)


def test_it_presigns(bench, node_packages):
    request = draft(bench.url("/Prod/echo?b=1&a=%7Ex&a=1"), "POST", TextBody("{}"), replace(SIGNED, place="query"))
    same_presigned(bench, MAKER, request)


def test_it_says_what_it_cannot_do():
    says(MAKER, draft("https://h.example/a/../b"), "resolves")
    says(MAKER, draft("https://h.example/?x='"), "may escape")
    says(MAKER, draft("https://h.example/", "GET", TextBody("{}")), "no body with GET")
    says(MAKER, draft("https://h.example/", Host="other.example"), "Host itself")
