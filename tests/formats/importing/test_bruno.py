"""Bruno's files and exports come in whole: requests, folders, environments; scripts as text, keys as an identity."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from countersign.formats.importing.bruno import BRU, BRUNO_JSON, read_bru_collection
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
from countersign.model.body import FileBody, FormBody, FormField, GraphQlBody, MultipartBody, MultipartPart, TextBody
from countersign.model.errors import InputError
from countersign.model.imported import ImportedFolder
from countersign.model.request import Header, Parameter
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Variable
from tests.formats.importing.hostile_imports import (
    CANARY,
    MOST_SECONDS,
    mangled,
    mangled_text,
    read_or_refused,
    seconds_of,
    text_of,
)

REQUEST = f"""meta {{
  name: Create user
  type: http
  seq: 2
  tags: [
    smoke
    users
  ]
}}

post {{
  url: {{{{host}}}}/users/:id?page=1
  body: json
  auth: awsv4
}}

params:query {{
  page: 1
  ~old: 2
}}

params:path {{
  id: 7
}}

headers {{
  @description("who asks")
  X-Trace: {{{{$guid}}}}
  ~"X:Odd": off
  X-Long: '''
    first
    second
  '''
}}

auth:awsv4 {{
  accessKeyId: AKIAIOSFODNN7EXAMPLE
  secretAccessKey: {CANARY}
  sessionToken:
  service: execute-api
  region: eu-west-3
  profileName:
}}

body:json {{
  {{
    "name": "Ada",
    "password": "{CANARY}"
  }}
}}

vars:pre-request {{
  step: 1
  ~later: 2
  @local: 3
}}

vars:post-response {{
  token: res.body.token
}}

assert {{
  res.status: eq 200
}}

script:pre-request {{
  bru.setVar("a", 1);
}}

tests {{
  test("ok", function() {{
    expect(res.status).to.equal(200);
  }});
}}

docs {{
  Makes a user.
}}

settings {{
  followRedirects: false
  maxRedirects: 3
  timeout: 1500
}}

