"""Postman's exports come in whole: folders, requests, auth, environments; secrets and scripts stay apart."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.importing.postman import POSTMAN
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
from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.errors import InputError
from countersign.model.imported import ImportedFolder
from countersign.model.request import Header, Parameter
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Environment, Variable

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(*items, **more):
    return {"info": {"name": "Shop", "schema": SCHEMA}, "item": list(items), **more}


def read(document):
    return POSTMAN.read(json.dumps(document).encode(), "shop.json")


def one(request, **more):
    imported = read(collection({"name": "One", "request": request, **more}))
    return imported.root.items[0].draft, imported


def sentences(imported):
    return " ".join(note.sentence for note in imported.notes)


def test_folders_and_requests_keep_their_order():
    inner = {"name": "List", "request": {"method": "get", "url": "https://h/users"}}
    imported = read(
        collection(
            {"name": "Users", "description": "All about users", "item": [inner, {"name": "Deeper", "item": []}]},
            {"name": "Ping", "request": "https://h/ping"},
        )
    )
    users, ping = imported.root.items
    assert isinstance(users, ImportedFolder)
    assert (imported.root.name, users.name, users.docs) == ("Shop", "Users", "All about users")
    assert [getattr(item, "name", None) or item.draft.name for item in users.items] == ["List", "Deeper"]
    assert (ping.draft.method, ping.draft.url) == ("GET", "https://h/ping")


def test_a_url_object_gives_query_and_path_parameters():
    draft, _ = one(
        {
            "url": {
                "raw": "https://{{host}}/users/:id?page=1&flag",
                "host": ["{{host}}"],
                "query": [
                    {"key": "page", "value": "1", "description": "from 1"},
                    {"key": "flag", "value": None},
                    {"key": "debug", "value": "1", "disabled": True},
                ],
                "variable": [{"key": "id", "value": "7"}],
            }
        }
    )
    assert draft.url == "https://{{host}}/users/:id?page=1&flag"
    assert draft.params == (
        Parameter("page", "1", description="from 1"),
        Parameter("flag", None),
        Parameter("debug", "1", enabled=False),
    )
    assert draft.path_params == (Parameter("id", "7"),)


def test_a_url_object_without_its_raw_form_is_put_together():
    url = {
        "protocol": "https",
        "host": ["a", "example"],
        "port": "8443",
        "path": ["x", "y"],
        "query": [{"key": "q", "value": "1"}],
    }
    assert one({"url": url})[0].url == "https://a.example:8443/x/y?q=1"


def test_headers_are_a_list_or_a_text():
    listed = [{"key": "A", "value": "1"}, {"key": "B", "value": "2", "disabled": True}]
    assert one({"url": "h", "header": listed})[0].headers == (Header("A", "1"), Header("B", "2", enabled=False))
    assert one({"url": "h", "header": "A: 1\nC: x:y\n"})[0].headers == (Header("A", "1"), Header("C", "x:y"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"mode": "raw", "raw": '{"a":1}', "options": {"raw": {"language": "json"}}}, TextBody('{"a":1}', "json")),
        ({"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": "xml"}}}, TextBody("<a/>", "xml")),
        ({"mode": "raw", "raw": "plain"}, TextBody("plain", "text")),
        ({"mode": "raw", "raw": ""}, NoBody()),
        (
            {
                "mode": "urlencoded",
                "urlencoded": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": True}],
            },
            FormBody((FormField("a", "1"), FormField("b", "2", enabled=False))),
        ),
        (
            {
                "mode": "formdata",
                "formdata": [
                    {"key": "a", "value": "1", "type": "text", "contentType": "text/plain"},
                    {"key": "f", "type": "file", "src": ["/x/a.png", "/x/b.png"]},
                ],
            },
            MultipartBody(
                (
                    MultipartPart("a", "1", content_type="text/plain"),
                    MultipartPart("f", file_path="/x/a.png"),
                    MultipartPart("f", file_path="/x/b.png"),
                )
            ),
        ),
        ({"mode": "file", "file": {"src": "/x/big.bin"}}, FileBody("/x/big.bin")),
        (
            {"mode": "graphql", "graphql": {"query": "{ me }", "variables": '{"a":1}'}},
            GraphQlBody("{ me }", '{"a":1}'),
        ),
        ({"mode": "raw", "raw": "x", "disabled": True}, NoBody()),
        ({}, NoBody()),
    ],
)
def test_every_mode_of_a_body_comes_in(body, expected):
    draft, imported = one({"url": "h", "body": body})
    assert draft.body == expected
    assert ("was not read" in sentences(imported)) == ("/x/" in repr(expected))


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        (None, InheritAuth()),
        ({"type": "noauth"}, NoAuth()),
        (
            {"type": "basic", "basic": [{"key": "username", "value": "u"}, {"key": "password", "value": "{{p}}"}]},
            BasicAuth("u", "{{p}}"),
        ),
        ({"type": "basic", "basic": {"username": "u", "password": "{{p}}"}}, BasicAuth("u", "{{p}}")),
        ({"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]}, BearerAuth("{{t}}")),
        (
            {
                "type": "apikey",
                "apikey": [
                    {"key": "key", "value": "X-Key"},
                    {"key": "value", "value": "{{k}}"},
                    {"key": "in", "value": "query"},
                ],
            },
            ApiKeyAuth("X-Key", "{{k}}", "query"),
        ),
        (
            {"type": "awsv4", "awsv4": {"region": "eu-west-1", "service": "execute-api", "addAuthDataToQuery": True}},
            SigV4Auth(region="eu-west-1", service="execute-api", place="query"),
        ),
        (
            {"type": "oauth2", "oauth2": [{"key": "accessTokenUrl", "value": "https://login.example/token"}]},
            OAuthAuth("login.example"),
        ),
        (
            {
                "type": "oauth2",
                "oauth2": {"accessTokenUrl": "https://shop.auth.eu-west-1.amazoncognito.com/oauth2/token"},
            },
            CognitoAuth("shop"),
        ),
        ({"type": "oauth2", "oauth2": {"accessToken": "{{t}}"}}, BearerAuth("{{t}}")),
        ({"type": "hawk", "hawk": []}, NoAuth()),
    ],
)
def test_every_auth_comes_in_at_every_level(auth, expected):
    imported = read(
        collection(
            {"name": "F", "auth": auth, "item": [{"name": "R", "request": {"url": "h", "auth": auth}}]}, auth=auth
        )
    )
    folder = imported.root.items[0]
    assert [imported.root.auth, folder.auth, folder.items[0].draft.auth] == [expected] * 3


def test_aws_keys_become_an_identity_once():
    keys = [
        {"key": "accessKey", "value": "AKIDEXAMPLE"},
        {"key": "secretKey", "value": "CANARYSECRET"},
        {"key": "sessionToken", "value": "CANARYTOKEN"},
        {"key": "region", "value": "us-east-1"},
        {"key": "service", "value": "es"},
    ]
    request = {"name": "R", "request": {"url": "h", "auth": {"type": "awsv4", "awsv4": keys}}}
    imported = read(collection(request, request))
    first, second = (item.draft.auth for item in imported.root.items)
    assert first == second == SigV4Auth(identity=first.identity, region="us-east-1", service="es")
    assert first.identity
    assert [secret.value for secret in imported.secrets] == ["AKIDEXAMPLE", "CANARYSECRET", "CANARYTOKEN"]
    assert "CANARY" not in repr(imported)


def test_aws_keys_from_variables_are_noted():
    auth = {"type": "awsv4", "awsv4": {"accessKey": "{{ak}}", "secretKey": "{{sk}}", "region": "r"}}
    draft, imported = one({"url": "h", "auth": auth})
    assert draft.auth == SigV4Auth(region="r")
    assert "(ak, sk)" in sentences(imported)


def test_scripts_are_kept_as_text():
    event = [
        {"listen": "prerequest", "script": {"exec": ["pm.x()", "// ``` end"]}},
        {"listen": "test", "script": {"exec": "pm.test()"}},
    ]
    draft, imported = one({"url": "h", "description": "Docs."}, event=event)
    assert draft.docs.startswith("Docs.\n\n## Script before the request\n\n````javascript\npm.x()\n// ``` end\n````")
    assert "pm.test()" in draft.docs
    assert "Scripts are not run" in sentences(imported)


def test_saved_responses_become_examples_with_their_secrets_masked():
    response = {
        "name": "OK",
        "code": 201,
        "status": "Created",
        "header": [
            {"key": "Content-Type", "value": "application/json"},
            {"key": "Set-Cookie", "value": "sid=CANARY"},
        ],
        "body": '{"id":1,"access_token":"CANARY"}',
    }
    imported = read(collection({"name": "R", "request": {"url": "h"}, "response": [response]}))
    (example,) = imported.root.items[0].examples
    assert (example.name, example.status, example.reason, example.content_type) == (
        "OK",
        201,
        "Created",
        "application/json",
    )
    assert example.body == '{"id":1,"access_token":"•••"}'
    assert "CANARY" not in repr(imported)


def test_settings_of_a_request_come_in():
    draft, imported = one(
        {"url": "h"},
        protocolProfileBehavior={
            "followRedirects": False,
            "maxRedirects": 3,
            "strictSSL": False,
            "disableUrlEncoding": True,
        },
    )
    assert (draft.settings.follow_redirects, draft.settings.max_redirects, draft.settings.verify_tls) == (
        False,
        3,
        False,
    )
    assert "disableUrlEncoding" in sentences(imported)


def test_a_websocket_address_is_a_websocket():
    draft, _ = one({"url": {"raw": "wss://h/live?x=1"}, "header": [{"key": "A", "value": "1"}]})
    assert isinstance(draft, SocketDraft)
    assert (draft.url, draft.headers) == ("wss://h/live?x=1", (Header("A", "1"),))


def test_variables_of_the_collection_keep_their_state_and_lose_their_secrets():
    imported = read(
        collection(
            variable=[
                {"key": "base", "value": "https://h"},
                {"key": "off", "value": "1", "disabled": True},
                {"key": "apiKey", "value": "CANARY"},
                {"key": "hidden", "value": "CANARY2", "type": "secret"},
                {"key": "linked_token", "value": "{{base}}"},
            ]
        )
    )
    assert imported.root.variables == (
        Variable("base", "https://h"),
        Variable("off", "1", enabled=False),
        Variable("apiKey", "", secret=True),
        Variable("hidden", "", secret=True),
        Variable("linked_token", "{{base}}"),
    )
    assert [(secret.variable, secret.value, secret.place) for secret in imported.secrets] == [
        ("apiKey", "CANARY", "collection"),
        ("hidden", "CANARY2", "collection"),
    ]


def test_an_environment_comes_in_alone():
    values = [
        {"key": "host", "value": "h", "enabled": True},
        {"key": "t", "value": "CANARY", "type": "secret", "enabled": False},
    ]
    imported = read({"id": "1", "name": "Prod", "values": values, "_postman_variable_scope": "environment"})
    assert imported.environments == (
        Environment("Prod", (Variable("host", "h"), Variable("t", "", secret=True, enabled=False))),
    )
    assert [(secret.place, secret.value) for secret in imported.secrets] == [("environment Prod", "CANARY")]


def test_a_data_dump_brings_collections_of_both_formats_and_environments():
    old = {
        "id": "c",
        "name": "Old",
        "order": ["r1"],
        "folders_order": ["f1"],
        "folders": [{"id": "f1", "name": "Folder", "order": ["r2"], "folders_order": ["f1"]}],
        "requests": [
            {
                "id": "r1",
                "name": "First",
                "url": "https://h/1",
                "method": "POST",
                "dataMode": "raw",
                "rawModeData": "x",
                "headers": "A: 1\n",
                "tests": "pm.y()",
            },
            {
                "id": "r2",
                "name": "Second",
                "url": "https://h/2",
                "dataMode": "params",
                "data": [{"key": "a", "value": "1"}],
            },
            {"id": "r3", "name": "Lost", "url": "https://h/3"},
        ],
    }
    new = collection({"name": "R", "request": "https://h"})
    imported = read(
        {
            "version": 1,
            "collections": [new, old],
            "environments": [{"name": "E", "values": [{"key": "a", "value": "1"}]}],
            "globals": [{"key": "g", "value": "2"}],
            "headerPresets": [],
        }
    )
    assert [folder.name for folder in imported.root.items] == ["Shop", "Old"]
    folder, first, lost = imported.root.items[1].items
    assert (folder.name, folder.items[0].draft.body) == ("Folder", MultipartBody((MultipartPart("a", "1"),)))
    assert (first.draft.method, first.draft.body, first.draft.headers) == (
        "POST",
        TextBody("x", "text"),
        (Header("A", "1"),),
    )
    assert "pm.y()" in first.draft.docs
    assert lost.draft.name == "Lost"
    assert [environment.name for environment in imported.environments] == ["E", "Globals"]


def test_dynamic_values_get_our_names_and_others_stay_with_a_note():
    draft, imported = one({"url": "https://h/{{$guid}}/{{$timestamp}}/{{$randomCity}}"})
    assert draft.url == "https://h/{{$uuid}}/{{$timestamp}}/{{$randomCity}}"
    assert "{{$randomCity}}" in sentences(imported)


def test_names_stay_text_and_keys_that_stand_twice_are_noted():
    text = f'{{"info":{{"name":"../../x","schema":"{SCHEMA}"}},"item":[{{"name":"CON","name":"NUL","request":"h"}}]}}'
    imported = POSTMAN.read(text.encode("utf-16"), "x.json")
    assert (imported.root.name, imported.root.items[0].draft.name) == ("../../x", "NUL")
    assert "“name” stands there twice" in sentences(imported)


def test_it_is_recognised_by_what_it_says():
    assert POSTMAN.recognises(json.dumps(collection()).encode(), "a.json")
    assert POSTMAN.recognises(b'{"name":"E","values":[]}', "E.postman_environment.json")
    assert not POSTMAN.recognises(b'{"openapi":"3.1.0"}', "a.json")
    assert not POSTMAN.recognises(b"\xff\xfe\x00", "a.json")


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"{", b'{"item":' + b"[" * 100_000, b'{"item":5}', b"\xff\xff", b'{"a":NaN}']
)
def test_what_is_no_export_is_refused(data):
    with pytest.raises(InputError):
        POSTMAN.read(data, "x.json")


KEYS = [
    "info",
    "name",
    "item",
    "request",
    "url",
    "raw",
    "host",
    "path",
    "query",
    "key",
    "value",
    "disabled",
    "variable",
    "header",
    "body",
    "mode",
    "raw",
    "urlencoded",
    "formdata",
    "src",
    "type",
    "file",
    "graphql",
    "auth",
    "basic",
    "bearer",
    "awsv4",
    "apikey",
    "oauth2",
    "event",
    "listen",
    "script",
    "exec",
    "response",
    "code",
    "values",
    "description",
    "content",
    "protocolProfileBehavior",
    "maxRedirects",
    "followRedirects",
    "collections",
    "environments",
    "requests",
    "order",
    "folders",
    "proxy",
    "certificate",
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [
            "",
            "raw",
            "file",
            "awsv4",
            "oauth2",
            "wss://h",
            "https://h/:a?b={{c}}",
            "\ud800",
            "\0",
            "test",
            "urlencoded",
            "formdata",
        ]
    )
)
documents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=1400, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), documents, max_size=5), st.booleans())
def test_any_document_is_read_or_refused(document, whole):
    with suppress(InputError):
        read({"item": [document, {"request": document}], **document} if whole else document)


SECRET = "Zx9CANARYvalue77"
requests = st.fixed_dictionaries(
    {"url": st.just("https://h")},
    optional={
        "auth": st.sampled_from(
            [
                {"type": "basic", "basic": {"username": "u", "password": SECRET}},
                {"type": "bearer", "bearer": [{"key": "token", "value": SECRET}]},
                {"type": "apikey", "apikey": {"key": "X", "value": SECRET}},
                {"type": "awsv4", "awsv4": {"accessKey": "A", "secretKey": SECRET}},
                {"type": "awsv4", "awsv4": {"sessionToken": SECRET}},
                {"type": "oauth2", "oauth2": {"clientSecret": SECRET, "accessTokenUrl": "https://h"}},
                {"type": "oauth2", "oauth2": {"accessToken": SECRET}},
            ]
        ),
        "header": st.just([{"key": "Authorization", "value": f"Bearer {SECRET}"}]),
        "description": st.just(f"Use {SECRET}."),
        "body": st.sampled_from(
            [
                {"mode": "raw", "raw": json.dumps({"clientSecret": SECRET})},
                {"mode": "urlencoded", "urlencoded": [{"key": "password", "value": SECRET}]},
                {"mode": "graphql", "graphql": {"query": "{a}", "variables": {"password": SECRET}}},
                {"mode": "formdata", "formdata": [{"key": "note", "value": SECRET}]},
            ]
        ),
    },
)


@settings(max_examples=600, deadline=None)
@given(requests, st.sampled_from(["apiToken", "note"]), st.sampled_from([SECRET, f"a {SECRET}"]))
def test_a_planted_secret_reaches_no_draft(request, name, value):
    event = [{"listen": "test", "script": {"exec": [f"let x = '{SECRET}'"]}}]
    variables = [{"key": name, "value": value}, {"key": "my_password", "value": SECRET}]
    imported = read(collection({"name": SECRET, "request": request, "event": event}, variable=variables))
    assert SECRET not in repr(imported.root)
    assert all(SECRET not in variable.value for variable in imported.root.variables)
    assert SECRET in {secret.value for secret in imported.secrets}
