"""Every tool is listed once, and each tells what it fits."""

from __future__ import annotations

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.registry import SNIPPETS, snippets_for
from countersign.model.auth import BearerAuth
from tests.formats.snippets.requests_to_run import draft


def test_names_are_distinct_and_languages_known():
    assert len({maker.name for maker in SNIPPETS}) == len(SNIPPETS) == 12
    assert {maker.language for maker in SNIPPETS} == {"shell", "python", "typescript", "go", "java"}


def test_signers_are_offered_for_signed_requests_only():
    signed = snippets_for(snippet_request(draft("https://h.example/")))
    unsigned = snippets_for(snippet_request(draft("https://h.example/", auth=BearerAuth("{{t}}"))))
    assert {maker.name for maker in signed} - {maker.name for maker in unsigned} == {
        "Python boto3",
        "TypeScript aws4",
        "TypeScript @smithy/signature-v4",
        "awscurl",
    }