example {{
  name: Made

  request: {{
    url: https://x
  }}

  response: {{
    headers: {{
      content-type: application/json
    }}

    status: {{
      code: 201
      text: Created
    }}

    body: {{
      type: json
      content: '''
        {{"id": 7}}
      '''
    }}
  }}
}}
"""


CLIENT_CREDENTIALS = """auth:oauth2 {
  grant_type: client_credentials
  access_token_url: https://id.example.com/t
  client_id: c
  client_secret: hunter22
  scope: read
}"""
COGNITO_PASSWORD = """auth:oauth2 {
  grant_type: password
  access_token_url: https://shop.auth.eu-west-3.amazoncognito.com/oauth2/token
  password: hunter22
}"""
PARTS = """body:multipart-form {
  a: 1 @contentType(text/html)
  f: @file(/etc/passwd|b.png) @contentType(image/png)
}"""


def read(text: str, name: str = "create.bru"):
    return BRU.read(text.encode(), name)


def draft_of(text: str):
    return read(text).root.items[0].draft


def bru(auth: str = "none", body: str = "none", blocks: str = "", kind: str = "http") -> str:
    address = f"post {{\n  url: https://x.example.com\n  body: {body}\n  auth: {auth}\n}}"
    return f"meta {{\n  name: A\n  type: {kind}\n}}\n\n{address}\n\n{blocks}\n"


def sentences(imported) -> str:
    return "\n".join(note.sentence for note in imported.notes)


def test_a_request_comes_in_with_all_its_parts():
    (item,) = read(REQUEST).root.items
    draft = item.draft
    assert (draft.name, draft.method, draft.url) == ("Create user", "POST", "{{host}}/users/:id?page=1")
    assert draft.params == (Parameter("page", "1"), Parameter("old", "2", enabled=False))
    assert draft.path_params == (Parameter("id", "7"),)
    assert draft.headers == (
        Header("X-Trace", "{{$uuid}}", description="who asks"),
        Header("X:Odd", "off", enabled=False),
        Header("X-Long", "first\nsecond"),
    )
    assert draft.auth == SigV4Auth(identity="imported", region="eu-west-3", service="execute-api")
    assert draft.body == TextBody('{\n  "name": "Ada",\n  "password": "{{password}}"\n}', "json")
    assert (draft.settings.follow_redirects, draft.settings.max_redirects, draft.settings.total_timeout) == (
        False,
        3,
        1.5,
    )
    assert item.tags == ("smoke", "users")
    assert item.variables == (Variable("step", "1"), Variable("later", "2", enabled=False), Variable("local", "3"))
    (example,) = item.examples
    assert (example.name, example.status, example.reason, example.body) == ("Made", 201, "Created", '{"id": 7}')
    assert example.content_type == "application/json"


def test_scripts_tests_and_assertions_are_kept_as_text():
    imported = read(REQUEST)
    docs = imported.root.items[0].draft.docs
    assert docs.startswith("Makes a user.")
    for kept in ('bru.setVar("a", 1);', "expect(res.status).to.equal(200);", "res.status: eq 200"):
        assert kept in docs
    assert "Scripts are not run" in sentences(imported)
    assert "Variables that are set from the response" in sentences(imported)


def test_keys_become_an_identity_and_stand_nowhere_else():
    imported = read(REQUEST)
    assert CANARY not in text_of(imported)
    assert {secret.variable for secret in imported.secrets} == {
        "identity.imported.access_key_id",
        "identity.imported.secret_access_key",
        "password",
    }


@pytest.mark.parametrize(
    ("mode", "block", "expected"),
    [
        ("none", "", NoAuth()),
        ("inherit", "", InheritAuth()),
        ("basic", "auth:basic {\n  username: ada\n  password: hunter22\n}", BasicAuth("ada", "{{password}}")),
        ("bearer", "auth:bearer {\n  token: {{token}}\n}", BearerAuth("{{token}}")),
        (
            "apikey",
            "auth:apikey {\n  key: k\n  value: hunter22\n  placement: queryparams\n}",
            ApiKeyAuth("k", "{{k}}", "query"),
        ),
        (
            "awsv4",
            "auth:awsv4 {\n  profileName: work\n  region: us-east-1\n}",
            SigV4Auth("profile", "work", "us-east-1"),
        ),
        (
            "oauth2",
            CLIENT_CREDENTIALS,
            OAuthAuth("id.example.com"),
        ),
        (
            "oauth2",
            COGNITO_PASSWORD,
            CognitoAuth("shop"),
        ),
        ("digest", "auth:digest {\n  username: ada\n  password: hunter22\n}", NoAuth()),
    ],
)
def test_auth_of_each_kind(mode, block, expected):
    imported = read(bru(mode, blocks=block))
    assert imported.root.items[0].draft.auth == expected
    assert "hunter22" not in text_of(imported)


@pytest.mark.parametrize(
    ("mode", "block", "expected"),
    [
        ("text", "body:text {\n  hello\n  }\n}", TextBody("hello\n}", "text")),
        ("xml", "body:xml {\n  <a/>\n}", TextBody("<a/>", "xml")),
        (
            "formUrlEncoded",
            "body:form-urlencoded {\n  a: 1\n  ~b: 2\n}",
            FormBody((FormField("a", "1"), FormField("b", "2", enabled=False))),
        ),
        (
            "multipartForm",
            PARTS,
            MultipartBody(
                (
                    MultipartPart("a", "1", content_type="text/html"),
                    MultipartPart("f", "", "/etc/passwd", "image/png"),
                    MultipartPart("f", "", "b.png", "image/png"),
                )
            ),
        ),
        (
            "file",
            "body:file {\n  ~file: @file(a) @contentType(x/a)\n  file: @file(b) @contentType(x/b)\n}",
            FileBody("b", "x/b"),
        ),
        ("graphql", "body:graphql {\n  { me }\n}\n\nbody:graphql:vars {\n  {}\n}", GraphQlBody("{ me }", "{}")),
    ],
)
def test_bodies_of_each_kind(mode, block, expected):
    assert draft_of(bru(body=mode, blocks=block)).body == expected


def test_a_websocket_with_its_messages():
    text = (
        "meta {\n  name: Live\n  type: ws\n}\n\nws {\n  url: wss://x.example.com\n  body: ws\n  auth: none\n}\n\n"
        "body:ws {\n  name: Hello\n  type: json\n  content: '''\n    {\"a\": 1}\n  '''\n}\n"
    )
    message = SavedMessage("Hello", "json", '{"a": 1}')
    assert draft_of(text) == SocketDraft(
        "Live", "wss://x.example.com", auth=NoAuth(), messages=(message,), message=message
    )


def test_an_environment_file_alone():
    imported = read(
        f"vars {{\n  host: https://x\n  ~old: 1\n  api_key: {CANARY}\n}}\nvars:secret [\n  token,\n  ~pin\n]\n",
        "dev.bru",
    )
    (dev,) = imported.environments
    assert dev.name == "dev"
    assert dev.variables == (
        Variable("host", "https://x"),
        Variable("old", "1", enabled=False),
        Variable("api_key", "", secret=True),
        Variable("token", "", secret=True),
        Variable("pin", "", secret=True, enabled=False),
    )
    assert [(secret.variable, secret.place) for secret in imported.secrets] == [("api_key", "environment dev")]


DEFAULTS = b"""headers {
  X-All: 1
}
auth {
  mode: bearer
}
auth:bearer {
  token: {{token}}
}
vars:pre-request {
  v: 1
}
docs {
  Sells.
}
"""
COLLECTION = {
    "bruno.json": b'{"version": "1", "name": "Shop", "type": "collection"}',
    "collection.bru": DEFAULTS,
    "environments/dev.bru": b"vars {\n  host: {{process.env.HOST}}\n}\n",
    "Users/folder.bru": b"meta {\n  name: People\n  seq: 1\n}\nauth {\n  mode: inherit\n}\n",
    "Users/create.bru": REQUEST.encode(),
    "Users/Deep/list.bru": bru("inherit").encode(),
    "first.bru": bru().replace("type: http", "type: http\n  seq: 1").encode(),
    "broken.bru": b"get {\n  url: x\n",
    "README.md": b"not looked at",
    "node_modules/x/y.bru": b"nor this",
}


@pytest.mark.parametrize("above", ["", "shop/"])
def test_a_collection_on_disk_comes_in_with_folders_environments_and_what_they_inherit(above):
    imported = read_bru_collection({above + path: data for path, data in COLLECTION.items()})
    users, first = imported.root.items
    assert (imported.root.name, imported.root.docs) == ("Shop", "Sells.")
    assert (imported.root.auth, imported.root.headers) == (BearerAuth("{{token}}"), (Header("X-All", "1"),))
    assert imported.root.variables[0] == Variable("v", "1")
    assert isinstance(users, ImportedFolder)
    assert (users.name, users.auth) == ("People", InheritAuth())
    assert [item.name if isinstance(item, ImportedFolder) else item.draft.name for item in users.items] == [
        "Deep",
        "Create user",
    ]
    assert first.draft.name == "A"
    assert imported.environments[0].variables == (Variable("host", "{{HOST}}"),)
    assert any(note.place == "broken.bru" and "nothing closes" in note.sentence for note in imported.notes)


@pytest.mark.parametrize("files", [{}, {"a.txt": b"x"}])
def test_a_folder_without_a_bru_file_is_refused(files):
    with pytest.raises(InputError):
        read_bru_collection(files)


@pytest.mark.parametrize("path", ["../../x.bru", "CON.bru", "/etc/x.bru", "a\\b.bru", "\0.bru", "x/" * 200 + "y.bru"])
def test_odd_paths_are_only_names(path):
    imported = read_or_refused(lambda: read_bru_collection({path: bru().encode()}))
    assert imported is None or imported.root.name == "Bruno collection"


EXPORT = {
    "name": "Shop",
    "version": "1",
    "items": [
        {
            "type": "folder",
            "name": "Users",
            "root": {"request": {"auth": {"mode": "basic", "basic": {"username": "a", "password": CANARY}}}},
            "items": [
                {
                    "type": "http-request",
                    "name": "List",
                    "seq": 1,
                    "request": {
                        "url": "https://x.example.com/:id",
                        "method": "GET",
                        "headers": [{"name": "X-A", "value": "1", "enabled": False}],
                        "params": [{"name": "id", "value": "2", "type": "path", "enabled": True}],
                        "body": {"mode": "none"},
                        "auth": {"mode": "inherit"},
                        "script": {"req": "x()"},
                        "docs": "Lists.",
                    },
                }
            ],
        },
        {
            "type": "graphql-request",
            "name": "Ask",
            "seq": 2,
            "request": {
                "url": "https://x.example.com/g",
                "method": "POST",
                "body": {"mode": "graphql", "graphql": {"query": "{ me }", "variables": "{}"}},
                "auth": {"mode": "none"},
            },
        },
        {"type": "grpc-request", "name": "Call", "request": {"url": "x"}},
    ],
    "environments": [
        {
            "name": "dev",
            "variables": [
                {"name": "host", "value": "https://x", "enabled": True, "secret": False},
                {"name": "pin", "value": "1234", "enabled": True, "secret": True},
            ],
        }
    ],
}


def test_the_export_as_json_says_the_same():
    data = json.dumps(EXPORT).encode()
    assert BRUNO_JSON.recognises(data, "shop.json")
    imported = BRUNO_JSON.read(data, "shop.json")
    ask, users = (item for item in imported.root.items)
    assert users.auth == BasicAuth("a", "{{password}}")
    listed = users.items[0].draft
    assert (listed.url, listed.path_params) == ("https://x.example.com/:id", (Parameter("id", "2"),))
    assert listed.headers == (Header("X-A", "1", enabled=False),)
    assert (listed.auth, "x()" in listed.docs) == (InheritAuth(), True)
    assert ask.draft.body == GraphQlBody("{ me }", "{}")
    assert imported.environments[0].variables == (Variable("host", "https://x"), Variable("pin", "", secret=True))
    assert "gRPC" in sentences(imported)
    assert CANARY not in text_of(imported)


@pytest.mark.parametrize(
    "data", [b"nonsense", b"get {", b"get {\n  no colon\n}", b"meta {\n  a: '''\n", b"meta {\n  a: [\n}", b"\xff"]
)
def test_what_is_no_bru_file_is_refused_with_its_line(data):
    with pytest.raises(InputError) as raised:
        BRU.read(data, "x.bru")
    assert raised.value.failure.id.startswith("import.")


@pytest.mark.parametrize(
    "text",
    [
        "headers {\n" + "a: b\n" * 300_000 + "}\n",
        "get {\n}\n" * 50_000,
        "meta {\n  a: '''\n" + "x\n" * 500_000 + "}\n",
        "example {\n" + "  a: {\n" * 100_000 + "}\n",
        '"' * 500_000,
        "get {\n" + '  ~"' + "\\" * 300_000 + "\n}\n",
    ],
)
def test_long_files_take_bounded_time(text):
    assert seconds_of(lambda: read_or_refused(lambda: read(text))) < MOST_SECONDS


@settings(max_examples=1_200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=mangled_text(REQUEST))
def test_mangled_files_are_read_or_refused_and_give_no_secret_away(text):
    imported = read_or_refused(lambda: BRU.read(text.encode("utf-8", "replace"), "x.bru"))
    if imported is not None and any(secret.value == CANARY for secret in imported.secrets):
        assert CANARY not in text_of(imported)


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=mangled(EXPORT))
def test_mangled_exports_are_read_or_refused_and_give_no_secret_away(document):
    imported = read_or_refused(lambda: BRUNO_JSON.read(json.dumps(document).encode(), "x.json"))
    if imported is not None and any(secret.value == CANARY for secret in imported.secrets):
        assert CANARY not in text_of(imported)
