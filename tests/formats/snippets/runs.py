"""What every tool that runs here is put to: the same answer as our own send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.maker import SnippetMaker
from countersign.model.auth import SigV4Auth
from countersign.model.body import TextBody
from countersign.model.request import RequestDraft
from countersign.model.url import WireUrl
from countersign.signing.canonical_url import canonical_pairs, joined
from tests.formats.snippets.requests_to_run import (
    AUTH_ENVIRONMENT,
    AUTH_SECRETS,
    AUTHS,
    HEADER_ENVIRONMENT,
    HEADER_SECRETS,
    HEADERS,
    MANY_TARGETS,
    S3,
    S3_KEY,
    SIGNED,
    bodies,
    draft,
)
from tests.formats.snippets.workbench import Bench

BODIES = ("none", "json", "one line", "odd text", "form", "graphql", "file", "multipart")
TARGETS = tuple(MANY_TARGETS)
UNSIGNED = tuple(AUTHS)
Requests = dict[str, Any]


def with_body(bench: Bench, name: str, auth=SIGNED) -> RequestDraft:
    path = "/Prod/echo?a=2&z=1" if isinstance(auth, SigV4Auth) else "/echo?a=2&z=1"
    return draft(bench.url(path), "POST", bodies(bench.folder)[name], auth)


def with_target(bench: Bench, name: str) -> RequestDraft:
    return draft(bench.url(f"/Prod/echo{MANY_TARGETS[name]}"))


def same(bench: Bench, maker: SnippetMaker, request: RequestDraft, command: list[str] | None = None) -> None:
    assert_same(bench.run(maker, request, {}, command), bench.own(request, {}))


def same_auth(bench: Bench, maker: SnippetMaker, name: str, command: list[str] | None = None) -> None:
    request = draft(bench.url("/echo?q=1"), "PUT", TextBody("{}"), AUTHS[name])
    answer = bench.run(maker, request, AUTH_ENVIRONMENT, command)
    assert_same(answer, bench.own(request, AUTH_SECRETS))


def same_headers(bench: Bench, maker: SnippetMaker, command: list[str] | None = None) -> None:
    request = replace(draft(bench.url("/Prod/echo")), headers=HEADERS)
    answer = bench.run(maker, request, HEADER_ENVIRONMENT, command)
    assert_same(answer, bench.own(request, HEADER_SECRETS))
    assert answer["headers"]["x-odd"] == "it's \"b\" \\ $x `y` se'c $x"


def same_presigned(bench: Bench, maker: SnippetMaker, request: RequestDraft, path: str = "") -> None:
    """Check a request whose signature stands in the query: the query means the same without it."""
    environment = {"PATH": path} if path else {}
    answer, own = bench.run(maker, request, environment), bench.own(request, {})
    for received in (answer, own):
        received["target"] = canonical_target(received["target"])
    assert_same(answer, own)


def same_object(bench: Bench, maker: SnippetMaker) -> None:
    """Check that an odd key of S3 is written by the snippet where our own send reads it."""
    request = draft(bench.url(S3_KEY), "PUT", TextBody("é", "text"), S3)
    output = bench.output(maker, maker.make(snippet_request(request)), {})
    assert "<Error>" not in output, output
    exchange = bench.exchange(draft(bench.url(S3_KEY), "GET", None, S3), {})
    assert (exchange.response.status, exchange.response.body.read()) == (200, "é".encode())


def says(maker: SnippetMaker, request: RequestDraft, sentence: str) -> None:
    """Check that a comment at the top of the snippet says what the tool cannot do."""
    text = maker.make(snippet_request(request))
    comments = [line for line in text.splitlines() if line.startswith(("# Note: ", "// Note: "))]
    assert any(sentence in line for line in comments), text


def canonical_target(target: str) -> str:
    url = WireUrl.parse(f"http://localhost{target}")
    pairs = [pair for pair in canonical_pairs(url.query) if not pair[0].startswith("X-Amz-")]
    return f"{url.path}?{joined(pairs)}"


def assert_same(answer: Requests, own: Requests) -> None:
    assert without_boundary(answer) == without_boundary(own)


def without_boundary(received: Requests) -> Requests:
    content_type, _, boundary = received["headers"].get("content-type", "").partition("; boundary=")
    if not boundary:
        return received
    text = received["body"]["text"].replace(boundary, "BOUNDARY")
    return received | {"headers": received["headers"] | {"content-type": content_type}, "body": text}
