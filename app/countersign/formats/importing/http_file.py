"""Requests in .http and .rest files, as the REST Client for VS Code and JetBrains' HTTP Client read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from countersign.formats.importing.dynamic_names import with_our_names
from countersign.formats.importing.form_texts import boundary_of, file_line, form_fields, multipart_parts
from countersign.formats.importing.http_file_auth import take_authorization
from countersign.formats.importing.http_file_text import HttpBlock, http_blocks
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import decode_text, parse_json
from countersign.formats.importing.loose_values import mapping, plain
from countersign.formats.importing.scripts_as_text import docs_with_scripts
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import Auth, NoAuth
from countersign.model.body import (
    Body,
    FileBody,
    FormBody,
    GraphQlBody,
    MultipartBody,
    NoBody,
    TextBody,
    TextKind,
)
from countersign.model.drafts import Draft
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.request import Header, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Variable
from countersign.variables.query_text import split_query

_LOOKS_LIKE_ONE = re.compile(
    r"^(?:#{3}.*|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|GRAPHQL|WEBSOCKET) \S.*|@[\w.-]+\s*=.*)$", re.MULTILINE
)
_MOST_BLOCKS = 50_000
_ANSWER_OF_ANOTHER = re.compile(r"\{\{\s*(?P<name>[\w-]+)\.(?:request|response)\.(?:body|headers)[^{}]*\}\}")
_MESSAGE_SIGN = re.compile(r"^===(?: wait-for-server)?[^\S\n]*$", re.MULTILINE)
_SHARED = "$shared"


class HttpFileImporter:
    """Read requests as text."""

    name = "HTTP file (.http, .rest)"
    suffixes: tuple[str, ...] = (".http", ".rest")

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell by the file's name, or by lines that start requests."""
        if file_name.lower().endswith(self.suffixes):
            return True
        head = data[:4_000].decode("utf-8", "replace").replace("\r", "")
        return head.lstrip()[:3] in {"###", "GET", "POS", "PUT"} and _LOOKS_LIKE_ONE.search(head) is not None

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return the requests of a file in their order; files that it names are not read, scripts not run."""
        notes = ImportNotes()
        text = with_our_names(decode_text(data).replace("\0", ""), notes)
        blocks, variables = http_blocks(text)
        if not blocks and not variables:
            raise refused("http-file", "It holds no request.", "A request starts with a line such as GET https://…")
        if len(blocks) > _MOST_BLOCKS:
            raise refused("items", f"It holds more than {_MOST_BLOCKS:,} requests.", "Import a part of it.")
        secrets = SecretsFound(text)
        reader = _BlockReader(notes, secrets)
        root = ImportedFolder(
            name=file_name.rpartition("/")[2] or "HTTP file",
            items=tuple(reader.read(block, number) for number, block in enumerate(blocks, 1)),
            auth=NoAuth(),
            variables=tuple(Variable(name, value) for name, value in variables.items()),
        )
        return secret_free(Imported("HTTP file", root, notes=notes.all), secrets)


@dataclass(frozen=True, slots=True)
class _BlockReader:
    """Make drafts of the requests of one file."""

    notes: ImportNotes
    secrets: SecretsFound

    def read(self, block: HttpBlock, number: int) -> ImportedItem:
        name = " ".join(block.name.split())[:200] or f"{block.method} {split_query(block.url)[0]}"[:120]
        place = place_of(name or f"Request {number}")
        self._note(block, place)
        written = tuple(Header(key, value) for key, value in block.headers)
        headers, auth = take_authorization(written, place, self.notes, self.secrets)
        return ImportedItem(self._draft(block, name, headers, auth, place))

    def _draft(self, block: HttpBlock, name: str, headers: tuple[Header, ...], auth: Auth, place: str) -> Draft:
        docs = docs_with_scripts("\n".join(block.comments), block.scripts, self.notes, place)
        url = block.url
        if block.method == "WEBSOCKET" or url.lower().startswith(("ws://", "wss://")):
            messages = tuple(
                SavedMessage(f"Message {at}", "json" if text[:1] in {"{", "["} else "text", text)
                for at, text in enumerate((piece.strip() for piece in _MESSAGE_SIGN.split(block.body)), 1)
                if text
            )
            first = messages[0] if messages else SavedMessage()
            params = split_query(url)[1]
            return SocketDraft(
                name, url, params, headers=headers, auth=auth, messages=messages, message=first, docs=docs
            )
        body, kept = self._body(block, headers, place)
        return RequestDraft(
            name=name,
            method="POST" if block.method == "GRAPHQL" else block.method,
            url=url,
            params=split_query(url)[1],
            headers=kept,
            body=body,
            auth=auth,
            settings=RequestSettings(
                follow_redirects="no-redirect" not in block.directives,
                use_cookies="no-cookie-jar" not in block.directives,
            ),
            docs=docs,
        )

    def _body(self, block: HttpBlock, headers: tuple[Header, ...], place: str) -> tuple[Body, tuple[Header, ...]]:
        by_name = {header.name.lower(): header.value for header in headers}
        content_type = by_name.get("content-type", "")
        kind = content_type.lower()
        if block.method == "GRAPHQL" or by_name.get("x-request-type", "").lower() == "graphql":
            query, _, variables = block.body.partition("\n\n")
            kept = tuple(header for header in headers if header.name.lower() != "x-request-type")
            return GraphQlBody(query.strip(), variables.strip()), kept
        if not block.body:
            return NoBody(), headers
        if path := file_line(block.body):
            self.notes.file_named(place, path)
            return FileBody(path, content_type), headers
        boundary = boundary_of(content_type)
        if "multipart/form-data" in kind and boundary:
            parts = multipart_parts(block.body, boundary)
            for part in parts:
                if part.file_path:
                    self.notes.file_named(place, part.file_path)
            return MultipartBody(parts), tuple(header for header in headers if header.name.lower() != "content-type")
        if "x-www-form-urlencoded" in kind:
            fields = form_fields(block.body)
            return (TextBody(block.body, "text") if fields is None else FormBody(fields)), headers
        for line in block.body.split("\n"):
            if line.startswith("<") and (path := file_line(line)):
                self.notes.left_out(place, f"The file “{path[:80]}” within the body was not read; its line stays.")
        looks_like_json = block.body.lstrip()[:1] in {"{", "["} and not kind
        return TextBody(block.body, "json" if "json" in kind or looks_like_json else _text_kind(kind)), headers

    def _note(self, block: HttpBlock, place: str) -> None:
        for name in sorted({match["name"] for match in _ANSWER_OF_ANOTHER.finditer(f"{block.url}\n{block.body}")}):
            self.notes.left_out(place, f"A value from the answer to “{name[:60]}” is not taken over; set a variable.")
        for path in block.files:
            self.notes.left_out(place, f"The file “{path[:80]}” is neither read nor written.")
        if "prompt" in block.directives:
            asked = block.directives["prompt"].split(maxsplit=1)[:1]
            self.notes.changed(place, f"Nobody is asked for {' '.join(asked)[:60]}; set the variable of that name.")
        if block.method == "GRPC":
            self.notes.left_out(place, "gRPC is not spoken here.")


def read_http_environment(data: bytes, file_name: str) -> Imported:
    """Return the environments of an http-client.env.json, or of the REST Client's settings; the root is empty.

    Of a private one all is secret. Raise `InputError` for what is not JSON, or holds no environment.
    """
    document = parse_json(data)
    notes = ImportNotes()
    notes.extend(document.notes)
    members = mapping(document.value)
    named = mapping(members.get("rest-client.environmentVariables")) or members
    shared = mapping(named.get(_SHARED))
    environments = []
    private = ".private." in file_name.lower()
    for name, values in named.items():
        if name == _SHARED or not isinstance(values, Mapping):
            continue
        if "Security" in values:
            notes.left_out(place_of(str(name), "Security"), "Auth of an environment is not taken over; add it here.")
        merged = {**shared, **values}
        variables = tuple(
            Variable(str(key), with_our_names(plain(value), notes), secret=private)
            for key, value in merged.items()
            if key not in {"Security", "SSLConfiguration"}
        )
        environments.append(Environment(str(name), variables))
    if not environments:
        raise refused("http-environment", "It holds no environment.")
    root = ImportedFolder(file_name.rpartition("/")[2] or "Environments")
    secrets = SecretsFound(decode_text(data))
    return secret_free(Imported("HTTP environment", root, tuple(environments), notes.all), secrets)


def _text_kind(content_type: str) -> TextKind:
    return "xml" if "xml" in content_type else "text"


HTTP_FILE = HttpFileImporter()
