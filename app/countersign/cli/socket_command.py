"""`ws`: any WebSocket on a terminal, signed if that is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from countersign.cli.console_input import Order, socket_order
from countersign.cli.live_console import LiveConsole
from countersign.cli.request_options import header_option
from countersign.formats.socket_reader import SocketReader
from countersign.model.auth import Auth, BearerAuth, CredentialsSource, NoAuth, SigV4Auth
from countersign.model.errors import Failure, InputError
from countersign.model.frame_log import FrameLog
from countersign.model.request import RequestSettings
from countersign.model.socket import SocketDraft
from countersign.model.url import WireUrl
from countersign.signing.hosts import region_and_service
from countersign.variables.scopes import Scope
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext


async def talk_to_socket(
    application: Application, options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource
) -> int:
    """Open the WebSocket and stay until the input ends or somebody closes it."""
    log = FrameLog()
    live = application.live_socket(_draft(options, environ, source), RequestContext(Scope()), log)

    async def deliver(line: str) -> Order | None:
        order = socket_order(line, as_json=options.json)
        if isinstance(order, Order):
            return order
        await live.send(order, Scope())
        return None

    console = LiveConsole(
        live,
        log,
        SocketReader(),
        deliver,
        as_json=options.json,
        wait=options.wait,
        scrub=application.redactor.scrub,
    )
    return await console.run()


def _draft(options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource) -> SocketDraft:
    return SocketDraft(
        url=options.url,
        headers=tuple(header_option(text) for text in options.header),
        subprotocols=", ".join(options.subprotocol),
        auth=_auth(options, environ, source),
        settings=RequestSettings(verify_tls=not options.insecure, extra_ca=options.ca, proxy=options.proxy),
        compression=not options.no_compression,
        reconnect=options.reconnect,
        ping_interval=options.ping or None,
    )


def _auth(options: argparse.Namespace, environ: Mapping[str, str], source: CredentialsSource) -> Auth:
    if options.bearer:
        token = environ.get(options.bearer, "")
        if not token:
            raise InputError(
                Failure(
                    "console.bearer",
                    f"The environment variable {options.bearer} is empty or not set.",
                    "Put the token there, for example with $(countersign token POOL).",
                )
            )
        return BearerAuth(token)
    if not options.sign:
        return NoAuth()
    found = region_and_service(WireUrl.parse(options.url).host)
    region = options.region or found.region or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
    return SigV4Auth(
        source=source, identity=options.identity, region=region, service=options.service, place=options.sign
    )
