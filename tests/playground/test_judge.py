"""What AWS's own signers sign is accepted."""

from __future__ import annotations

import pytest

from tests.playground.aws_signers import botocore_headers, botocore_target

TARGETS = [
    "/Prod/users",
    "/Prod/users/a%20b?expand=orders&q=blue%20shoes",
    "/Prod/echo/a//b/../c/./d",
    "/Prod/echo/%E1%88%B4/caf%C3%A9",
    "/Prod/echo/%2F%2f!'()*,;=@:$&+",
    "/Prod/echo/x/?a=%7E&a=~&b&c=&a=1&%20=%2F",
    "/Prod/echo/trailing/..",
    "/Prod/echo/trailing/../",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("place", ["in_headers", "in_query"])
@pytest.mark.parametrize("keys", ["temporary", "long_term"])
def test_awscrt_is_accepted(ask, request, keys, place, target):
    sign = getattr(request.getfixturevalue(keys), place)
    assert ask("GET", *sign("GET", target)).status_code == 200


@pytest.mark.parametrize("place", ["in_headers", "in_query"])
@pytest.mark.parametrize("region_set", ["us-west-2", "*", "eu-west-1,us-*"])
def test_sigv4a_is_accepted_for_a_region_set_that_has_the_region(ask, temporary, place, region_set):
    signer = temporary.but(asymmetric=True, region=region_set)
    assert ask("GET", *getattr(signer, place)("GET", "/Prod/users?b=2&a=1")).status_code == 200


@pytest.mark.parametrize("place", ["in_headers", "in_query"])
def test_a_signed_body_is_accepted(ask, temporary, place):
    body = b'{"name": "Nia Duarte"}'
    target, headers = getattr(temporary, place)("POST", "/Prod/users", [("content-type", "application/json")], body)
    answer = ask("POST", target, headers, body)
    assert answer.status_code == 201
    assert answer.json()["name"] == "Nia Duarte"


def test_repeated_headers_are_joined(ask, temporary):
    repeated = [("x-tag", "one"), ("x-tag", "  two   spaces"), ("x-tag", "one")]
    target, headers = temporary.in_headers("GET", "/Prod/echo", repeated)
    answer = ask("GET", target, [(name, value.strip()) for name, value in headers])
    assert answer.status_code == 200
    assert [value for name, value in answer.json()["headers"] if name == "x-tag"] == ["one", "two   spaces", "one"]


def test_botocore_is_accepted_in_headers_and_in_the_query(ask, temporary, playground):
    url = f"{playground.https}/Prod/users/u-1001"
    assert ask("GET", "/Prod/users/u-1001", botocore_headers(temporary, "GET", url).items()).status_code == 200
    assert ask("GET", botocore_target(temporary, "GET", url)).status_code == 200


def test_the_date_may_stand_in_the_date_header(ask, temporary):
    """awscrt always writes X-Amz-Date, so this signature can only be read from the canonical string that is told."""
    _, signed = temporary.in_headers("GET", "/Prod/echo")
    headers = {name.lower(): value for name, value in signed}
    headers["date"] = headers.pop("x-amz-date")
    headers["authorization"] = headers["authorization"].replace("host;x-amz-date", "date;host")
    told = ask("GET", "/Prod/echo", headers.items()).json()["message"]
    assert f"\ndate:{headers['date']}\nhost:" in told


@pytest.mark.parametrize(
    ("target", "signed"),
    [
        ("/s3/photos/a//b/../c", "/s3/photos/a//b/../c"),
        ("/s3/photos/%E1%88%B4/!'()*", "/s3/photos/%E1%88%B4/%21%27%28%29%2A"),
        ("/s3/photos/a%2fb%7e", "/s3/photos/a/b~"),
    ],
)
def test_s3_paths_are_decoded_and_encoded_once(ask, temporary, target, signed):
    """Swift and MiniStack judge so too; awscrt signs the S3 path that it is given, so it gets the encoded one."""
    signer = temporary.but(service="s3", s3=True, expires=60)

    def send(method, place, body=b""):
        path, headers = getattr(signer, place)(method, signed, (), body)
        return ask(method, path.replace(signed, target, 1), headers, body)

    assert send("PUT", "in_headers", b"pixels").status_code == 200
    assert send("GET", "in_query").content == b"pixels"
    assert send("DELETE", "in_headers").status_code == 204
    assert send("GET", "in_headers").status_code == 404


def test_s3_takes_an_unsigned_payload_and_botocore(ask, temporary, playground):
    signer = temporary.but(service="s3", s3=True, payload_hash="UNSIGNED-PAYLOAD")
    assert ask("PUT", *signer.in_headers("PUT", "/s3/b/k"), b"anything").status_code == 200
    headers = botocore_headers(signer, "GET", f"{playground.https}/s3/b/k")
    assert ask("GET", "/s3/b/k", headers.items()).content == b"anything"
