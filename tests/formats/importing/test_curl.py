"""curl commands become the requests that curl would make, without their secrets."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.importing.curl import CURL, looks_like_curl, read_curl
from countersign.model.auth import BasicAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.body import FileBody, FormBody, FormField, MultipartBody, MultipartPart, NoBody, TextBody
from countersign.model.errors import InputError
from countersign.model.request import Header, Parameter
from countersign.model.socket import SocketDraft


def draft(command: str):
    return read_curl(command).draft


def sentences(command: str) -> str:
    return " ".join(note.sentence for note in read_curl(command).notes)


def test_a_command_as_chrome_copies_it_for_bash():
    pasted = read_curl(
        r"""curl 'https://api.example.com/v1/orders?limit=5' \
  -H 'accept: application/json' \
  -H 'content-type: application/json' \
  --data-raw $'{"name":"it\'s \u00e9"}' \
  --compressed"""
    )
    assert pasted.draft.method == "POST"
    assert pasted.draft.url == "https://api.example.com/v1/orders?limit=5"
    assert pasted.draft.params == (Parameter("limit", "5"),)
    assert pasted.draft.headers == (Header("accept", "application/json"), Header("content-type", "application/json"))
    assert pasted.draft.body == TextBody('{"name":"it\'s é"}', "json")
    assert pasted.draft.auth == NoAuth()
    assert pasted.notes == ()


def test_a_command_as_chrome_copies_it_for_cmd():
    pasted = draft(
        'curl ^"https://api.example.com/x?a=1^&b=^%^20c^" ^\r\n  -H ^"content-type: application/json^" ^\r\n'
        '  --data-raw ^"^{^\\^"a^\\^":^\\^"b c^\\^"^}^"'
    )
    assert pasted.url == "https://api.example.com/x?a=1&b=%20c"
    assert pasted.body == TextBody('{"a":"b c"}', "json")


def test_a_command_for_cmd_as_it_was_copied_earlier():
    pasted = draft(
        'curl "https://api.example.com/x" ^\r\n  -H "x-note: \\"q\\"" ^\r\n  --data-binary "a b" --compressed'
    )
    assert Header("x-note", '"q"') in pasted.headers
    assert pasted.body == TextBody("a b", "text")


def test_a_command_for_powershell():
    pasted = draft(
        'curl.exe -X PUT `\n  "https://h/$env:STAGE/x" `\n'
        " -H 'content-type: application/json' -d '{\\\"a\\\": \"it''s\"}'"
    )
    assert pasted.method == "PUT"
    assert pasted.url == "https://h/{{STAGE}}/x"
    assert pasted.body == TextBody('{"a": "it\'s"}', "json")


def test_a_command_as_firefox_copies_it():
    pasted = draft("curl 'https://h/a' --compressed -X POST -H 'User-Agent: Mozilla/5.0' --data-raw 'a=1&b=x%20y'")
    assert pasted.body == FormBody((FormField("a", "1"), FormField("b", "x y")))


def test_the_signature_option_of_curl_becomes_sigv4_and_its_keys_an_identity():
    pasted = read_curl(
        'curl --aws-sigv4 "aws:amz:eu-west-1:execute-api" --user "AKIDEXAMPLE:wJalrCANARYKEY" '
        "-H 'x-amz-security-token: CANARYTOKEN' https://id.execute-api.eu-west-1.amazonaws.com/prod/pets"
    )
    auth = pasted.draft.auth
    assert isinstance(auth, SigV4Auth)
    assert (auth.region, auth.service, auth.source) == ("eu-west-1", "execute-api", "keyring")
    assert {secret.variable: secret.value for secret in pasted.secrets} == {
        f"identity.{auth.identity}.access_key_id": "AKIDEXAMPLE",
        f"identity.{auth.identity}.secret_access_key": "wJalrCANARYKEY",
        f"identity.{auth.identity}.session_token": "CANARYTOKEN",
    }
    assert pasted.draft.headers == ()
    assert "CANARY" not in repr(pasted)


def test_keys_from_the_shells_environment_are_taken_from_ours():
    auth = draft(
        'curl https://x --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 "aws:amz:us-east-1:es" '
        '-H "x-amz-security-token: $AWS_SESSION_TOKEN"'
    ).auth
    assert auth == SigV4Auth(source="environment", region="us-east-1", service="es")


def test_headers_that_signing_made_are_taken_out_and_the_request_is_signed_anew():
    command = (
        "curl https://h/p -H 'Authorization: AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20260101/eu-west-1/"
        "execute-api/aws4_request, SignedHeaders=host, Signature=abc' -H 'x-amz-date: 20260101T000000Z' "
        "-H 'X-Amz-Security-Token: CANARY' -H 'x-amz-meta-a: b'"
    )
    assert draft(command).auth == SigV4Auth(region="eu-west-1", service="execute-api")
    assert draft(command).headers == (Header("x-amz-meta-a", "b"),)
    assert "signed anew" in sentences(command)


@pytest.mark.parametrize(
    ("arguments", "auth", "value"),
    [
        ("-u user:hunter2secret", BasicAuth("user", "{{password}}"), "hunter2secret"),
        ("-H 'Authorization: Bearer abc.def'", BearerAuth("{{bearer_token}}"), "abc.def"),
        ("-H 'authorization: Basic dTpwYXNzd29yZDE='", BasicAuth("u", "{{password}}"), "password1"),
        ("--oauth2-bearer tokentoken", BearerAuth("{{bearer_token}}"), "tokentoken"),
    ],
)
def test_credentials_become_auth_and_their_secret_a_variable(arguments, auth, value):
    pasted = read_curl(f"curl https://h {arguments}")
    assert pasted.draft.auth == auth
    assert [secret.value for secret in pasted.secrets] == [value]
    assert [variable.secret for variable in pasted.variables] == [True]


def test_a_user_before_the_host_becomes_basic_auth():
    pasted = draft("curl 'https://me:p%40ss@h/a'")
    assert (pasted.url, pasted.auth) == ("https://h/a", BasicAuth("me", "{{password}}"))


@pytest.mark.parametrize(
    ("arguments", "method"),
    [
        ("", "GET"),
        ("-d a=1", "POST"),
        ("-I", "HEAD"),
        ("-G -d a=1", "GET"),
        ("-T f", "PUT"),
        ("-XPATCH -d a=1", "PATCH"),
    ],
)
def test_the_method_is_the_one_that_curl_takes(arguments, method):
    assert draft(f"curl https://h {arguments}").method == method


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ("-d a=1 -d b=2", FormBody((FormField("a", "1"), FormField("b", "2")))),
        ("--data-urlencode 'a=x y' --data-urlencode '=z'", TextBody("a=x%20y&z", "text")),
        ("""--json '{"a":1}'""", TextBody('{"a":1}', "json")),
        ("-d '<a/>' -H 'Content-Type: text/xml'", TextBody("<a/>", "xml")),
        ("-d @body.json -H 'Content-Type: application/json'", FileBody("body.json", "application/json")),
        (
            "-F a=1 -F 'f=@pic.png;type=image/png' --form-string 'g=@x'",
            MultipartBody(
                (
                    MultipartPart("a", "1"),
                    MultipartPart("f", file_path="pic.png", content_type="image/png"),
                    MultipartPart("g", "@x"),
                )
            ),
        ),
    ],
)
def test_data_becomes_the_body(arguments, body):
    assert draft(f"curl https://h {arguments}").body == body


def test_data_for_get_goes_into_the_query():
    pasted = draft("curl -G 'https://h/?z' -d q=1 --data-urlencode 'x=a b'")
    assert pasted.url == "https://h/?z&q=1&x=a%20b"
    assert pasted.body == NoBody()


@pytest.mark.parametrize("option", ["-d @~/.aws/credentials", "-T ~/.aws/credentials", "-F f=@~/.aws/credentials"])
def test_a_file_is_named_and_not_read(option):
    pasted = read_curl(f"curl https://h {option}")
    assert "~/.aws/credentials" in repr(pasted.draft.body)
    assert "was not read" in pasted.notes[0].sentence


@pytest.mark.parametrize(
    "option", ["-K ~/.curlrc", "-n", "--netrc-file x", "-b cookies.txt", "--resolve h:1:2", "--digest"]
)
def test_what_has_no_counterpart_is_noted(option):
    assert sentences(f"curl https://h {option}")


def test_how_it_travels():
    chosen = draft(
        "curl https://h -kL -x proxy:8080 -m 5 --connect-timeout 2.5 --http1.1 --cacert ca.pem -E c.pem --key k.pem"
    )
    assert chosen.settings.verify_tls is False
    assert chosen.settings.proxy == "http://proxy:8080"
    assert (chosen.settings.total_timeout, chosen.settings.connect_timeout) == (5, 2.5)
    assert chosen.settings.http2 is False
    assert (chosen.settings.client_certificate, chosen.settings.client_key, chosen.settings.extra_ca) == (
        "c.pem",
        "k.pem",
        "ca.pem",
    )


def test_the_password_of_a_proxy_is_a_secret():
    pasted = read_curl("curl https://h -x http://u:proxypass@p:1")
    assert pasted.draft.settings.proxy == "http://u:{{proxy_password}}@p:1"


def test_several_urls_and_commands_are_several_requests():
    imported = CURL.read(
        b"#!/bin/sh\nTOKEN=abcdefgh\ncurl a.example b.example | jq .\ncurl c.example --next d.example\n", "x.sh"
    )
    assert [item.draft.url for item in imported.root.items] == [f"http://{name}.example" for name in "abcd"]
    assert [(variable.name, variable.secret, variable.value) for variable in imported.root.variables] == [
        ("TOKEN", True, "")
    ]
    assert "this is the first one" in sentences("curl a\ncurl b")


def test_a_websocket_address_is_a_websocket():
    (item,) = CURL.read(b"curl wss://h/socket -H 'X-A: b'", "").root.items
    assert isinstance(item.draft, SocketDraft)
    assert item.draft.url == "wss://h/socket"


def test_an_address_without_quotes_keeps_its_ampersand():
    assert draft("curl https://h/?a=1&b=2").url == "https://h/?a=1&b=2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://h", True),
        ("  $ curl -X POST h", True),
        ("curl.exe h", True),
        ("curl \\\n h", True),
        ("https://example.com/curl x", False),
        ("curly h", False),
        ("", False),
    ],
)
def test_a_pasted_command_is_recognised(text, expected):
    assert looks_like_curl(text) is expected


def test_files_are_recognised_in_any_encoding_and_not_by_name_alone():
    assert CURL.recognises("# a\ncurl https://h\n".encode("utf-16"), "calls.sh")
    assert not CURL.recognises(b"echo hello", "calls.sh")
    assert not CURL.recognises(b'{"a": "curl x"}', "a.json")


@pytest.mark.parametrize("source", ["", "curl", "echo hi", "curl -X POST", "curl wss://h"])
def test_a_paste_without_a_request_is_refused(source):
    with pytest.raises(InputError):
        read_curl(source)


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00", b"curl '\x00", b"curl " + b"'" * 100_000, b"curl " + b'"\\' * 100_000, b"curl a " * 100_000],
)
def test_hostile_text_is_read_or_refused(data):
    with suppress(InputError):
        CURL.read(data, "x.sh")


words = st.sampled_from(
    [
        "curl",
        "-H",
        "-d",
        "-u",
        "--aws-sigv4",
        "aws:amz:r:s",
        "-F",
        "-b",
        "-x",
        "-E",
        "--json",
        "-G",
        "-K",
        "@f",
        "'",
        '"',
        "$'",
        "\\\n",
        "^\n",
        "`\n",
        "^",
        "$X",
        "${Y}",
        "|",
        ";",
        "&",
        "https://h/?a=1",
        "wss://h",
        "Authorization: Bearer",
        "'a b'",
        ":",
        "=",
        "%41",
    ]
) | st.text(max_size=6)


@settings(max_examples=1300, deadline=None)
@given(st.lists(words, max_size=14))
def test_any_text_is_read_or_refused(pieces):
    with suppress(InputError):
        CURL.read(" ".join(["curl", *pieces]).encode("utf-8", "surrogatepass"), "x.sh")


SECRET = "Zx9CANARYvalue77"
places = st.sampled_from(
    [
        "-u 'user:{}'",
        "-H 'Authorization: Bearer {}'",
        "-H 'X-Api-Key: {}'",
        "-b 'sid={}'",
        "-H 'Cookie: a={}; b=1'",
        "--oauth2-bearer {}",
        "-d 'password={}'",
        '-d \'{{"client_secret": "{}"}}\'',
        "-F 'token={}'",
        "-x http://u:{}@p",
        "'https://h/?access_token={}'",
        "--aws-sigv4 aws:amz -u A:{}",
        "-H 'x-amz-security-token: {}'",
        "https://u:{}@h/",
        "-U 'u:{}' -x p:1",
    ]
)


@settings(max_examples=700, deadline=None)
@given(st.lists(places, min_size=1, max_size=4), st.sampled_from(["", "-d note={}", "-A {}", "https://h/{}"]))
def test_a_planted_secret_reaches_no_draft(options, repeat):
    command = (
        " ".join(["curl https://h", *options, repeat]).replace("{}", SECRET).replace("{{", "{").replace("}}", "}")
    )
    imported = CURL.read(command.encode(), "x.sh")
    assert SECRET not in repr(imported)
    assert any(SECRET in secret.value for secret in imported.secrets)
