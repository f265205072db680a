"""HTTP archives as browsers and proxies save them (HAR 1.2, with Chromium's WebSocket messages)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from countersign.formats.importing.authorization_header import split_authorization
from countersign.formats.importing.har_parts import Archive, body_of, example_of, headers_of, messages_of
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.importer import refused
from countersign.formats.importing.limited_documents import parse_json
from countersign.formats.importing.loose_values import mapping, mappings, plain
from countersign.formats.importing.secret_free import secret_free
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import NoAuth, SigV4Auth
from countersign.model.body import MultipartBody
from countersign.model.drafts import Draft
from countersign.model.imported import Imported, ImportedFolder, ImportedItem
from countersign.model.request import RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Example
from countersign.variables.query_text import join_query, split_query

_MARK = re.compile(rb'"log"\s*:\s*\{')
_ENTRIES = re.compile(rb'"entries"\s*:\s*\[')
_ADDRESS = re.compile(r"(?P<scheme>https?|wss?)://(?:[^/?#@]*@)?(?P<host>[^/?#]+)(?P<path>[^?#]*)", re.IGNORECASE)
_SAVED_RESPONSES = 5  # of one request that was sent again and again


class HarImporter:
    """Read an archive of traffic."""

    name = "HTTP archive (HAR)"
    suffixes: tuple[str, ...] = (".har",)

    def recognises(self, data: bytes, file_name: str) -> bool:
        """Tell by the members `log` and `entries`."""
        if file_name.lower().endswith(self.suffixes):
            return True
        return _MARK.search(data[:2_000]) is not None and _ENTRIES.search(data) is not None

    def read(self, data: bytes, file_name: str) -> Imported:
        """Return the requests in folders by host; a request that was sent several times comes in once."""
        document = parse_json(data)
        log = mapping(mapping(document.value).get("log"))
        if "entries" not in log:
            raise refused("har", "It is no HTTP archive: log.entries is missing.")
        notes = ImportNotes()
        notes.extend(document.notes)
        folders = _folders(mappings(log["entries"]), Archive(notes))
        creator = mapping(log.get("creator"))
        made_by = " ".join(part for part in (plain(creator.get("name")), plain(creator.get("version"))) if part)
        root = ImportedFolder(
            file_name.rpartition("/")[2] or "HTTP archive",
            folders,
            NoAuth(),
            docs=f"Recorded by {made_by[:100]}." if made_by else "",
        )
        version = plain(log.get("version")) or "1.2"
        return secret_free(Imported(f"HAR {version[:10]}", root, notes=notes.all), SecretsFound())


def _folders(entries: Iterator[Mapping[str, Any]], archive: Archive) -> tuple[ImportedFolder, ...]:
    hosts: dict[str, dict[Draft, tuple[list[Example], str]]] = {}
    for entry in entries:
        request = mapping(entry.get("request"))
        url = plain(request.get("url"))
        address = _ADDRESS.match(url)
        if address is None:
            archive.notes.left_out(url[:60], "It is no address that a request can be sent to.")
            continue
        host, place = address["host"].lower(), place_of(address["host"], address["path"] or "/")
        draft = _draft(entry, request, url, place, archive)
        examples, _ = hosts.setdefault(host, {}).setdefault(draft, ([], plain(entry.get("_resourceType"))))
        example = example_of(mapping(entry.get("response")), archive)
        if example is not None and example not in examples and len(examples) < _SAVED_RESPONSES:
            examples.append(example)
    return tuple(
        ImportedFolder(
            host,
            tuple(
                ImportedItem(draft, tags=(kind,) if kind else (), examples=tuple(examples))
                for draft, (examples, kind) in drafts.items()
            ),
        )
        for host, drafts in hosts.items()
    )


def _draft(entry: Mapping[str, Any], request: Mapping[str, Any], url: str, place: str, archive: Archive) -> Draft:
    base, written = split_query(url.partition("#")[0])
    auth, headers, params = split_authorization(headers_of(request), written, NoAuth())
    if isinstance(auth, SigV4Auth):
        archive.notes.changed(place, "The signature was taken out; the request is signed anew. Choose an identity.")
    url = join_query(base, params)
    match = _ADDRESS.match(url)
    path = match["path"] if match else ""
    name = path.strip("/")[:120] or "/"
    status = mapping(entry.get("response")).get("status")
    if "_webSocketMessages" in entry or status == 101 or url.lower().startswith("ws"):
        return _socket(entry, SocketDraft(name, _socket_url(url), params, headers=headers, auth=auth), place, archive)
    body = body_of(mapping(request.get("postData")), place, archive)
    if isinstance(body, MultipartBody):
        headers = tuple(header for header in headers if header.name.lower() != "content-type")
    method = plain(request.get("method")).upper() or "GET"
    return RequestDraft(name, method, url, params, headers=headers, body=body, auth=auth)


def _socket(entry: Mapping[str, Any], draft: SocketDraft, place: str, archive: Archive) -> SocketDraft:
    messages = messages_of(entry.get("_webSocketMessages"), place, archive)
    protocols = ", ".join(header.value for header in draft.headers if header.name.lower() == "sec-websocket-protocol")
    headers = tuple(
        header
        for header in draft.headers
        if not header.name.lower().startswith("sec-websocket-") and header.name.lower() not in {"upgrade", "pragma"}
    )
    return SocketDraft(
        name=draft.name,
        url=draft.url,
        params=draft.params,
        headers=headers,
        subprotocols=protocols,
        auth=draft.auth,
        messages=messages,
        message=messages[0] if messages else SavedMessage(),
    )


def _socket_url(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return {"http": "ws", "https": "wss"}.get(scheme.lower(), scheme) + mark + rest


HAR = HarImporter()
