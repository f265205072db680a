"""What one curl command line says, gathered option by option."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from countersign.formats.importing.curl_options import CurlOption, words_in
from countersign.formats.importing.import_notes import ImportNotes
from countersign.model.body import MultipartPart
from countersign.model.request import Header, RequestSettings
from countersign.variables.template_syntax import VARIABLE

# What only says where the answer goes or how much is printed.
_QUIET = words_in(
    """output remote-name remote-name-all remote-header-name output-dir create-dirs write-out silent show-error
    verbose show-headers include fail fail-with-body fail-early progress-bar no-progress-meter progress-meter
    no-buffer
    dump-header cookie-jar trace trace-ascii trace-time trace-config stderr styled-output globoff buffer
    junk-session-cookies disable compressed-ssh parallel parallel-immediate parallel-max remove-on-error xattr
    remote-time no-clobber clobber tcp-nodelay keepalive-time keepalive basic compressed tr-encoding location
    location-trusted path-as-is request-target next"""
)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_PART_OPTION = re.compile(r';\s*(type|filename|headers|encoder)=("(?:[^"\\]|\\.)*"|[^;]*)')


@dataclass(slots=True, repr=False)
class DataPiece:
    """Hold one -d: its text, or the path of the file that it names. `joined` is False for --json."""

    text: str = ""
    file_path: str = ""
    joined: bool = True


@dataclass(slots=True, repr=False)
class CurlCommand:
    """Hold what one request of a command line asks for; `urls` may be several."""

    notes: ImportNotes
    place: str
    urls: list[str] = field(default_factory=list)
    method: str = ""
    headers: list[Header] = field(default_factory=list)
    data: list[DataPiece] = field(default_factory=list)
    is_json: bool = False
    query: list[str] = field(default_factory=list)
    parts: list[MultipartPart] = field(default_factory=list)
    upload: str = ""
    user: str = ""
    sigv4: str | None = None
    bearer: str = ""
    proxy_user: str = ""
    in_query: bool = False
    head: bool = False
    settings: RequestSettings = field(default_factory=RequestSettings)

    def take(self, option: CurlOption) -> None:
        """Take one option over, or note that it has no meaning here."""
        reader = _READERS.get(option.name)
        if option.switched_off:
            self._switch_off(option.name)
        elif reader is not None:
            reader(self, option.value)
        elif option.name in _FILES_NAMED:
            self.notes.left_out(
                self.place, f"--{option.name} names a file, which is not read: {_FILES_NAMED[option.name]}."
            )
        elif option.name not in _QUIET:
            self.notes.left_out(self.place, f"--{option.name[:40]} of curl has no counterpart here.")

    def _switch_off(self, name: str) -> None:
        if name == "location":
            self.settings = replace(self.settings, follow_redirects=False)
        elif name not in _QUIET and name not in {"alpn", "npn", "sessionid", "keepalive"}:
            self.notes.left_out(self.place, f"--no-{name[:40]} of curl has no counterpart here.")


def _header(command: CurlCommand, value: str) -> None:
    if value.startswith("@"):
        command.notes.file_named(command.place, value[1:])
        return
    name, colon, text = value.partition(":")
    if not colon and value.rstrip().endswith(";"):
        command.headers.append(Header(value.rstrip()[:-1].strip(), ""))
    elif colon and not name and ":" in text:
        return  # :authority and its like: browsers copy what HTTP/2 sends by itself
    elif colon and text.strip() and name.strip().lower() != "content-length":
        command.headers.append(Header(name.strip(), text.strip()))


def _data(command: CurlCommand, value: str) -> None:
    if value.startswith("@"):
        command.data.append(DataPiece(file_path=value[1:]))
    else:
        command.data.append(DataPiece(value))


def _data_raw(command: CurlCommand, value: str) -> None:
    command.data.append(DataPiece(value))


def _json(command: CurlCommand, value: str) -> None:
    command.is_json = True
    _data(command, value)
    command.data[-1].joined = False


def _data_urlencode(command: CurlCommand, value: str) -> None:
    command.data.append(_encoded_piece(command, value))


def _url_query(command: CurlCommand, value: str) -> None:
    if value.startswith("+"):
        command.query.append(value[1:])
    else:
        command.query.append(_encoded_piece(command, value).text)


def _encoded_piece(command: CurlCommand, value: str) -> DataPiece:
    """Return `content`, `=content` or `name=content` with the content percent-encoded; `name@file` is not read."""
    name = re.split("[=@]", value, maxsplit=1)[0]
    mark, content = value[len(name) : len(name) + 1], value[len(name) + 1 :]
    if mark == "@":
        command.notes.file_named(command.place, content)
        return DataPiece(f"{name}=" if name else "")
    if not mark:
        return DataPiece(_quoted(name))
    return DataPiece(f"{name}={_quoted(content)}" if name else _quoted(content))


def _quoted(text: str) -> str:
    pieces, start = [], 0
    for match in VARIABLE.finditer(text):
        pieces += [quote(text[start : match.start()], safe="", errors="replace"), match[0]]
        start = match.end()
    return "".join([*pieces, quote(text[start:], safe="", errors="replace")])


def _form(command: CurlCommand, value: str) -> None:
    name, _, content = value.partition("=")
    options = dict(_PART_OPTION.findall(content))
    content = _PART_OPTION.split(content, maxsplit=1)[0]
    content_type = options.get("type", "").strip('" ')
    if content.startswith(("@", "<")):
        path = content[1:].strip('"')
        command.notes.file_named(command.place, path)
        command.parts.append(MultipartPart(name, file_path=path, content_type=content_type))
    else:
        text = content[1:-1] if content[:1] == '"' == content[-1:] and len(content) > 1 else content
        command.parts.append(MultipartPart(name, text, content_type=content_type))
    if {"filename", "headers", "encoder"} & set(options):
        command.notes.left_out(command.place, f"Of the part “{name[:40]}” its file name, headers or encoder.")


def _form_string(command: CurlCommand, value: str) -> None:
    name, _, content = value.partition("=")
    command.parts.append(MultipartPart(name, content))


def _cookie(command: CurlCommand, value: str) -> None:
    if "=" in value or VARIABLE.search(value):
        command.headers.append(Header("Cookie", value))
    elif value:
        command.notes.left_out(command.place, f"The cookies of the file “{value[:80]}”, which was not read.")


def _upload(command: CurlCommand, value: str) -> None:
    command.upload = value
    command.notes.file_named(command.place, value)


def _certificate(command: CurlCommand, value: str) -> None:
    # curl reads PATH:PASSWORD; the colon of a drive letter is none, and "\:" is one of the path.
    match = re.fullmatch(r"((?:[A-Za-z]:(?=[\\/]))?(?:[^:\\]|\\.)*)(:.*)?", value, re.DOTALL)
    path, password = match.groups() if match else (value, None)
    command.settings = replace(command.settings, client_certificate=path.replace("\\:", ":"))
    command.notes.file_named(command.place, path)
    if password:
        command.notes.left_out(command.place, "The password of the client certificate; use a key file without one.")


def _key(command: CurlCommand, value: str) -> None:
    command.settings = replace(command.settings, client_key=value)
    command.notes.file_named(command.place, value)


def _extra_ca(command: CurlCommand, value: str) -> None:
    command.settings = replace(command.settings, extra_ca=value)
    command.notes.file_named(command.place, value)


def _total_time(command: CurlCommand, value: str) -> None:
    command.settings = replace(command.settings, total_timeout=_seconds(value, command.settings.total_timeout))


def _connect_time(command: CurlCommand, value: str) -> None:
    command.settings = replace(command.settings, connect_timeout=_seconds(value, command.settings.connect_timeout))


def _seconds(value: str, otherwise: float | None) -> float | None:
    return float(value) or None if _NUMBER.fullmatch(value) else otherwise


def _http2(*, used: bool) -> Callable[[CurlCommand, str], None]:
    def read(command: CurlCommand, _value: str) -> None:
        command.settings = replace(command.settings, http2=used)

    return read


def _insecure(command: CurlCommand, _value: str) -> None:
    command.settings = replace(command.settings, verify_tls=False)


def _proxy(scheme: str) -> Callable[[CurlCommand, str], None]:
    def read(command: CurlCommand, value: str) -> None:
        command.settings = replace(
            command.settings, proxy=value if "://" in value else f"{scheme}://{value}" if value else "none"
        )

    return read


def _redirects(command: CurlCommand, value: str) -> None:
    if value.isascii() and value.isdigit() and len(value) < 6:
        command.settings = replace(command.settings, max_redirects=int(value))


def _no_proxy(command: CurlCommand, value: str) -> None:
    if value == "*":
        command.settings = replace(command.settings, proxy="none")
    else:
        command.notes.left_out(command.place, "--noproxy of curl has no counterpart for single hosts.")


def _head(command: CurlCommand, _value: str) -> None:
    command.head = True


def _get(command: CurlCommand, _value: str) -> None:
    command.in_query = True


def _text(member: str) -> Callable[[CurlCommand, str], None]:
    return lambda command, value: setattr(command, member, value)


def _header_named(name: str) -> Callable[[CurlCommand, str], None]:
    def read(command: CurlCommand, value: str) -> None:
        if value:
            command.headers.append(Header(name, value))

    return read


_FILES_NAMED = {
    "config": "its options are missing",
    "netrc": "its passwords are missing",
    "netrc-file": "its passwords are missing",
    "netrc-optional": "its passwords are missing",
    "capath": "its certificates are missing",
    "crlfile": "its revocations are missing",
}
_READERS: dict[str, Callable[[CurlCommand, str], None]] = {
    "url": lambda command, value: command.urls.append(value),
    "url-query": _url_query,
    "request": _text("method"),
    "header": _header,
    "data": _data,
    "data-ascii": _data,
    "data-binary": _data,
    "data-raw": _data_raw,
    "data-urlencode": _data_urlencode,
    "json": _json,
    "form": _form,
    "form-string": _form_string,
    "user": _text("user"),
    "aws-sigv4": _text("sigv4"),
    "oauth2-bearer": _text("bearer"),
    "cookie": _cookie,
    "user-agent": _header_named("User-Agent"),
    "referer": lambda command, value: _header_named("Referer")(command, value.split(";auto")[0]),
    "range": lambda command, value: _header_named("Range")(command, f"bytes={value}"),
    "insecure": _insecure,
    "max-redirs": _redirects,
    "max-time": _total_time,
    "connect-timeout": _connect_time,
    "http1.0": _http2(used=False),
    "http1.1": _http2(used=False),
    "http2": _http2(used=True),
    "http2-prior-knowledge": _http2(used=True),
    "proxy": _proxy("http"),
    "socks5": _proxy("socks5"),
    "socks5-hostname": _proxy("socks5h"),
    "proxy-user": _text("proxy_user"),
    "noproxy": _no_proxy,
    "cert": _certificate,
    "key": _key,
    "cacert": _extra_ca,
    "head": _head,
    "get": _get,
    "upload-file": _upload,
}
