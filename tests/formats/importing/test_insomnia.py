"""Insomnia's exports of both versions come in whole; secrets and scripts stay apart."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.importing.insomnia import INSOMNIA
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, OAuthAuth, SigV4Auth
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
from countersign.model.request import Header, Parameter
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Variable

WORKSPACE = {"_id": "wrk_1", "_type": "workspace", "parentId": None, "name": "Shop", "description": "Docs"}

VERSION_5 = """
type: collection.insomnia.rest/5.0
name: Shop
meta:
  id: wrk_1
  description: All of it
collection:
  - name: Users
    meta: {id: fld_1, sortKey: -1}
    headers: [{name: X-A, value: "1"}]
    authentication: {type: bearer, token: "{{ _.token }}"}
    environment: {version: v2}
    children:
      - url: "{{ _.base }}/{{ _['path part'] }}/users/:id"
        name: Create
        meta: {id: req_1, sortKey: -5, description: Makes one}
        method: POST
        body:
          mimeType: application/json
          text: '{"id": "{% uuid ''v4'' %}", "at": "{% now ''iso-8601'', '''' %}", "x": "{% response ''body'' %}"}'
        parameters:
          - {name: page, value: "1 & 2"}
          - {name: off, value: "x", disabled: true}
        pathParameters: [{name: id, value: "7"}]
        headers: [{name: A, value: b}]
        authentication:
          type: iam
          accessKeyId: AKIDEXAMPLE
          secretAccessKey: CANARYSECRET
          region: eu-west-1
          service: execute-api
        scripts: {preRequest: "insomnia.x()"}
        settings: {followRedirects: "off", cookies: {send: false, store: true}}
  - name: Live
    url: wss://h/live
    meta: {id: ws-req_1, sortKey: 1}
    headers: [{name: Sec-WebSocket-Protocol, value: chat}]
  - name: Remote
    meta: {id: greq_1, sortKey: 2}
    protoMethodName: a.b/C
environments:
  name: Base
  data: {base: https://h, nested: {deep: 1, list: [1, 2]}}
  subEnvironments:
    - name: Prod
      meta: {sortKey: 1}
      data: {token: CANARYTOKEN}
"""


def read(document):
    text = document if isinstance(document, str) else json.dumps(document)
    return INSOMNIA.read(text.encode(), "x")


def export(*resources):
    return {"_type": "export", "__export_format": 4, "resources": [WORKSPACE, *resources]}


def request(**more):
    return {"_id": "req_1", "_type": "request", "parentId": "wrk_1", "name": "One", "url": "https://h", **more}


def one(**more):
    return read(export(request(**more))).root.items[0].draft


def sentences(imported):
    return " ".join(note.sentence for note in imported.notes)


def test_a_collection_of_version_5_comes_in():
    imported = read(VERSION_5)
    users, live = imported.root.items
    create = users.items[0].draft
    assert (imported.root.name, imported.root.docs) == ("Shop", "All of it")
    assert (users.name, users.auth, users.headers) == ("Users", BearerAuth("{{token}}"), (Header("X-A", "1"),))
    assert users.variables == (Variable("version", "v2"),)
    assert (create.method, create.url) == ("POST", "{{base}}/{{path part}}/users/:id?page=1 %26 2")
    assert create.params == (Parameter("page", "1 %26 2"), Parameter("off", "x", enabled=False))
    assert create.path_params == (Parameter("id", "7"),)
    assert create.auth == SigV4Auth(identity=create.auth.identity, region="eu-west-1", service="execute-api")
    assert create.auth.identity
    assert create.docs.startswith("Makes one\n\n## Script before the request")
    assert (create.settings.follow_redirects, create.settings.use_cookies) == (False, False)
    assert isinstance(live.draft, SocketDraft)
    assert (live.draft.url, live.draft.subprotocols, live.draft.headers) == ("wss://h/live", "chat", ())
    assert "gRPC" in sentences(imported)
    assert "CANARY" not in repr(imported)


def test_templates_become_ours_where_there_are_such():
    imported = read(VERSION_5)
    body = imported.root.items[0].items[0].draft.body
    assert body == TextBody('{"id": "{{$uuid}}", "at": "{{$isoTimestamp}}", "x": "{% response \'body\' %}"}', "json")
    assert "The tag response has no counterpart" in sentences(imported)


def test_environments_of_version_5_are_the_collections_own_and_those_below():
    imported = read(VERSION_5)
    assert imported.root.variables == (
        Variable("base", "https://h"),
        Variable("nested.deep", "1"),
        Variable("nested.list", "[1, 2]"),
    )
    assert imported.environments == (Environment("Prod", (Variable("token", "", secret=True),)),)
    assert ("environment Prod", "CANARYTOKEN") in [(secret.place, secret.value) for secret in imported.secrets]


def test_an_export_of_version_4_becomes_the_same_tree_in_its_order():
    imported = read(
        export(
            {
                "_id": "fld_1",
                "_type": "request_group",
                "parentId": "wrk_1",
                "name": "Folder",
                "metaSortKey": 5,
                "environment": {"a": "1"},
            },
            request(_id="req_2", parentId="fld_1", name="Inner"),
            request(name="First", metaSortKey=-3),
            {"_id": "env_1", "_type": "environment", "parentId": "wrk_1", "data": {"base": "https://h"}},
            {"_id": "env_2", "_type": "environment", "parentId": "env_1", "name": "Prod", "data": {"x": "1"}},
            {
                "_id": "ws-req_1",
                "_type": "websocket_request",
                "parentId": "wrk_1",
                "name": "Live",
                "url": "wss://h",
                "metaSortKey": 9,
            },
            {
                "_id": "ws-p_1",
                "_type": "websocket_payload",
                "parentId": "ws-req_1",
                "name": "Hi",
                "value": "{}",
                "mode": "application/json",
            },
            {"_id": "greq_1", "_type": "grpc_request", "parentId": "wrk_1", "name": "Remote", "metaSortKey": 10},
            {"_id": "jar", "_type": "cookie_jar", "parentId": "wrk_1"},
        )
    )
    first, folder, live = imported.root.items
    assert (first.draft.name, folder.name, folder.items[0].draft.name) == ("First", "Folder", "Inner")
    assert folder.variables == (Variable("a", "1"),)
    assert live.draft.messages == (SavedMessage("Hi", "json", "{}"),)
    assert imported.root.variables == (Variable("base", "https://h"),)
    assert imported.environments == (Environment("Prod", (Variable("x", "1"),)),)


def test_circles_and_orphans_of_version_4_end():
    circle = [
        {"_id": "fld_1", "_type": "request_group", "parentId": "fld_2", "name": "A"},
        {"_id": "fld_2", "_type": "request_group", "parentId": "fld_1", "name": "B"},
    ]
    imported = read(export(*circle, request(parentId="gone", name="Lost")))
    assert [item.draft.name for item in imported.root.items] == ["Lost"]


def test_a_chain_of_folders_that_is_too_long_is_refused():
    folders = [
        {"_id": f"fld_{n}", "_type": "request_group", "parentId": f"fld_{n - 1}" if n else "wrk_1", "name": "F"}
        for n in range(2000)
    ]
    with pytest.raises(InputError) as caught:
        read(export(*folders))
    assert caught.value.failure.id == "import.depth"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, NoBody()),
        ({"mimeType": "application/json", "text": "{}"}, TextBody("{}", "json")),
        ({"mimeType": "application/xml", "text": "<a/>"}, TextBody("<a/>", "xml")),
        (
            {
                "mimeType": "application/x-www-form-urlencoded",
                "params": [{"name": "a", "value": "1", "disabled": True}],
            },
            FormBody((FormField("a", "1", enabled=False),)),
        ),
        (
            {
                "mimeType": "multipart/form-data",
                "params": [{"name": "a", "value": "1"}, {"name": "f", "type": "file", "fileName": "/x"}],
            },
            MultipartBody((MultipartPart("a", "1"), MultipartPart("f", file_path="/x"))),
        ),
        ({"mimeType": "application/octet-stream", "fileName": "/x.bin"}, FileBody("/x.bin")),
        (
            {"mimeType": "application/graphql", "text": '{"query":"{ me }","variables":{"a":1}}'},
            GraphQlBody("{ me }", '{\n  "a": 1\n}'),
        ),
        ({"mimeType": "application/graphql", "text": "{ me"}, GraphQlBody("{ me")),
    ],
)
def test_every_body_comes_in(body, expected):
    assert one(body=body).body == expected


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ({}, InheritAuth()),
        ({"type": "none"}, NoAuth()),
        ({"type": "basic", "username": "u", "password": "{{ _.p }}"}, BasicAuth("u", "{{p}}")),
        ({"type": "basic", "username": "u", "disabled": True}, NoAuth()),
        ({"type": "bearer", "token": "{{t}}", "prefix": "Token"}, ApiKeyAuth("Authorization", "Token {{t}}")),
        ({"type": "apikey", "key": "k", "value": "{{v}}", "addTo": "queryParams"}, ApiKeyAuth("k", "{{v}}", "query")),
        ({"type": "iam", "region": "r", "service": "s", "accessKeyId": "{{a}}"}, SigV4Auth(region="r", service="s")),
        (
            {"type": "oauth2", "accessTokenUrl": "https://login.example/t", "clientId": "c"},
            OAuthAuth("login.example"),
        ),
        ({"type": "ntlm"}, NoAuth()),
    ],
)
def test_every_auth_comes_in(auth, expected):
    assert one(authentication=auth).auth == expected


def test_a_literal_token_is_a_secret():
    imported = read(export(request(authentication={"type": "bearer", "token": "CANARYTOKEN"})))
    assert imported.root.items[0].draft.auth == BearerAuth("{{bearer_token}}")
    assert imported.root.variables == (Variable("bearer_token", "", secret=True),)


def test_it_is_recognised_by_what_it_says():
    assert INSOMNIA.recognises(VERSION_5.encode(), "a.yaml")
    assert INSOMNIA.recognises(json.dumps(export()).encode(), "a.json")
    assert not INSOMNIA.recognises(b"openapi: 3.1.0", "a.yaml")
    assert not INSOMNIA.recognises(b"\x00\xff", "a.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: [",
        "a: &a [*a]",
        "x: 1\n---\ny: 2",
        '{"__export_format": 1}',
        "type: collection.insomnia.rest/6",
        "type: collection.insomnia.rest/5.0\ncollection: " + "[" * 500,
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{n}: &a{n} [{','.join(['*a' + (str(n - 1) if n else '')] * 9)}]\n" for n in range(9)),
    ],
)
def test_what_is_no_export_is_refused(text):
    with pytest.raises(InputError):
        read(text)


KEYS = [
    "_id",
    "_type",
    "parentId",
    "name",
    "url",
    "method",
    "parameters",
    "headers",
    "body",
    "mimeType",
    "text",
    "params",
    "authentication",
    "type",
    "data",
    "environment",
    "children",
    "meta",
    "id",
    "sortKey",
    "metaSortKey",
    "collection",
    "environments",
    "subEnvironments",
    "scripts",
    "settings",
    "kvPairData",
    "fileName",
    "value",
    "disabled",
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        [
            "",
            "wrk_1",
            "request",
            "request_group",
            "workspace",
            "environment",
            "iam",
            "wss://h",
            "{{ _.a | b }}",
            "{% now %}",
            "\ud800",
            "ws-req_1",
        ]
    )
)
documents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
members = st.dictionaries(st.sampled_from(KEYS), documents, max_size=5)


@settings(max_examples=1000, deadline=None)
@given(st.lists(members, max_size=4), st.booleans())
def test_any_export_is_read_or_refused(resources, newer):
    document = {"type": "collection.insomnia.rest/5.0", "collection": resources} if newer else export(*resources)
    with suppress(InputError):
        read(document)


@settings(max_examples=500, deadline=None)
@given(st.text("ab:-[]{}&*#|>!%@'\"\n ?,.0123456789", max_size=60))
def test_any_yaml_is_read_or_refused(text):
    with suppress(InputError):
        read("type: collection.insomnia.rest/5.0\nname: x\ncollection:\n  - " + text)


SECRET = "Zx9CANARYvalue77"
auths = st.sampled_from(
    [
        {"type": "basic", "password": SECRET},
        {"type": "bearer", "token": SECRET, "prefix": "X"},
        {"type": "bearer", "token": SECRET},
        {"type": "apikey", "key": "k", "value": SECRET, "addTo": "cookie"},
        {"type": "apikey", "key": "k", "value": SECRET},
        {"type": "iam", "accessKeyId": "a", "secretAccessKey": SECRET},
        {"type": "oauth2", "accessTokenUrl": "https://h", "clientSecret": SECRET},
    ]
)


@settings(max_examples=500, deadline=None)
@given(
    auths,
    st.sampled_from(["url", "description", "preRequestScript", "name", "method"]),
    st.sampled_from(["token", "note"]),
)
def test_a_planted_secret_reaches_no_draft(auth, repeated, variable):
    item = request(authentication=auth, **{repeated: f"https://h/{SECRET}"})
    data = {"_id": "env", "_type": "environment", "parentId": "wrk_1", "data": {variable: SECRET}}
    imported = read(export(item, data))
    assert SECRET not in repr(imported)
    assert all(SECRET not in found.value for found in imported.root.variables)
    assert SECRET in {secret.value.removeprefix("k=").removeprefix("X ") for secret in imported.secrets}
