"""The sample workspace is valid, complete and ready for the playground."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.formats.inheritance import effective_auth, scope_of
from countersign.formats.open_collection_writer import to_document
from countersign.model.auth import CognitoAuth, NoAuth, SigV4Auth
from countersign.model.body import GraphQlBody
from countersign.model.url import WireUrl
from countersign.model.workspace import Folder, SavedRequest
from countersign.storage.workspace_folder import open_workspace
from countersign.storage.yaml_document import parse_yaml
from countersign.variables.template import fill_draft, url_with_path_params

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample_workspace"
WORKSPACE = open_workspace(SAMPLE)
REQUESTS = [item for folder in WORKSPACE.root.items if isinstance(folder, Folder) for item in folder.items]
DEFINITIONS = {"opencollection.yml": "", "folder.yml": "Folder"}


@pytest.mark.parametrize("path", sorted(SAMPLE.rglob("*.yml")), ids=lambda path: path.name)
def test_every_file_validates(schema, path):
    definition = "Environment" if path.parent.name == "environments" else DEFINITIONS.get(path.name, "HttpRequest")
    assert schema.errors(parse_yaml(path.read_bytes()), definition) == []


def test_all_is_read_in_order_without_a_problem():
    assert (WORKSPACE.name, WORKSPACE.problems) == ("Orders API", ())
    assert [item.name for item in WORKSPACE.root.items if isinstance(item, Folder)] == [
        "Users",
        "Statistics",
        "Orders",
    ]
    users = WORKSPACE.root.items[0]
    assert isinstance(users, Folder)
    assert [item.draft.name for item in users.items if isinstance(item, SavedRequest)] == [
        "List users",
        "Get user",
        "Create user",
        "Replace user",
        "Delete user",
    ]
    assert [environment.name for environment in WORKSPACE.environments] == ["playground", "staging"]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: item.path)
def test_iam_routes_are_signed_jwt_routes_carry_a_token_and_open_ones_nothing(request_):
    name, url = request_.draft.name, request_.draft.url
    expected = (NoAuth(), name)
    if "/Prod/" in url:
        expected = (SigV4Auth(identity="playground", region="us-west-2", service="execute-api"), "Orders API")
    elif "/jwt/" in url:
        expected = (CognitoAuth(pool="orders", token="access"), name)
    assert effective_auth(WORKSPACE, request_.path) == expected


def test_there_is_a_factorial_with_a_token_and_one_without():
    urls = [request_.draft.url for request_ in REQUESTS if "factorial" in request_.draft.url]
    assert urls == ["{{base_url}}/jwt/factorial?n=6", "{{base_url}}/factorial?n=6"]


@pytest.mark.parametrize("environment", WORKSPACE.environments, ids=lambda found: found.name)
@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: item.path)
def test_every_request_fills_to_a_url_that_can_be_sent(request_, environment):
    filled = fill_draft(request_.draft, scope_of(WORKSPACE, request_.path, environment))
    url = WireUrl.parse(url_with_path_params(filled.url, filled.path_params))
    assert url.scheme == "https"
    assert "{" not in str(url)
    assert "/:" not in url.path


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda item: item.path)
def test_every_request_is_written_as_it_stands(request_):
    path = SAMPLE / request_.path
    document = to_document(request_.draft).document
    assert not isinstance(request_.draft.body, GraphQlBody)
    found = parse_yaml(path.read_bytes())
    del found["info"]["seq"]
    assert found == document
