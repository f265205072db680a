"""OpenAPI and Swagger documents become requests with their paths, bodies and auth; nothing else is opened."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from countersign.formats.importing.openapi import OPENAPI
from countersign.model.auth import (
    ApiKeyAuth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.body import FileBody, FormBody, FormField, MultipartBody, MultipartPart, TextBody
from countersign.model.errors import InputError
from countersign.model.imported import ImportedFolder, ImportedItem
from countersign.model.request import Header, Parameter
from countersign.model.workspace import Environment, Variable
from tests.formats.importing.hostile_imports import (
    CANARY,
    MOST_SECONDS,
    height_of,
    mangled,
    read_or_refused,
    seconds_of,
    text_of,
)

POOL = "arn:aws:cognito-idp:eu-west-3:111122223333:userpool/eu-west-3_Ab1"
SCHEMES = {
    "sigv4": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"},
    "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "flow": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://id.example.com/token", "scopes": {"read": ""}}},
    },
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example.com/.well-known/openid-configuration"},
    "people": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": [POOL]},
    },
    "gate": {
        "type": "apiKey",
        "name": "X-Gate",
        "in": "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {"type": "token"},
    },
    "jwt": {
        "type": "oauth2",
        "x-amazon-apigateway-authorizer": {
            "type": "jwt",
            "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {
                "issuer": "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab1",
                "audience": ["c"],
            },
        },
    },
    "other-jwt": {
        "type": "oauth2",
        "x-amazon-apigateway-authorizer": {
            "type": "jwt",
            "jwtConfiguration": {"issuer": "https://id.example.com", "audience": "api"},
        },
    },
}
USER = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "example": "Ada"},
        "born": {"type": "string", "format": "date"},
        "friend": {"$ref": "#/components/schemas/User"},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["new", "old"]}},
    },
}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "description": "Sells things.", "version": "1"},
    "servers": [{"url": "https://shop.example.com/v1"}],
    "tags": [{"name": "Users", "description": "People"}],
    "security": [{"bearer": []}],
    "paths": {
        "/users/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 7}}
            ],
            "get": {
                "tags": ["Users"],
                "summary": "Get user",
                "description": "One of them.",
                "parameters": [
                    {"name": "q", "in": "query", "required": True, "example": "a b&c"},
                    {"name": "later", "in": "query", "schema": {"type": "boolean"}},
                    {
                        "name": "X-Trace",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Found",
                        "headers": {"X-Left": {"schema": {"type": "integer", "minimum": 3}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}},
                    },
                    "404": {"description": "None", "content": {"application/json": {"example": {"error": "no"}}}},
                },
            },
            "put": {
                "tags": ["Users"],
                "operationId": "putUser",
                "security": [],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}},
            },
        }
    },
    "components": {"schemas": {"User": USER}, "securitySchemes": SCHEMES},
}


def read(document: dict, name: str = "shop.json"):
    return OPENAPI.read(json.dumps(document).encode(), name)


def with_operation(operation: dict, path: str = "/things", **members) -> dict:
    return {**DOCUMENT, "paths": {path: {"post": operation}}, **members}


def only_item(imported) -> ImportedItem:
    (item,) = imported.root.items
    return item


def sentences(imported) -> str:
    return "\n".join(note.sentence for note in imported.notes)


def test_operations_stand_in_folders_by_tag_under_the_address_of_the_server():
    imported = read(DOCUMENT)
    (users,) = imported.root.items
    assert isinstance(users, ImportedFolder)
    assert (imported.format, imported.root.name, imported.root.docs) == ("OpenAPI 3.0.3", "Shop", "Sells things.")
    assert (users.name, users.docs) == ("Users", "People")
    assert Variable("base_url", "https://shop.example.com/v1") in imported.root.variables
    assert imported.root.auth == BearerAuth("{{bearer_token}}")
    assert Variable("bearer_token", "", secret=True) in imported.root.variables
    get, put = (item.draft for item in users.items)
    assert (get.name, get.method, get.docs) == ("Get user", "GET", "One of them.")
    assert get.url == "{{base_url}}/users/:id?q=a b%26c"
    assert get.path_params == (Parameter("id", "7"),)
    assert get.params == (Parameter("q", "a b%26c"), Parameter("later", "true", enabled=False))
    assert get.headers == (Header("X-Trace", "123e4567-e89b-12d3-a456-426614174000"),)
    assert (get.auth, put.auth) == (InheritAuth(), NoAuth())
    assert put.name == "putUser"


def test_bodies_come_from_the_schema_and_a_schema_that_holds_itself_ends():
    put = read(DOCUMENT).root.items[0].items[1].draft
    assert json.loads(put.body.text) == {"name": "Ada", "born": "2026-01-31", "tags": ["new"]}
    assert put.headers == (Header("Content-Type", "application/json"),)


def test_answers_become_saved_responses():
    found, missing = read(DOCUMENT).root.items[0].items[0].examples
    assert (found.name, found.status, found.headers) == ("200 Found", 200, (("X-Left", "3"),))
    assert json.loads(found.body)["id"] == 0
    assert (missing.status, json.loads(missing.body)) == (404, {"error": "no"})


def test_the_same_document_in_yaml_says_the_same(tmp_path):
    path = tmp_path / "shop.yaml"
    YAML().dump(DOCUMENT, path)
    assert OPENAPI.recognises(path.read_bytes(), "shop.yaml")
    assert OPENAPI.read(path.read_bytes(), "shop.yaml").root == read(DOCUMENT).root


@pytest.mark.parametrize(
    ("security", "expected", "told"),
    [
        ([{"sigv4": []}], SigV4Auth(service="execute-api"), ""),
        ([{"key": []}], ApiKeyAuth("x-api-key", "{{key}}"), ""),
        ([{"basic": []}], BasicAuth("{{basic_username}}", "{{basic_password}}"), ""),
        ([{"flow": ["read"]}], OAuthAuth("flow"), "https://id.example.com/token; scopes read"),
        ([{"oidc": []}], OAuthAuth("oidc"), "openid-configuration"),
        ([{"people": []}], CognitoAuth("people", "id", prefix=""), POOL),
        ([{"people": ["shop/read"]}], CognitoAuth("people", "access", prefix=""), POOL),
        ([{"gate": []}], ApiKeyAuth("X-Gate", "{{gate_token}}"), "It reads the header X-Gate"),
        ([{"jwt": []}], CognitoAuth("jwt", "access"), "for the audience c"),
        ([{"other-jwt": []}], BearerAuth("{{other_jwt_token}}"), "the issuer https://id.example.com"),
        ([{"bearer": []}, {"key": []}], BearerAuth("{{bearer_token}}"), "not taken over: key"),
        ([{}, {"key": []}], NoAuth(), ""),
        ([{"lost": []}], NoAuth(), "“lost” is not described"),
    ],
)
def test_security_becomes_auth(security, expected, told):
    imported = read(with_operation({"security": security}))
    assert only_item(imported).draft.auth == expected
    assert told in sentences(imported)


def test_a_key_beside_a_signature_becomes_a_header():
    draft = only_item(read(with_operation({"security": [{"key": [], "sigv4": []}]}))).draft
    assert draft.auth == SigV4Auth(service="execute-api")
    assert draft.headers == (Header("x-api-key", "{{key}}"),)


def test_api_gateways_own_words_are_read_and_its_integrations_passed_over():
    operation = {"x-amazon-apigateway-auth": {"type": "AWS_IAM"}, "x-amazon-apigateway-integration": {"uri": "x"}}
    document = with_operation(operation, **{"x-amazon-apigateway-api-key-source": "AUTHORIZER"})
    imported = read(document)
    assert only_item(imported).draft.auth == SigV4Auth(service="execute-api")
    assert "API key from the authorizer" in sentences(imported)
    assert "integration" not in sentences(imported)
    greedy = read({**DOCUMENT, "paths": {"/files/{proxy+}": {"x-amazon-apigateway-any-method": {}}}})
    assert only_item(greedy).draft.url == "{{base_url}}/files/:proxy"
    assert "several segments" in sentences(greedy)


def test_the_servers_of_an_export_and_several_servers():
    export = [
        {
            "url": "https://a.execute-api.us-east-1.amazonaws.com/{basePath}",
            "variables": {"basePath": {"default": "/prod"}},
        }
    ]
    exported = read({**DOCUMENT, "servers": export})
    assert exported.root.variables[0].value == "https://a.execute-api.us-east-1.amazonaws.com/prod"
    several = read(
        {
            **DOCUMENT,
            "servers": [
                {
                    "url": "https://{region}.example.com/",
                    "variables": {"region": {"default": "eu"}},
                    "description": "live",
                },
                {"url": "http://localhost:8000"},
            ],
        }
    )
    assert several.root.variables[:2] == (
        Variable("base_url", "https://{{region}}.example.com"),
        Variable("region", "eu"),
    )
    assert several.environments == (
        Environment("live", (Variable("base_url", "https://{{region}}.example.com"),)),
        Environment("http://localhost:8000", (Variable("base_url", "http://localhost:8000"),)),
    )
    assert "complete the variable base_url" in sentences(read({**DOCUMENT, "servers": [{"url": "/v2"}]}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            {"application/x-www-form-urlencoded": {"example": {"a": "1", "b": [1, 2]}}},
            FormBody((FormField("a", "1"), FormField("b", "1,2"))),
        ),
        (
            {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {"title": {"type": "string"}, "photo": {"type": "string", "format": "binary"}},
                    },
                    "encoding": {"photo": {"contentType": "image/png, image/jpeg"}},
                }
            },
            MultipartBody((MultipartPart("title", "text"), MultipartPart("photo", content_type="image/png"))),
        ),
        ({"image/png": {"schema": {"type": "string", "format": "binary"}}}, FileBody("", "image/png")),
        ({"text/plain": {"examples": {"one": {"value": "hello"}}}}, TextBody("hello", "text")),
        (
            {"application/xml": {"example": "<a/>"}, "application/json": {"example": {"a": 1}}},
            TextBody('{\n  "a": 1\n}', "json"),
        ),
    ],
)
def test_request_bodies_of_each_kind(content, expected):
    assert only_item(read(with_operation({"requestBody": {"content": content}}))).draft.body == expected


def test_swagger_2_has_its_own_places_for_the_same():
    document = {
        "swagger": "2.0",
        "info": {"title": "Old"},
        "host": "old.example.com",
        "basePath": "/api",
        "schemes": ["http", "https"],
        "consumes": ["application/json"],
        "securityDefinitions": {"key": {"type": "apiKey", "name": "k", "in": "query"}},
        "paths": {
            "/a": {
                "post": {
                    "security": [{"key": []}],
                    "parameters": [
                        {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/B"}},
                        {
                            "name": "ids",
                            "in": "query",
                            "required": True,
                            "type": "array",
                            "items": {"type": "integer"},
                        },
                    ],
                    "responses": {"200": {"description": "ok", "examples": {"application/json": {"x": 1}}}},
                }
            },
            "/f": {
                "post": {
                    "consumes": ["multipart/form-data"],
                    "parameters": [{"name": "f", "in": "formData", "type": "file"}],
                }
            },
        },
        "definitions": {"B": {"type": "object", "properties": {"n": {"type": "number", "minimum": 2}}}},
    }
    imported = read(document)
    first, second = (item.draft for item in imported.root.items)
    assert imported.root.variables[0].value == "https://old.example.com/api"
    assert (first.auth, json.loads(first.body.text)) == (ApiKeyAuth("k", "{{key}}", "query"), {"n": 2})
    assert first.url == "{{base_url}}/a?ids=0"
    assert imported.root.items[0].examples[0].body == '{\n  "x": 1\n}'
    assert second.body == MultipartBody((MultipartPart("f"),))


def test_a_path_with_two_names_in_one_segment_takes_variables():
    item = only_item(read(with_operation({}, "/map/{x},{y}")))
    assert item.draft.url == "{{base_url}}/map/{{x}},{{y}}"
    assert item.variables == (Variable("x", "x"), Variable("y", "y"))


@pytest.mark.parametrize(
    "reference", ["file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "other.yaml#/x"]
)
def test_what_a_reference_names_outside_is_noted_and_not_opened(reference, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("something was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    content = {"application/json": {"schema": {"$ref": reference}}}
    imported = read(with_operation({"requestBody": {"content": content}}))
    assert f"“{reference}” stands outside of the document and was not opened." in sentences(imported)


def test_secrets_in_examples_become_variables():
    operation = {
        "parameters": [{"name": "x-auth-token", "in": "header", "required": True, "example": CANARY}],
        "requestBody": {
            "content": {"application/json": {"example": {"password": CANARY, "note": f"it is {CANARY}"}}}
        },
        "responses": {"200": {"description": "", "content": {"application/json": {"example": {"token": CANARY}}}}},
    }
    imported = read(with_operation(operation))
    assert CANARY not in text_of(imported)
    assert {secret.value for secret in imported.secrets} == {CANARY}


@pytest.mark.parametrize(
    "data",
    [
        b'{"openapi": "4.0"}',
        b"openapi: 3.0.0\npaths: &a [*a]\n",
        b"[" * 100_000,
        b"openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + at, 98 + at, b",".join([b"*%c" % (97 + at)] * 9)) for at in range(9)),
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_what_is_no_document_is_refused_with_words(data):
    with pytest.raises(InputError) as raised:
        OPENAPI.read(data, "x.yaml")
    assert raised.value.failure.id.startswith("import.")


def test_a_wide_and_circular_document_takes_bounded_time_and_memory():
    schemas = {
        f"S{at}": {
            "type": "object",
            "properties": {f"p{to}": {"$ref": f"#/components/schemas/S{to}"} for to in range(60)},
        }
        for at in range(60)
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
    paths = {f"/p{at}": {"post": {"requestBody": body}} for at in range(1_000)}
    document = {**DOCUMENT, "paths": paths, "components": {"schemas": schemas}}
    assert seconds_of(lambda: read(document)) < MOST_SECONDS


def test_one_example_that_is_referred_to_again_and_again_takes_bounded_memory():
    answers = {str(at): {"$ref": "#/components/responses/R"} for at in range(200, 220)}
    long = {"description": "d" * 100_000, "content": {"text/plain": {"example": "x" * 1_000_000}}}
    paths = {f"/p{at}": {"get": {"responses": answers}} for at in range(100)}
    data = json.dumps({**DOCUMENT, "paths": paths, "components": {"responses": {"R": long}}}).encode()
    imported = OPENAPI.read(data, "x.json")
    assert "too much text" in sentences(imported)
    assert height_of(lambda: OPENAPI.read(data, "x.json")) < 300_000_000


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=mangled(DOCUMENT))
def test_mangled_documents_are_read_or_refused(document):
    data = json.dumps(document).encode()
    read_or_refused(lambda: OPENAPI.read(data, "x.json"))


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    document=mangled(
        with_operation(
            {
                "security": [{"people": ["a"], "gate": [], "jwt": []}],
                "parameters": [{"name": "access_token", "in": "query", "example": CANARY}],
                "requestBody": {"content": {"application/json": {"example": {"client_secret": CANARY}}}},
            },
            "/a/{b}",
        )
    )
)
def test_mangled_documents_keep_their_secrets_out(document):
    imported = read_or_refused(lambda: read(document))
    if imported is not None and any(secret.value == CANARY for secret in imported.secrets):
        assert CANARY not in text_of(imported)
