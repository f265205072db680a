"""Requests in .http files come in with their variables, bodies and auth; scripts stay text, files stay unread."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from countersign.formats.importing.http_file import HTTP_FILE, read_http_environment
from countersign.model.auth import BasicAuth, BearerAuth, CognitoAuth, NoAuth, SigV4Auth
from countersign.model.body import FileBody, FormBody, FormField, GraphQlBody, MultipartBody, MultipartPart, TextBody
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Variable
from tests.formats.importing.hostile_imports import (
    CANARY,
    MOST_SECONDS,
    mangled_text,
    read_or_refused,
    seconds_of,
    text_of,
)

FILE = f"""@host = https://api.example.com
@api_key = {CANARY}

### List users
# Shows all of them
# @no-redirect
GET {{{{host}}}}/users
    ?page=1
    &name=ada HTTP/1.1
Accept: application/json
# X-Off: 1
Authorization: Bearer {CANARY}

> {{%
  client.global.set("id", 1);
%}}

###
# @name create
POST {{{{host}}}}/users?trace={{{{$guid}}}}
Content-Type: application/json

{{"name": "Ada", "password": "{CANARY}"}}
###
https://plain.example.com
"""


PARTS = """----B
Content-Disposition: form-data; name="a"

one
----B
Content-Disposition: form-data; name="f"; filename="x.png"
Content-Type: image/png

