"""What it means when AWS answers a signaling handshake with anything but 101.

Sources: "ConnectAsMaster" and "ConnectAsViewer", Kinesis Video Streams WebRTC Developer Guide, and the notes on
troubleshooting in AWS's signer samples: 400 is the URL, 403 the signature or the permission, 404 the channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from countersign.kvs.aws_words import AwsWords, Scrub, aws_words
from countersign.kvs.channel_arn import ChannelArn
from countersign.kvs.client_ids import is_well_formed, starts_reserved
from countersign.kvs.credentials_refusals import credentials_failure
from countersign.kvs.signed_url import expires_at, signed_at
from countersign.model.channel import Role
from countersign.model.errors import Failure, InputError
from countersign.model.exchange import Response
from countersign.model.signing_record import SigningRecord
from countersign.signing import region_and_service

_MOST_SKEW = 300.0  # seconds that a date may lie ahead
_ENDPOINT_STARTS: dict[str, Role] = {"m-": "MASTER", "v-": "VIEWER"}
_ROLE_WORDS: dict[Role, str] = {"MASTER": "master", "VIEWER": "viewer"}
_CONNECT: dict[Role, str] = {"MASTER": "kinesisvideo:ConnectAsMaster", "VIEWER": "kinesisvideo:ConnectAsViewer"}


@dataclass(frozen=True, slots=True)
class Handshake:
    """Hold what was sent; `at` is when, in seconds since the epoch."""

    role: Role
    arn: str
    client_id: str
    record: SigningRecord = field(repr=False)
    at: float

    @property
    def permission(self) -> str:
        """Return the permission that the handshake needs."""
        return _CONNECT[self.role]


def explain_refusal(sent: Handshake, response: Response, scrub: Scrub) -> Failure:
    """Return the most likely cause; the others and AWS's own words stand in the detail."""
    words = aws_words(response, scrub)
    first, *others = _causes(sent, response.status, words)
    also = [f"It may also be this: {other.sentence}" for other in others if other.sentence != first.sentence]
    said = (
        f"The server said: {words.detail}" if words.detail else f"The server gave no reason (HTTP {response.status})."
    )
    return replace(first, detail="\n".join((said, *also)))


def _causes(sent: Handshake, status: int, words: AwsWords) -> Iterator[Failure]:
    """Yield causes, the most likely first: what AWS says, then what the URL shows, then what is usual."""
    if words.says("clientlimitexceeded", "throttl", "toomanyrequests") or status == 429:
        yield _limit(sent)
    elif status == 400:
        yield from _bad_url(sent)
    elif status in (401, 403):
        yield from _forbidden(sent, words)
    elif status == 404:
        yield from _no_channel(sent)
    elif status >= 500:
        yield Failure(
            "kvs.signaling-down",
            f"The signaling service has a fault of its own (HTTP {status}).",
            "Wait, then retry.",
        )
    else:
        yield Failure(
            "kvs.no-signaling",
            f"The endpoint answered with HTTP {status}, as a server does that speaks no WebSocket there.",
            "Check the endpoint: use the one that GetSignalingChannelEndpoint gives for WSS.",
            field="Endpoint",
        )


def _bad_url(sent: Handshake) -> Iterator[Failure]:
    if sent.role == "VIEWER":
        yield from _client_id_causes(sent.client_id)
    try:
        ChannelArn.parse(sent.arn)
    except InputError as error:
        yield error.failure
    role = _ENDPOINT_STARTS.get(sent.record.url.host[:2])
    if role is not None and role != sent.role:
        yield _wrong_endpoint(sent, f"{sent.record.url.host} is the endpoint of the {_ROLE_WORDS[role]}")
    yield from _expired(sent)
    if role is None:
        yield _wrong_endpoint(sent, "The endpoint is probably for the other role")
    yield Failure(
        "kvs.url-refused",
        "AWS does not accept the URL.",
        "Check channel ARN, client ID and endpoint; the details hold the server's words.",
        field="Signed URL",
    )


def _client_id_causes(client_id: str) -> Iterator[Failure]:
    if not client_id:
        sentence, action = "A viewer needs a client ID, and there is none.", "Write one, or take a random one."
    elif starts_reserved(client_id):
        sentence, action = "The client ID starts with AWS_, which AWS keeps for itself.", "Choose another beginning."
    elif not is_well_formed(client_id):
        sentence = "The client ID holds a character that AWS does not take, or is too long."
        action = "Use 1 to 256 letters, digits, hyphens, dots and underscores."
    else:
        return
    yield Failure("kvs.client-id", sentence, action, field="Signaling client ID")


