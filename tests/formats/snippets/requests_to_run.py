"""Requests that put a tool to the test, by name; each is echoed by the playground."""

from __future__ import annotations

from pathlib import Path

from countersign.model.auth import ApiKeyAuth, Auth, BasicAuth, BearerAuth, SigV4Auth
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.request import Header, RequestDraft

SIGNED = SigV4Auth(region="us-west-2", service="execute-api")
AWKWARD = 'it\'s "quoted" `tick` $HOME ${HOME} $(id) \\n \\u0041 %s {{ é 漢 😀 !'
JSON = '{\n\t"name": "it\'s",\n  "cost": "$5",\n  "path": "C:\\\\new",\n  "q": "`é` ${x}"\n}'


def bodies(folder: Path) -> dict[str, Body]:
    photo = str(folder / "photo.png")
    return {
        "none": NoBody(),
        "json": TextBody(JSON),
        "one line": TextBody(AWKWARD, "text"),
        "odd text": TextBody(f"@file\r\n{AWKWARD}\t\u2028\u0007\r\n", "text"),
        "form": FormBody((FormField("a", "1 2&3"), FormField("a", "é~*"), FormField("", "@x"))),
        "graphql": GraphQlBody("query Q($id: ID!) {\n  user(id: $id) { name }\n}", '{"id": "u-1"}', "Q"),
        "file": FileBody(photo),
        "multipart": MultipartBody(
            (
                MultipartPart("te'x\"t", 'line\nbreak "é"'),
                MultipartPart("note", file_path=str(folder / "note.txt")),
                MultipartPart("json", '{"a": 1}', content_type="application/json"),
            )
        ),
    }


def draft(
    url: str, method: str = "GET", body: Body | None = None, auth: Auth = SIGNED, **headers: str
) -> RequestDraft:
    written = tuple(Header(name.replace("_", "-"), value) for name, value in headers.items())
    return RequestDraft(method=method, url=url, headers=written, body=body or NoBody(), auth=auth)


TARGETS = {
    "plain": "",
    "query": "?b=2&a=1&flag&empty=&space=a+b%20c",
    "reserved": "?x=a/b:c@d!$'()*;,=e&t=%7E~",
    "lower escapes": "?x=%2f%c3%a9",
    "repeated": "?tag=b&tag=a&tag=b",
    "dots": "/a//b/../c",
    "escapes": "/a%2Fb/%C3%A9/漢 字/x%20y",
    "sub-delims": "/a!b'(c)*;d,e=f:g@h&i$j+k",
}

AUTHS: dict[str, Auth] = {
    "bearer": BearerAuth("{{jwt}}"),
    "basic": BasicAuth("o'neill", "{{password}}"),
    "key in header": ApiKeyAuth("X-Api-Key", "{{key}}"),
    "key in query": ApiKeyAuth("api key", "{{key}}", "query"),
}
AUTH_SECRETS = {"jwt": "to$ken'1", "password": "pa:ss é$'", "key": "k3y-42~x"}
AUTH_ENVIRONMENT = {
    "COUNTERSIGN_TOKEN": "to$ken'1",
    "COUNTERSIGN_PASSWORD": "pa:ss é$'",
    "COUNTERSIGN_API_KEY": "k3y-42~x",
}

MANY_TARGETS = {
    "query": "?b=2&a=1&flag&empty=&space=a+b%20c&x=a/b:c@d!$()*;,=e&t=%7E~&tag=b&tag=a&tag=b",
    "path": "/a//b/../c%2Fd/%C3%A9/漢 字/x%20y/a!b(c)*;d,e=f:g@h&i$j+k",
    "tidied": "/%c3%a9'|?x=%2f'",
}
HEADERS = (
    Header("X-A", "1"),
    Header("x-a", "2"),
    Header("X-Odd", 'it\'s "b" \\ $x `y` {{s}}'),
    Header("X-Off", "no", enabled=False),
)
HEADER_SECRETS = {"s": "se'c $x"}
HEADER_ENVIRONMENT = {"COUNTERSIGN_S": "se'c $x"}
S3 = SigV4Auth(region="us-west-2", service="s3")
S3_KEY = "/s3/bucket/a//b/../c d/é'(1)*!~$&+,=@:%2F"
