"""Postman collections hold what Postman has a word for, and notes hold the rest."""

from __future__ import annotations

import json

import pytest

from countersign.formats.exporting.postman import Postman, postman_environment
from countersign.formats.importing.postman import POSTMAN
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, CognitoAuth, NoAuth, OAuthAuth, SigV4Auth
from countersign.model.workspace import Environment, Variable
from tests.formats.exporting.workspaces import WHOLE, request, workspace

EXPORTED = Postman().export(WHOLE)
COLLECTION = json.loads(EXPORTED.data)


def exported(*items, **root):
    result = Postman().export(workspace(*items, **root))
    return json.loads(result.data), [
        note.sentence for note in result.notes if not note.place.startswith("Environment")
    ]


def members(auth) -> dict:
    return {entry["key"]: entry["value"] for entry in auth[auth["type"]]}


def test_it_is_a_collection_of_version_2_1():
    assert COLLECTION["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert COLLECTION["info"]["name"] == "Orders"
    assert COLLECTION["info"]["description"] == "The whole."
    assert [item["name"] for item in COLLECTION["item"]] == [
        "Users",
        "Upload",
        "Form",
        "Parts",
        "Query",
        "Token",
        "Odd",
    ]


def test_sockets_channels_and_environments_are_notes():
    left_out = {note.place for note in EXPORTED.notes if note.kind == "left-out"}
    assert left_out == {"Feed", "Door", "Environment dev", "Environment prod", "Upload / Body"}


def test_a_request_has_its_url_in_parts():
    url = COLLECTION["item"][0]["item"][0]["request"]["url"]
    assert url == {
        "raw": "{{base_url}}/users/:id?tag=a&tag=b&flag",
        "host": ["{{base_url}}"],
        "path": ["users", ":id"],
        "query": [
            {"key": "tag", "value": "a", "description": "which"},
            {"key": "tag", "value": "b"},
            {"key": "flag", "value": None},
            {"key": "off", "value": "1", "disabled": True},
        ],
        "variable": [{"key": "id", "value": "u-1", "description": "who"}],
    }


def test_an_odd_path_keeps_its_empty_segments():
    url = COLLECTION["item"][-1]["request"]["url"]
    assert (url["protocol"], url["host"]) == ("https", ["h", "example"])
    assert url["path"] == ["a", "", "b", "{x}", "%2F"]


def test_headers_of_a_folder_stand_in_its_requests():
    headers = COLLECTION["item"][0]["item"][0]["request"]["header"]
    assert [header["key"] for header in headers] == ["X-Team", "X-A", "X-B"]
    assert headers[2]["disabled"] is True


def test_bodies():
    bodies = {item["name"]: item["request"]["body"] for item in COLLECTION["item"][1:5]}
    assert bodies["Upload"] == {"mode": "file", "file": {"src": "a.png"}}
    assert bodies["Form"]["urlencoded"][2] == {"key": "b", "value": "3", "type": "text", "disabled": True}
    assert bodies["Parts"]["formdata"] == [
        {"key": "t", "type": "text", "value": "x", "contentType": "text/csv"},
        {"key": "f", "type": "file", "src": "a"},
    ]
    assert bodies["Query"]["graphql"] == {"query": "{ me }", "variables": '{"a": 1}', "operationName": "Me"}


def test_examples_are_responses():
    response = COLLECTION["item"][0]["item"][0]["response"][0]
    assert (response["name"], response["code"], response["status"]) == ("found", 200, "OK")
    assert response["body"] == '{"id": 1}'
    assert response["originalRequest"]["method"] == "GET"


def test_a_signature_takes_its_keys_from_variables():
    auth = COLLECTION["auth"]
    assert members(auth) == {
        "accessKey": "{{aws_access_key_id}}",
        "secretKey": "{{aws_secret_access_key}}",
        "sessionToken": "{{aws_session_token}}",
        "region": "us-west-2",
        "service": "execute-api",
        "addAuthDataToQuery": True,
    }
    assert {"key": "aws_secret_access_key", "value": "", "type": "string"} in COLLECTION["variable"]
    assert {"key": "api_token", "value": "", "type": "string"} in COLLECTION["variable"]


@pytest.mark.parametrize(
    ("auth", "kind", "expected"),
    [
        (BasicAuth("ann", "{{p}}"), "basic", {"username": "ann", "password": "{{p}}"}),
        (BearerAuth("{{t}}"), "bearer", {"token": "{{t}}"}),
        (ApiKeyAuth("k", "{{v}}", "query"), "apikey", {"key": "k", "value": "{{v}}", "in": "query"}),
        (CognitoAuth("p"), "bearer", {"token": "{{cognito.p.access_token}}"}),
        (OAuthAuth("o", "X-T", ""), "apikey", {"key": "X-T", "value": "{{oauth.o.access_token}}", "in": "header"}),
    ],
)
def test_auth(auth, kind, expected):
    collection, _ = exported(request("A", auth=auth))
    written = collection["item"][0]["request"]["auth"]
    assert (written["type"], members(written)) == (kind, expected)


def test_no_auth_is_said_and_inherited_auth_is_not():
    collection, _ = exported(request("A", auth=NoAuth()), request("B"))
    assert collection["item"][0]["request"]["auth"] == {"type": "noauth"}
    assert "auth" not in collection["item"][1]["request"]


def test_options_of_a_signature_are_notes():
    auth = SigV4Auth(identity="dev", algorithm="v4a", payload="unsigned")
    _, sentences = exported(request("A", auth=auth))
    assert any("“dev”" in sentence for sentence in sentences)
    assert any("SigV4A" in sentence for sentence in sentences)
    assert any("options" in sentence for sentence in sentences)


def test_settings_that_postman_knows_are_kept():
    token = next(item for item in COLLECTION["item"] if item["name"] == "Token")
    assert token["protocolProfileBehavior"] == {"followRedirects": False}


def test_an_environment_is_a_file_of_its_own():
    environment = Environment("dev", (Variable("a", "1"), Variable("b", "2", secret=True)))
    document = json.loads(postman_environment(environment))
    assert [(value["key"], value["value"], value["type"]) for value in document["values"]] == [
        ("a", "1", "default"),
        ("b", "", "secret"),
    ]


def test_our_importer_reads_it_back():
    imported = POSTMAN.read(EXPORTED.data, "orders.json")
    users = imported.root.items[0]
    assert [item.draft.name for item in users.items] == ["Get user", "Create user"]
    saved = WHOLE.root.items[0].items[0].draft
    draft = users.items[0].draft
    assert (draft.url, draft.method, draft.path_params) == (saved.url, saved.method, saved.path_params)
    assert users.items[1].draft.body == WHOLE.root.items[0].items[1].draft.body
    assert (imported.root.auth.region, imported.root.auth.place) == ("us-west-2", "query")
