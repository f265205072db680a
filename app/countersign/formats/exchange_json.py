"""A signing record and an exchange as JSON documents, for scripts."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from countersign.model.errors import Failure
from countersign.model.exchange import Exchange, Hop, Phase, Response
from countersign.model.signing_record import HeaderList, SigningRecord

Document = dict[str, Any]
_MOST_BODY = 10_000_000


def record_document(record: SigningRecord) -> Document:
    """Return a signing record: what to send, and every step that led there."""
    return {
        "method": record.method,
        "url": str(record.url),
        "headers": _pairs(record.headers),
        "canonical_request": record.canonical_request,
        "string_to_sign": record.string_to_sign,
        "signature": record.signature,
        "signed_headers": record.signed_headers,
        "scope": record.scope,
        "algorithm": record.algorithm,
        "authorization": record.authorization,
        "payload_hash": record.payload_hash,
        "date": record.date,
        "region": record.region,
        "service": record.service,
        "access_key_id": record.access_key_id,
    }


def exchange_document(exchange: Exchange) -> Document:
    """Return an exchange: the request as sent, the response or the failure, timings, the signing record."""
    request = exchange.request
    return {
        "schema": 1,
        "id": exchange.id,
        "started_at": exchange.started_at.isoformat(),
        "request": request
        and {
            "method": request.method,
            "url": str(request.url),
            "headers": _pairs(request.headers),
            "body": {"size": request.body.size, "sha256": request.body.sha256},
        },
        "response": exchange.response and _response_document(exchange.response),
        "failure": exchange.failure and _failure_document(exchange.failure),
        "warnings": [_failure_document(warning) for warning in exchange.warnings],
        "timings": {"total_ms": round(exchange.milliseconds, 3), "phases": [_phase(p) for p in exchange.phases]},
        "redirects": [_hop(hop) for hop in exchange.hops],
        "connection": _connection(exchange),
        "signing": exchange.signing and record_document(exchange.signing),
    }


def _response_document(response: Response) -> Document:
    body = response.body
    document: Document = {
        "status": response.status,
        "reason": response.reason,
        "headers": _pairs(response.headers),
        "body": {"size": body.size, "wire_size": body.wire_size, "ended_early": body.ended_early},
    }
    data = body.read(_MOST_BODY)
    try:
        document["body"]["text"] = data.decode()
    except UnicodeDecodeError:
        document["body"]["base64"] = base64.b64encode(data).decode()
    document["body"]["cut"] = body.size > len(data)
    return document


def _connection(exchange: Exchange) -> Document:
    document = asdict(exchange.connection)
    for certificate in document["certificates"]:
        certificate["not_before"] = certificate["not_before"].isoformat()
        certificate["not_after"] = certificate["not_after"].isoformat()
    return document


def _phase(phase: Phase) -> Document:
    return {"name": phase.name, "start_ms": round(phase.start, 3), "end_ms": round(phase.end, 3)}


def _hop(hop: Hop) -> Document:
    return asdict(hop)


def _failure_document(failure: Failure) -> Document:
    return {key: value for key, value in asdict(failure).items() if value}


def _pairs(headers: HeaderList) -> list[list[str]]:
    return [[name, value] for name, value in headers]