def _wrong_endpoint(sent: Handshake, found: str) -> Failure:
    wanted = _ROLE_WORDS[sent.role]
    return Failure(
        "kvs.endpoint-role",
        f"{found}, but this connects as {wanted}.",
        f"Ask GetSignalingChannelEndpoint for the role {sent.role}: each role has its own endpoint.",
        field="Endpoint",
    )


def _forbidden(sent: Handshake, words: AwsWords) -> Iterator[Failure]:
    said = credentials_failure(words, sent.record.region)
    denied = words.permission != "" or words.is_explicit_deny
    if said is not None:
        yield from _more_precisely(sent, said)
        yield said
    elif denied:
        yield _denied(sent, words)
    yield from _expired(sent)
    yield from _wrong_region(sent)
    yield from _token_missing(sent)
    if not denied:
        yield _denied(sent, words)
    yield Failure(
        "kvs.signature",
        "The keys are wrong, deleted or expired, so that AWS computes another signature.",
        "Ask who this identity is (GetCallerIdentity); if that fails too, renew or save the keys again.",
        field="Identity",
    )


def _more_precisely(sent: Handshake, said: Failure) -> Iterator[Failure]:
    """Yield what the URL shows of that which AWS says."""
    if said.id == "kvs.clock":
        yield from _expired(sent)
    elif said.id == "kvs.credentials-unknown":
        yield from _token_missing(sent)


def _token_missing(sent: Handshake) -> Iterator[Failure]:
    if sent.record.access_key_id.startswith("ASIA") and not sent.record.session_token_signed:
        yield Failure(
            "kvs.token-missing",
            "These are temporary keys (ASIA…), but the URL was signed without their session token.",
            "Add the session token to the identity.",
            field="Identity",
        )


def _denied(sent: Handshake, words: AwsWords) -> Failure:
    permission = words.permission or sent.permission
    if words.is_explicit_deny:
        sentence, action = f"A policy forbids this identity {permission}.", f"Find the Deny that matches {sent.arn}."
    else:
        sentence = f"This identity lacks the permission {permission}."
        action = f"Allow it on {sent.arn} in a policy of the identity."
    return Failure("kvs.denied", sentence, action, field="Identity")


def _expired(sent: Handshake) -> Iterator[Failure]:
    end, begin = expires_at(sent.record), signed_at(sent.record)
    if end is not None and end < sent.at:
        yield Failure(
            "kvs.url-expired",
            f"The signed URL had expired {round(sent.at - end)} s before it was used.",
            "Sign a fresh one; if the date is fixed, take that out, and check this computer's clock.",
            field="Signed URL",
        )
    elif begin is not None and begin > sent.at + _MOST_SKEW:
        yield Failure(
            "kvs.url-early",
            f"The URL was signed with a date that lies {round(begin - sent.at)} s ahead.",
            "Take out the fixed date, and check this computer's clock.",
            field="Signed URL",
        )


def _wrong_region(sent: Handshake) -> Iterator[Failure]:
    signed = sent.record.region
    host_region = region_and_service(sent.record.url.host).region
    arn_region = next(iter(sent.arn.split(":")[3:4]), "")
    for place, region in (("endpoint", host_region), ("channel ARN", arn_region)):
        if region and region != signed:
            yield Failure(
                "kvs.region-mismatch",
                f"The URL is signed for {signed}, but the {place} names {region}.",
                f"Set the region to {region}.",
                field="Region",
            )


def _no_channel(sent: Handshake) -> Iterator[Failure]:
    try:
        arn = ChannelArn.parse(sent.arn)
    except InputError as error:
        yield error.failure
        return
    yield Failure(
        "kvs.channel-not-found",
        f"There is no channel “{arn.name}” with this ARN in {arn.region}.",
        "Describe the channel by its name to get its ARN; one that was deleted and created again has another.",
        field="Channel ARN",
    )
    yield from _wrong_region(sent)


def _limit(sent: Handshake) -> Failure:
    if sent.role == "MASTER":
        sentence = "AWS gets too many connections for this channel: a master may connect three times a second."
    else:
        sentence = "The channel has as many viewers as it may have (10 unless raised), or they connect too often."
    return Failure("kvs.throttled", sentence, "Wait a few seconds, then connect again; close viewers that idle.")
