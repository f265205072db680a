"""Go programs: there is no compiler here, so their text is looked at."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from countersign.formats.snippets.from_draft import snippet_request
from countersign.formats.snippets.go import Go
from countersign.model.auth import BasicAuth
from countersign.model.body import FileBody, MultipartBody, MultipartPart, TextBody
from tests.formats.snippets.requests_to_run import SIGNED, draft
from tests.formats.snippets.runs import says

GO = Go()
FILES = MultipartBody((MultipartPart("a", file_path="a.txt"), MultipartPart("b", file_path="~/b.txt")))
REQUESTS = {
    "plain": draft("https://h.example/", auth=BasicAuth("ann", "{{p}}")),
    "signed": draft("https://h.example/?a=1", "POST", TextBody("{}")),
    "no body": draft("https://h.example/"),
    "presigned": draft("https://h.example/?a=1", auth=replace(SIGNED, place="query")),
    "unsigned payload": draft("https://h.example/", "PUT", FileBody("x.bin"), replace(SIGNED, payload="unsigned")),
    "s3": draft("https://h.example/k", "PUT", FILES, replace(SIGNED, service="s3")),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_every_import_is_used_and_every_package_imported(name):
    text = GO.make(snippet_request(REQUESTS[name]))
    imports, body = text.split("func main", 1)
    names = {path.rpartition("/")[2] for path in re.findall(r'^\t(?:v4 )?"([^"]+)"$', imports, re.MULTILINE)}
    used = set(re.findall(r"(?<![\w.\")])([a-z0-9]+)\.[A-Z]", body))
    assert used - {"request", "response", "client", "query", "credentials", "options"} == names


@pytest.mark.parametrize("name", REQUESTS)
def test_braces_are_closed_and_no_name_is_declared_twice(name):
    text = GO.make(snippet_request(REQUESTS[name]))
    assert text.count("{") == text.count("}")
    declared = re.findall(r"^\t(\w+)(?:, err)? :=", text, re.MULTILINE)
    assert len(declared) == len(set(declared))


def test_the_keys_come_from_the_environment():
    text = GO.make(snippet_request(REQUESTS["signed"]))
    assert 'os.Getenv("AWS_SECRET_ACCESS_KEY")' in text
    assert 'request, hash, "execute-api", "us-west-2", time.Now()))' in text


def test_s3_paths_are_encoded_once():
    assert "DisableURIPathEscaping = true" in GO.make(snippet_request(REQUESTS["s3"]))


def test_it_says_what_it_cannot_do():
    says(GO, draft("https://h.example/a/../b"), "signs a path as it stands")
    says(GO, draft("https://h.example/?b=1&a=%7E"), "sorts the query")
    says(GO, draft("https://h.example/", auth=replace(SIGNED, algorithm="v4a")), "SigV4A")
