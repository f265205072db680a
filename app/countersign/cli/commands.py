"""The commands without a window: read the options, run the workflow, print what came of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from countersign.cli.collection_commands import export_collection, import_source
from countersign.cli.credential_commands import print_identities, print_token
from countersign.cli.prompts import TerminalPrompts
from countersign.cli.request_options import header_option
from countersign.model.auth import CredentialsSource, NoAuth, SigV4Auth
from countersign.model.body import Body, FileBody, NoBody, StoredBody, TextBody
from countersign.model.errors import CountersignError, CredentialsError, Failure, InputError, TransportError
from countersign.model.exchange import Exchange
from countersign.model.request import RequestDraft, RequestSettings
from countersign.model.signing_record import SigningRecord
from countersign.variables.scopes import Scope
from countersign.workflows.application import Application, Folders
from countersign.workflows.prepare_request import RequestContext

DONE, REFUSED, WRONG_USE, NOT_REACHED, NO_CREDENTIALS = range(5)
_CHUNK = 1 << 20
_UNSIGNED = {
    "identities": print_identities,
    "token": print_token,
    "import": import_source,
    "export": export_collection,
}


def run_command(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run one command; return its exit status."""
    try:
        return asyncio.run(_run(options, environ))
    except CredentialsError as error:
        return _complain(error.failure, NO_CREDENTIALS)
    except InputError as error:
        return _complain(error.failure, WRONG_USE)
    except TransportError as error:
        return _complain(error.failure, NOT_REACHED)
    except CountersignError as error:
        return _complain(error.failure, REFUSED)
    except KeyboardInterrupt:
        return REFUSED


async def _run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    application = Application(Folders.of_user(), environ, TerminalPrompts())
    try:
        if options.command in _UNSIGNED:
            return await _UNSIGNED[options.command](application, options)
        source = await _source(application, options.identity)
        if options.command in {"kvs-url", "kvs", "ws"}:
            return await _live(application, options, environ, source)
        draft = _draft(options, environ, source)
        if options.command == "send":
            return await _send(application, draft, options)
        record = await application.sign(draft, RequestContext(Scope()))
        assert record is not None
        return _print_record(record, options)
    finally:
        await application.close()


async def _live(
    application: Application, options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource
) -> int:
    from countersign.cli.channel_commands import print_channel_url, talk_to_channel
    from countersign.cli.socket_command import talk_to_socket

    if options.command == "kvs-url":
        return await print_channel_url(application, options, source)
    if options.command == "kvs":
        return await talk_to_channel(application, options, source)
    return await talk_to_socket(application, options, environ, source)


async def _send(application: Application, draft: RequestDraft, options: argparse.Namespace) -> int:
    exchange = await application.send(draft, RequestContext(Scope()), lambda _progress: None)
    scrub = application.redactor.scrub
    if options.output and exchange.response:
        await application.save_body(exchange.response.body, options.output)
    if options.json:
        from countersign.formats.exchange_json import exchange_document

        _print_json(_scrubbed(exchange_document(exchange), scrub))
    else:
        for warning in exchange.warnings:
            _complain(warning, DONE)
        if exchange.response:
            _print_response(exchange, options)
        if exchange.failure:
            _complain(exchange.failure, NOT_REACHED)
    return _status(exchange)


def _status(exchange: Exchange) -> int:
    if exchange.failure is not None:
        if exchange.request is not None:
            return NOT_REACHED
        return NO_CREDENTIALS if exchange.failure.id.startswith(("credentials.", "keyring.")) else WRONG_USE
    assert exchange.response is not None
    return DONE if exchange.response.status < 400 else REFUSED


async def _source(application: Application, identity: str) -> CredentialsSource:
    """Return where the identity of this name is kept; a keyring identity goes before a profile of the same name."""
    if not identity:
        return "environment"
    found = [one.source for one in await application.identities() if one.name == identity]
    return "keyring" if "keyring" in found or not found else found[0]


def _draft(options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource) -> RequestDraft:
    settings = RequestSettings()
    if options.command == "send":
        settings = RequestSettings(
            follow_redirects=not options.no_redirects,
            verify_tls=not options.insecure,
            extra_ca=options.ca,
            proxy=options.proxy,
            total_timeout=options.timeout,
        )
    unsigned = options.command == "send" and options.no_sign
    return RequestDraft(
        method=options.method,
        url=options.url,
        headers=tuple(header_option(text) for text in options.header),
        body=_body(options),
        auth=NoAuth() if unsigned else _auth(options, environ, source),
        settings=settings,
    )


def _auth(options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource) -> SigV4Auth:
    from countersign.model.url import WireUrl
    from countersign.signing.hosts import region_and_service

    found = region_and_service(WireUrl.parse(options.url).host)
    region = options.region or found.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    return SigV4Auth(
        source=source,
        identity=options.identity,
        region=region,
        service=options.service,
        place="query" if options.command == "presign" else "headers",
        payload="unsigned" if options.unsigned_payload else "signed",
        algorithm="v4a" if options.v4a else "v4",
        region_set=options.region_set,
        s3_path_rules=True if options.s3 else None,
        fixed_date=options.date,
        expires=getattr(options, "expires", 300),
    )


def _body(options: argparse.Namespace) -> Body:
    if options.data_file is not None:
        return FileBody(str(Path(options.data_file)))
    # curl and AWS's own examples leave the type to a header; text sent as it is has none of its own.
    return NoBody() if options.data is None else TextBody(options.data, "text")


def _print_record(record: SigningRecord, options: argparse.Namespace) -> int:
    if options.json:
        from countersign.formats.exchange_json import record_document

        _print_json(record_document(record))
    elif options.command == "presign":
        print(record.url)
    else:
        print(f"{record.method} {record.url}")
        for name, value in record.headers:
            print(f"{name}: {value}")
    return DONE


def _print_response(exchange: Exchange, options: argparse.Namespace) -> None:
    response = exchange.response
    assert response is not None
    if options.include:
        print(f"{exchange.connection.http_version} {response.status} {response.reason}".strip())
        for name, value in response.headers:
            print(f"{name}: {value}")
        print()
    if options.output is None:
        sys.stdout.flush()
        _write_body(response.body)


def _write_body(body: StoredBody) -> None:
    out = sys.stdout.buffer
    if body.path is None:
        out.write(body.data)
    else:
        with body.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
    out.flush()


def _scrubbed(value: Any, scrub: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_scrubbed(item, scrub) for item in value]
    if isinstance(value, dict):
        return {key: _scrubbed(item, scrub) for key, item in value.items()}
    return value


def _print_json(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _complain(failure: Failure, status: int) -> int:
    print(f"countersign: {failure}", file=sys.stderr)
    if failure.detail:
        print(f"  {failure.detail}", file=sys.stderr)
    return status
