"""The signed URL that opens a signaling channel, and the same URL taken apart.

Sources: "ConnectAsMaster" and "ConnectAsViewer", Kinesis Video Streams WebRTC Developer Guide; "Create a signed AWS
API request", IAM User Guide. The query stands in the order of AWS's JavaScript SDK: sorted, the signature too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from countersign.kvs.channel_arn import ChannelArn
from countersign.kvs.client_ids import check_client_id
from countersign.kvs.endpoints import check_region
from countersign.model.channel import LONGEST_EXPIRY, Role
from countersign.model.credentials import Credentials
from countersign.model.errors import Failure, InputError
from countersign.model.signing_record import SigningRecord
from countersign.model.url import WireUrl
from countersign.signing import EMPTY_PAYLOAD_HASH, SigningOptions, sign, sorted_query
from countersign.signing.canonical_url import encoded

SERVICE = "kinesisvideo"

_SECRET_PARAMETERS = frozenset({"x-amz-signature", "x-amz-security-token"})


class UrlPart(NamedTuple):
    """Hold one parameter of a query, decoded; a secret one is shown only when somebody asks."""

    name: str
    value: str
    secret: bool


def sign_channel_url(
    endpoint: str,
    arn: str,
    role: Role,
    client_id: str,
    credentials: Credentials,
    region: str,
    date: datetime,
    expires: int = LONGEST_EXPIRY,
) -> SigningRecord:
    """Sign the URL with which a master or a viewer connects; `client_id` counts for a viewer only.

    Raises `InputError` for an endpoint, ARN, client ID, region or lifetime that cannot be used.
    """
    query = [("X-Amz-ChannelARN", str(ChannelArn.parse(arn)))]
    if role == "VIEWER":
        check_client_id(client_id)
        query.append(("X-Amz-ClientId", client_id))
    return sign_websocket_url(endpoint, query, credentials, region, date, expires=expires)


def sign_websocket_url(
    endpoint: str,
    query: Iterable[tuple[str, str]],
    credentials: Credentials,
    region: str,
    date: datetime,
    *,
    service: str = SERVICE,
    expires: int = LONGEST_EXPIRY,
) -> SigningRecord:
    """Sign a wss:// endpoint with these parameters, decoded, in its query; raise `InputError` for what cannot be."""
    if not 1 <= expires <= LONGEST_EXPIRY:
        raise InputError(
            Failure(
                "kvs.expires",
                f"A signed signaling URL cannot last {expires} seconds.",
                f"Use a number from 1 to {LONGEST_EXPIRY}.",
                field="Expires",
            )
        )
    check_region(region)
    written = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in query)
    record = sign(
        "GET",
        signaling_endpoint(endpoint).with_query(written or None),
        (),
        EMPTY_PAYLOAD_HASH,
        credentials,
        SigningOptions(region=region, service=service, date=date, place="query", expires=expires),
    )
    return replace(record, url=sorted_query(record.url))


def signaling_endpoint(text: str) -> WireUrl:
    """Read an endpoint; raise `InputError` on the field `Endpoint` for one that no WebSocket opens on.

    Without TLS the signature could be replayed by anybody on the way, so that ws:// is for this machine only.
    """
    try:
        url = WireUrl.parse(text)
    except InputError as error:
        raise InputError(replace(error.failure, field="Endpoint")) from None
    if url.scheme == "https":
        raise _endpoint_refusal("This is the HTTPS endpoint of the channel.", "Use the other one, for WSS: wss://…")
    if url.scheme != "wss" and not (url.scheme == "ws" and url.is_loopback):
        raise _endpoint_refusal(f"A signaling channel is not opened over {url.scheme}://.", "Write wss:// instead.")
    if url.query is not None:
        raise _endpoint_refusal(
            "The endpoint has a query already.",
            "Take out the question mark and what follows: signing adds what is needed.",
        )
    return url


def url_parts(signed: SigningRecord | str) -> tuple[UrlPart, ...]:
    """Return the query of a signed URL in its order; nothing for a text that has none."""
    query = _text_of(signed).partition("#")[0].partition("?")[2]
    pairs = (piece.partition("=") for piece in query.split("&") if piece)
    return tuple(_part(_decoded(name), _decoded(value)) for name, _, value in pairs)


def url_base(signed: SigningRecord | str) -> str:
    """Return what stands before the query of a signed URL."""
    return _text_of(signed).partition("#")[0].partition("?")[0]


def signed_at(signed: SigningRecord | str) -> float | None:
    """Return the date of a signature in seconds since the epoch; None if it does not say."""
    return _epoch(_values(signed), timedelta())


def expires_at(signed: SigningRecord | str) -> float | None:
    """Return when a signed URL stops opening connections, in seconds since the epoch; None if it does not say."""
    values = _values(signed)
    try:
        return _epoch(values, timedelta(seconds=int(values.get("x-amz-expires", ""))))
    except (ValueError, OverflowError):
        return None


def _values(signed: SigningRecord | str) -> dict[str, str]:
    return {name.lower(): value for name, value, _ in url_parts(signed)}


def _epoch(values: dict[str, str], later: timedelta) -> float | None:
    try:
        date = datetime.strptime(values.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return (date + later).timestamp()
    except (ValueError, OverflowError):
        return None


def _text_of(signed: SigningRecord | str) -> str:
    return signed if isinstance(signed, str) else str(signed.url)


def _part(name: str, value: str) -> UrlPart:
    return UrlPart(name, value, name.lower() in _SECRET_PARAMETERS)


def _decoded(text: str) -> str:
    return unquote(text.replace("+", " "))


def _endpoint_refusal(sentence: str, action: str) -> InputError:
    return InputError(Failure("kvs.endpoint", sentence, action, field="Endpoint"))
