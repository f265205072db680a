"""Who may connect to a signaling endpoint; a refusal comes before the upgrade.

Sources: "ConnectAsMaster" and "ConnectAsViewer", KVS WebRTC Developer Guide, for what is asked for and which
exception answers what is missing. A viewer is told from a master by its client ID.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from countersign.playground.exchange import ReceivedRequest
from countersign.playground.judge import SignedService, judge
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.kvs_words import SERVICE, KvsError, denied, kvs_answer, word_error
from countersign.playground.refusal import Refusal
from countersign.playground.signaling_channels import ARN, Channel, SignalingChannels
from countersign.playground.signaling_messages import IDENTIFIER
from countersign.playground.signaling_seat import MASTER, Seat
from countersign.playground.web_socket import WebSocket

Role = Literal["MASTER", "VIEWER"]

_LONGEST_EXPIRY = 299  # seconds
_RESERVED = re.compile(r"aws_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignalingGate:
    """Serve the two signaling endpoints."""

    channels: SignalingChannels
    keys: PlaygroundKeys
    region: str
    now: Callable[[], datetime]

    async def serve(self, socket: WebSocket, role: Role) -> None:
        """Refuse a connection, or seat it at its channel until it ends."""
        if socket.request.path != "/":
            await socket.refuse(kvs_answer({"message": "Not Found"}, 404))
            return
        try:
            channel, client_id = self._admit(socket.request, role)
        except KvsError as error:
            await socket.refuse(word_error(error))
            return
        await socket.accept()
        await channel.relay.serve(Seat(socket, client_id))

    def _admit(self, request: ReceivedRequest, role: Role) -> tuple[Channel, str]:
        try:
            self._check_signature(request)
        except Refusal as refusal:
            raise denied(refusal, request) from None
        parameters = request.parameters()
        client_id = _client_id(parameters.get("X-Amz-ClientId"), role)
        arn = parameters.get("X-Amz-ChannelARN", "")
        if len(arn) > 1024 or not ARN.fullmatch(arn):
            raise KvsError("InvalidArgumentException", "X-Amz-ChannelARN must be the ARN of a signaling channel.")
        channel = self.channels.at(arn)
        if channel.relay.is_full_for(client_id):
            sentence = "The maximum number of viewers is connected to the channel."
            raise KvsError("ClientLimitExceededException", sentence)
        return channel, client_id

    def _check_signature(self, request: ReceivedRequest) -> None:
        parameters = request.parameters()
        if "X-Amz-Signature" not in parameters:
            raise Refusal("missing")
        expires = parameters.get("X-Amz-Expires", "")
        if not (re.fullmatch("[0-9]{1,3}", expires) and 1 <= int(expires) <= _LONGEST_EXPIRY):
            raise Refusal("incomplete", f"'X-Amz-Expires' must be between 1 and {_LONGEST_EXPIRY} seconds.")
        if parameters.get("X-Amz-SignedHeaders") != "host":
            raise Refusal("incomplete", "'X-Amz-SignedHeaders' must be 'host'.")
        service = SignedService(SERVICE, self.region, s3=False, skew=timedelta(minutes=5))
        headers = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
        judge(replace(request, headers=headers), self.keys, service, self.now())


def _client_id(given: str | None, role: Role) -> str:
    if role == "MASTER":
        if given is not None:
            sentence = "X-Amz-ClientId is for viewers; this is the endpoint of the master."
            raise KvsError("InvalidArgumentException", sentence)
        return MASTER
    if given is None:
        sentence = "X-Amz-ClientId is missing; this is the endpoint of viewers."
        raise KvsError("InvalidArgumentException", sentence)
    if not IDENTIFIER.fullmatch(given) or _RESERVED.match(given):
        sentence = "X-Amz-ClientId must match [a-zA-Z0-9_.-]{1,256} and must not start with AWS_."
        raise KvsError("InvalidArgumentException", sentence)
    return given
