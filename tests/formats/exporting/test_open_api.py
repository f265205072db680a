"""An OpenAPI description says what the requests show."""

from __future__ import annotations

import json

import pytest

from countersign.formats.exporting.open_api import OpenApi
from countersign.formats.importing.openapi import OPENAPI
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, CognitoAuth, SigV4Auth
from countersign.model.body import TextBody
from countersign.model.workspace import Variable
from tests.formats.exporting.workspaces import WHOLE, request, workspace

EXPORTED = OpenApi().export(WHOLE)
API = json.loads(EXPORTED.data)


def exported(*items, **root):
    result = OpenApi().export(workspace(*items, **root))
    return json.loads(result.data), [(note.place, note.sentence) for note in result.notes]


def test_it_is_version_3_1_with_the_base_url_as_server():
    assert API["openapi"] == "3.1.0"
    assert API["info"] == {"title": "Orders", "version": "1.0.0", "description": "The whole."}
    assert API["servers"] == [
        {"url": "{base_url}", "variables": {"base_url": {"default": "https://api.example.com"}}}
    ]
    assert API["paths"]["/up"]["put"]["servers"] == [{"url": "https://files.example.com"}]


def test_methods_of_a_path_stand_together():
    assert list(API["paths"]["/users"]) == ["post", "patch"]
    assert list(API["paths"]) == ["/users/{id}", "/users", "/up", "/parts", "/graphql", "/t"]


def test_parameters():
    operation = API["paths"]["/users/{id}"]["get"]
    by_name = {(entry["in"], entry["name"]): entry for entry in operation["parameters"]}
    assert list(by_name) == [
        ("path", "id"),
        ("query", "tag"),
        ("query", "flag"),
        ("query", "off"),
        ("header", "X-Team"),
        ("header", "X-A"),
        ("header", "X-B"),
    ]
    assert by_name["path", "id"] == {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "who",
        "example": "u-1",
    }
    assert by_name["query", "tag"]["example"] == ["a", "b"]
    assert "required" not in by_name["query", "off"]
    assert operation["tags"] == ["read", "Users"]
    assert operation["operationId"] == "getUser"


def test_bodies():
    paths = API["paths"]
    assert paths["/users"]["post"]["requestBody"]["content"] == {"application/json": {"example": {"a": 1}}}
    form = paths["/users"]["patch"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert form["schema"]["properties"]["a"] == {"type": "array", "items": {"type": "string"}}
    assert form["example"] == {"a": ["1", "2"], "b": "3"}
    assert paths["/up"]["put"]["requestBody"]["content"] == {"image/png": {}}
    parts = paths["/parts"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert parts["f"]["contentMediaType"] == "application/octet-stream"
    graphql = paths["/graphql"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert graphql == {"query": "{ me }", "variables": {"a": 1}, "operationName": "Me"}


def test_examples_are_responses():
    answers = API["paths"]["/users/{id}"]["get"]["responses"]
    assert answers["200"]["content"]["application/json"]["examples"] == {"found": {"value": {"id": 1}}}
    assert answers["200"]["headers"] == {"X-A": {"schema": {"type": "string"}, "example": "1"}}
    assert answers["404"]["description"] == "No such user."
    assert API["paths"]["/users"]["post"]["responses"] == {"default": {"description": "Any answer."}}


def test_a_signature_is_written_as_api_gateway_writes_it():
    assert API["components"]["securitySchemes"]["sigv4"] == {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
    }
    assert API["paths"]["/users/{id}"]["get"]["security"] == [{"sigv4": []}]


@pytest.mark.parametrize(
    ("auth", "name", "scheme"),
    [
        (BasicAuth("a", "{{p}}"), "basic", {"type": "http", "scheme": "basic"}),
        (BearerAuth("{{t}}"), "bearer", {"type": "http", "scheme": "bearer"}),
        (ApiKeyAuth("X-K", "{{k}}", "query"), "key-X-K", {"type": "apiKey", "name": "X-K", "in": "query"}),
    ],
)
def test_security_schemes(auth, name, scheme):
    api, _ = exported(request("A", auth=auth))
    assert api["components"]["securitySchemes"] == {name: scheme}


def test_a_token_of_a_pool_is_a_bearer_token():
    api, _ = exported(request("A", auth=CognitoAuth("my pool")))
    assert api["components"]["securitySchemes"]["cognito-my-pool-access"]["bearerFormat"] == "JWT"


def test_what_openapi_has_no_word_for_is_a_note():
    assert {note.place for note in EXPORTED.notes} == {"Odd", "Feed", "Door"}
    _, notes = exported(request("A"), request("B"))
    assert notes == [("B", "GET /users is described already, by “A”.")]


def test_variables_in_a_path_are_parameters():
    api, _ = exported(
        request("A", "https://{{host}}:{{port}}/v{{version}}/{x}"), variables=(Variable("host", "h.example"),)
    )
    assert list(api["paths"]) == ["/v{version}/%7Bx%7D"]
    assert api["servers"] == [
        {
            "url": "https://{host}:{port}",
            "variables": {"host": {"default": "h.example"}, "port": {"default": "undefined"}},
        }
    ]


def test_a_body_that_is_no_json_stays_a_text():
    api, _ = exported(request("A", method="POST", body=TextBody('{"a": {{n}}}')))
    assert api["paths"]["/users"]["post"]["requestBody"]["content"]["application/json"]["example"] == '{"a": {{n}}}'


def test_operations_of_one_name_have_ids_of_their_own():
    api, _ = exported(request("Get it!"), request("get it", method="POST"), request("é", "{{base_url}}/x"))
    ids = [operation["operationId"] for path in api["paths"].values() for operation in path.values()]
    assert ids == ["getIt", "getIt2", "operation"]


def test_our_importer_reads_it_back():
    auth = SigV4Auth(region="us-west-2", service="execute-api")
    result = OpenApi().export(workspace(request("Get", "{{base_url}}/users/:id", auth=auth)))
    assert OPENAPI.recognises(result.data, "api.json")
    assert OPENAPI.read(result.data, "api.json").root.items