< ./x.png
----B--"""


def read(text: str, name: str = "calls.http"):
    return HTTP_FILE.read(text.encode(), name)


def draft_of(text: str):
    return read(text).root.items[0].draft


def sentences(imported) -> str:
    return "\n".join(note.sentence for note in imported.notes)


def test_requests_are_parted_by_separators_and_named():
    imported = read(FILE)
    first, second, third = (item.draft for item in imported.root.items)
    assert [first.name, second.name, third.name] == ["List users", "create", "GET https://plain.example.com"]
    assert (first.method, second.method, third.method) == ("GET", "POST", "GET")
    assert first.url == "{{host}}/users?page=1&name=ada"
    assert first.params == (Parameter("page", "1"), Parameter("name", "ada"))
    assert first.headers == (Header("Accept", "application/json"),)
    assert first.settings.follow_redirects is False
    assert imported.root.variables[0] == Variable("host", "https://api.example.com")


def test_scripts_and_comments_stand_in_the_documentation():
    imported = read(FILE)
    docs = imported.root.items[0].draft.docs
    assert docs.startswith("Shows all of them")
    assert 'client.global.set("id", 1);' in docs
    assert "Scripts are not run" in sentences(imported)


def test_secrets_leave_the_file_and_the_variable_that_held_one_is_secret():
    imported = read(FILE)
    assert CANARY not in text_of(imported)
    assert Variable("api_key", "", secret=True) in imported.root.variables
    assert ("api_key", "collection") in {(secret.variable, secret.place) for secret in imported.secrets}
    assert imported.root.items[0].draft.auth == BearerAuth("{{bearer_token}}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{$guid}}", "{{$uuid}}"),
        ("{{$random.uuid}}", "{{$uuid}}"),
        ("{{$randomInt 1 10}}", "{{$randomInt 1 10}}"),
        ("{{$random.integer(1, 10)}}", "{{$randomInt 1 10}}"),
        ("{{$timestamp}}", "{{$timestamp}}"),
        ("{{$datetime iso8601}}", "{{$isoTimestamp}}"),
        ("{{$processEnv TOKEN_NAME}}", "{{TOKEN_NAME}}"),
        ("{{$dotenv TOKEN_NAME}}", "{{TOKEN_NAME}}"),
    ],
)
def test_values_made_at_sending_get_our_names(written, expected):
    assert draft_of(f"GET https://x.example.com/?a={written}").url == f"https://x.example.com/?a={expected}"


def test_a_value_without_a_counterpart_is_noted_and_stays():
    imported = read("GET https://x.example.com/?a={{$localDatetime rfc1123}}&b={{login.response.body.$.token}}")
    assert "{{$localDatetime rfc1123}} is not known here" in sentences(imported)
    assert "the answer to “login”" in sentences(imported)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Basic ada hunter22", BasicAuth("ada", "{{password}}")),
        ("Basic ada:hunter22", BasicAuth("ada", "{{password}}")),
        ("Basic YWRhOmh1bnRlcjIy", BasicAuth("ada", "{{password}}")),
        ("Basic {{user}} {{pass}}", BasicAuth("{{user}}", "{{pass}}")),
        ("Bearer {{token}}", BearerAuth("{{token}}")),
        ("Digest ada hunter22", NoAuth()),
        ("COGNITO ada hunter22 eu-west-3 eu-west-3_Ab1 client1", CognitoAuth("eu-west-3_Ab1")),
        ("AWS {{id}} {{key}} region:eu-west-3", SigV4Auth(region="eu-west-3")),
    ],
)
def test_authorization_headers_become_auth(value, expected):
    imported = read(f"GET https://x.example.com\nAuthorization: {value}\n")
    assert (imported.root.items[0].draft.auth, imported.root.items[0].draft.headers) == (expected, ())
    assert "hunter22" not in text_of(imported)


def test_aws_keys_become_an_identity():
    line = f"Authorization: AWS AKIAIOSFODNN7EXAMPLE {CANARY} token:session-{CANARY} region:us-east-1 service:es"
    imported = read(f"GET https://x.example.com\n{line}\n")
    assert imported.root.items[0].draft.auth == SigV4Auth(identity="imported", region="us-east-1", service="es")
    assert {secret.variable: secret.value for secret in imported.secrets} == {
        "identity.imported.access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "identity.imported.secret_access_key": CANARY,
        "identity.imported.session_token": f"session-{CANARY}",
    }
    assert CANARY not in text_of(imported)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("Content-Type: application/json", "< ./body.json", FileBody("./body.json", "application/json")),
        ("Content-Type: text/plain", "<@ ~/.aws/credentials", FileBody("~/.aws/credentials", "text/plain")),
        (
            "Content-Type: application/x-www-form-urlencoded",
            "a=1\n&b=x%20y",
            FormBody((FormField("a", "1"), FormField("b", "x y"))),
        ),
        (
            'Content-Type: multipart/form-data; boundary="--B"',
            PARTS,
            MultipartBody((MultipartPart("a", "one"), MultipartPart("f", "", "./x.png", "image/png"))),
        ),
        ("X-REQUEST-TYPE: GraphQL", 'query { me }\n\n{"a": 1}', GraphQlBody("query { me }", '{"a": 1}')),
        ("Content-Type: application/xml", "<a/>", TextBody("<a/>", "xml")),
        ("X: y", "[1]", TextBody("[1]", "json")),
    ],
)
def test_bodies_of_each_kind(head, body, expected):
    assert draft_of(f"POST https://x.example.com\n{head}\n\n{body}\n").body == expected


def test_files_that_are_named_are_not_opened(monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("something was opened")

    monkeypatch.setattr("builtins.open", refuse)
    imported = read("< ./before.js\nPOST https://x.example.com\n\n< /etc/passwd\n\n> ./after.js\n>> out.json\n")
    assert imported.root.items[0].draft.body == FileBody("/etc/passwd", "")
    assert all(name in sentences(imported) for name in ("/etc/passwd", "./before.js", "./after.js", "out.json"))


def test_a_websocket_and_its_messages():
    text = 'WEBSOCKET wss://x.example.com/live\nX-A: 1\n\n{"a": 1}\n=== wait-for-server\nhello\n'
    draft = draft_of(text)
    assert isinstance(draft, SocketDraft)
    assert [(message.kind, message.data) for message in draft.messages] == [("json", '{"a": 1}'), ("text", "hello")]


def test_environments_hold_what_is_shared_and_private_ones_are_secret():
    data = json.dumps(
        {"$shared": {"v": 1}, "dev": {"host": "https://x", "password": CANARY, "Security": {"Auth": {}}}}
    )
    imported = read_http_environment(data.encode(), "http-client.env.json")
    (dev,) = imported.environments
    assert [(variable.name, variable.value, variable.secret) for variable in dev.variables] == [
        ("v", "1", False),
        ("host", "https://x", False),
        ("password", "", True),
    ]
    assert [(secret.variable, secret.place, secret.value) for secret in imported.secrets] == [
        ("password", "environment dev", CANARY)
    ]
    assert "Auth of an environment" in sentences(imported)
    private = read_http_environment(data.encode(), "http-client.private.env.json").environments[0]
    assert all(variable.secret for variable in private.variables)
    code = json.dumps({"rest-client.environmentVariables": {"$shared": {}, "live": {"a": "b"}}})
    assert read_http_environment(code.encode(), "settings.json").environments[0].name == "live"


@pytest.mark.parametrize("data", [b"[]", b"{}", b"nothing", b'{"a": 1}'])
def test_an_environment_file_without_one_is_refused(data):
    with pytest.raises(InputError):
        read_http_environment(data, "http-client.env.json")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment", b"\xff\xfe\xfd", b"\xc3\x28"])
def test_what_holds_no_request_is_refused_with_words(data):
    with pytest.raises(InputError) as raised:
        HTTP_FILE.read(data, "x.http")
    assert raised.value.failure.id.startswith("import.")


def test_utf_16_with_its_mark_is_read():
    assert (
        HTTP_FILE.read("GET https://é.example.com".encode("utf-16"), "x.http")
        .root.items[0]
        .draft.url.endswith("é.example.com")
    )


@pytest.mark.parametrize(
    "text",
    [
        "GET https://x.example.com/" + "{{" * 200_000,
        "GET https://x.example.com\n" + "X: y\n" * 200_000,
        "###\nGET https://x.example.com\n" * 30_000,
        "GET https://x.example.com\n\n" + "> {%\n" * 300_000,
        "@a=" + "=" * 2_000_000,
        "GET " + " " * 1_000_000 + "x",
    ],
)
def test_long_files_take_bounded_time(text):
    assert seconds_of(lambda: read_or_refused(lambda: read(text))) < MOST_SECONDS


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=mangled_text(FILE))
def test_mangled_files_are_read_or_refused_and_give_no_secret_away(text):
    imported = read_or_refused(lambda: HTTP_FILE.read(text.encode("utf-8", "replace"), "x.http"))
    if imported is not None and any(secret.value == CANARY for secret in imported.secrets):
        assert CANARY not in text_of(imported)


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=mangled_text("WEBSOCKET wss://a\n\n===\nx\n###\n< {%\nx\n%}\nGRAPHQL https://a\n\nquery\n\n{}\n> {% y %}\n")
)
def test_mangled_sockets_and_queries_are_read_or_refused(text):
    read_or_refused(lambda: HTTP_FILE.read(text.encode("utf-8", "replace"), "x.http"))
