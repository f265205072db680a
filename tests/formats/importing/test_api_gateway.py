"""An API that was read from an account becomes a collection: stages as environments, authorizers as auth."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.importing.api_gateway import GatewayApi, GatewayAuthorizer, GatewayRoute, imported_api
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, CognitoAuth, NoAuth, SigV4Auth
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter
from countersign.model.socket import SavedMessage
from countersign.model.workspace import Environment, Variable
from tests.formats.importing.hostile_imports import read_or_refused

ENDPOINT = "https://a1.execute-api.eu-west-3.amazonaws.com"
POOL = "arn:aws:cognito-idp:eu-west-3:111122223333:userpool/eu-west-3_Ab1"
AUTHORIZERS = (
    GatewayAuthorizer(
        "j1",
        "people",
        "JWT",
        ("$request.header.X-Token",),
        "https://cognito-idp.eu-west-3.amazonaws.com/eu-west-3_Ab1",
        ("client1",),
    ),
    GatewayAuthorizer("j2", "staff", "JWT", ("$request.header.Authorization",), "https://id.example.com", ("api",)),
    GatewayAuthorizer("r1", "gate", "REQUEST", ("$request.header.X-Gate", "$request.querystring.who")),
    GatewayAuthorizer("q1", "door", "REQUEST", ("route.request.querystring.pass",)),
    GatewayAuthorizer(
        "p1", "pool", "COGNITO_USER_POOLS", ("method.request.header.Authorization",), pool_arns=(POOL,)
    ),
)


def http_api(*routes: GatewayRoute, **members) -> GatewayApi:
    return GatewayApi(
        "a1",
        "Shop",
        "HTTP",
        ENDPOINT,
        **{"stages": ("$default", "dev"), "authorizers": AUTHORIZERS, **members},
        routes=routes,
    )


def sentences(imported) -> str:
    return "\n".join(note.sentence for note in imported.notes)


def test_stages_are_environments_of_the_base_url():
    imported = imported_api(http_api(GatewayRoute("GET /users/{id}")))
    assert imported.environments == (
        Environment("$default", (Variable("base_url", ENDPOINT),)),
        Environment("dev", (Variable("base_url", f"{ENDPOINT}/dev"),)),
    )
    assert imported.root.variables == (Variable("base_url", ENDPOINT),)
    draft = imported.root.items[0].draft
    assert (draft.method, draft.url, draft.path_params) == ("GET", "{{base_url}}/users/:id", (Parameter("id", "id"),))


@pytest.mark.parametrize(
    ("route", "expected", "told"),
    [
        (GatewayRoute("GET /a"), NoAuth(), ""),
        (GatewayRoute("GET /a", "AWS_IAM"), SigV4Auth(service="execute-api"), ""),
        (GatewayRoute("GET /a", "JWT", "j1"), CognitoAuth("people", "access", "X-Token"), "for the audience client1"),
        (GatewayRoute("GET /a", "JWT", "j2"), BearerAuth("{{staff_token}}"), "https://id.example.com"),
        (GatewayRoute("GET /a", "CUSTOM", "r1"), ApiKeyAuth("X-Gate", "{{gate_token}}"), "$request.querystring.who"),
        (GatewayRoute("GET /a", "COGNITO_USER_POOLS", "p1"), CognitoAuth("pool", "id", prefix=""), POOL),
        (
            GatewayRoute("GET /a", "COGNITO_USER_POOLS", "p1", ("x/y",)),
            CognitoAuth("pool", "access", prefix=""),
            POOL,
        ),
        (GatewayRoute("GET /a", needs_api_key=True), ApiKeyAuth("x-api-key", "{{api_key}}"), ""),
        (GatewayRoute("GET /a", "JWT", "gone"), NoAuth(), "is not there any more"),
    ],
)
def test_authorizers_become_auth(route, expected, told):
    imported = imported_api(http_api(route))
    assert imported.root.items[0].draft.auth == expected
    assert told in sentences(imported)


def test_a_key_beside_a_signature_is_a_header_and_its_variable_is_secret():
    imported = imported_api(http_api(GatewayRoute("GET /a", "AWS_IAM", needs_api_key=True)))
    assert imported.root.items[0].draft.headers == (Header("x-api-key", "{{api_key}}"),)
    assert imported.root.variables[-1] == Variable("api_key", "", secret=True)


@pytest.mark.parametrize(
    ("key", "method", "url"),
    [
        ("ANY /x/{proxy+}", "GET", "{{base_url}}/x/:proxy"),
        ("$default", "GET", "{{base_url}}/"),
        ("DELETE /{a}.{b}", "DELETE", "{{base_url}}/{{a}}.{{b}}"),
    ],
)
def test_routes_of_odd_kinds(key, method, url):
    draft = imported_api(http_api(GatewayRoute(key))).root.items[0].draft
    assert (draft.name, draft.method, draft.url) == (key, method, url)


def test_a_websocket_api_gives_a_socket_for_each_stage_with_a_message_for_each_route():
    api = GatewayApi(
        "w1",
        "Chat",
        "WEBSOCKET",
        "wss://w1.execute-api.eu-west-3.amazonaws.com",
        stages=("dev", "live"),
        routes=(GatewayRoute("$connect", "AWS_IAM"), GatewayRoute("$default"), GatewayRoute("send")),
        selection="$request.body.meta.action",
    )
    dev, live = (item.draft for item in imported_api(api).root.items)
    assert (dev.name, dev.url) == ("dev", "wss://w1.execute-api.eu-west-3.amazonaws.com/dev")
    assert live.url.endswith("/live")
    assert dev.auth == SigV4Auth(service="execute-api", place="query")
    message = SavedMessage("send", "json", '{\n  "meta": {\n    "action": "send"\n  }\n}')
    assert (dev.messages, dev.message) == ((message,), message)


def test_a_websocket_api_behind_a_lambda_authorizer_reads_the_query():
    routes = (GatewayRoute("$connect", "CUSTOM", "q1"),)
    api = GatewayApi("w1", "Chat", "WEBSOCKET", "wss://w1", stages=("dev",), routes=routes, authorizers=AUTHORIZERS)
    assert imported_api(api).root.items[0].draft.auth == ApiKeyAuth("pass", "{{door_token}}", "query")


def test_a_rest_api_is_read_from_its_export_under_its_own_stages():
    export = {
        "openapi": "3.0.1",
        "info": {"title": "shop-export", "version": "1"},
        "servers": [{"url": "https://other.example.com/{basePath}", "variables": {"basePath": {"default": "/prod"}}}],
        "paths": {"/a": {"get": {"security": [{"sigv4": []}]}}},
        "components": {
            "securitySchemes": {
                "sigv4": {
                    "type": "apiKey",
                    "name": "Authorization",
                    "in": "header",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                }
            }
        },
    }
    api = GatewayApi("a1", "Shop", "REST", ENDPOINT, stages=("prod", "beta"), export=json.dumps(export).encode())
    imported = imported_api(api)
    assert (imported.format, imported.root.name) == ("API Gateway", "Shop")
    assert imported.root.variables == (Variable("base_url", f"{ENDPOINT}/prod"),)
    assert [environment.name for environment in imported.environments] == ["prod", "beta"]
    assert imported.root.items[0].draft.auth == SigV4Auth(service="execute-api")


def test_where_the_export_is_silent_the_routes_say_who_may_call():
    operations = {"get": {"tags": ["t"]}, "put": {"security": [{"basic": []}]}}
    export = {
        "openapi": "3.0.1",
        "info": {"title": "x"},
        "paths": {"/a/{b}": operations, "/c": {"x-amazon-apigateway-any-method": {}}},
        "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
    }
    routes = (
        GatewayRoute("GET /a/{b}", "AWS_IAM", needs_api_key=True),
        GatewayRoute("PUT /a/{b}", "AWS_IAM"),
        GatewayRoute("ANY /c", "AWS_IAM"),
    )
    api = GatewayApi("a1", "Shop", "REST", ENDPOINT, stages=("x",), routes=routes, export=json.dumps(export).encode())
    tagged, put, any_method = imported_api(api).root.items
    assert tagged.items[0].draft.auth == SigV4Auth(service="execute-api")
    assert tagged.items[0].draft.headers == (Header("x-api-key", "{{api_key}}"),)
    assert isinstance(put.draft.auth, BasicAuth)
    assert any_method.draft.auth == SigV4Auth(service="execute-api")
    assert imported_api(api).root.variables[-1] == Variable("api_key", "", secret=True)


def test_what_answers_nowhere_is_noted():
    lonely = imported_api(http_api(stages=(), is_endpoint_disabled=True))
    assert "has no stage" in sentences(lonely)
    assert "own domain name" in sentences(lonely)


def test_an_export_that_is_none_is_refused():
    with pytest.raises(InputError):
        imported_api(GatewayApi("a1", "Shop", "REST", ENDPOINT, stages=("x",), export=b"<html>"))


TEXTS = st.text(max_size=20) | st.sampled_from(
    ["$connect", "GET /{a+}", "$default", "JWT", "CUSTOM", "j1", "$request.header.x"]
)


@settings(max_examples=600, deadline=None)
@given(
    protocol=st.sampled_from(["HTTP", "WEBSOCKET", "REST"]),
    routes=st.lists(st.builds(GatewayRoute, TEXTS, TEXTS, TEXTS, st.tuples(TEXTS), st.booleans()), max_size=3),
    authorizers=st.lists(
        st.builds(GatewayAuthorizer, TEXTS, TEXTS, TEXTS, st.tuples(TEXTS), TEXTS, st.tuples(TEXTS)), max_size=2
    ),
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)
def test_whatever_an_account_holds_is_turned_into_something(protocol, routes, authorizers, texts):
    name, stage, selection, description = texts
    api = GatewayApi(
        "x", name, protocol, ENDPOINT, description, (stage,), tuple(routes), tuple(authorizers), selection=selection
    )
    read_or_refused(lambda: imported_api(api))
