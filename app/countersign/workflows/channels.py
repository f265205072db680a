"""Signaling channels of an account: how they are asked about, with whose credentials, and what a refusal means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from countersign.kvs.call_answers import ChannelInfo
from countersign.kvs.channel_arn import ChannelArn, is_arn
from countersign.kvs.control_plane import Answer, ControlPlane
from countersign.kvs.endpoints import check_region, control_plane_url
from countersign.kvs.refusals import Handshake, explain_refusal
from countersign.kvs.signed_url import SERVICE
from countersign.model.auth import SigV4Auth
from countersign.model.body import TextBody
from countersign.model.channel import ChannelDraft, IceServer, JoinState
from countersign.model.credentials import Credentials
from countersign.model.errors import CountersignError, Failure
from countersign.model.exchange import Exchange
from countersign.model.redaction import Redactor
from countersign.model.request import RequestDraft
from countersign.variables.scopes import Scope
from countersign.variables.template import fill_channel
from countersign.workflows.authorize import CredentialsResolver
from countersign.workflows.prepare_request import RequestContext, effective_auth
from countersign.workflows.send_request import SendRequest
from countersign.workflows.token_variables import TokenVariables

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FilledChannel:
    """Hold a channel with its variables filled, the identity that counts, and its region."""

    draft: ChannelDraft
    auth: SigV4Auth
    region: str


class Channels:
    """Ask about channels. Belongs to one event loop."""

    def __init__(
        self,
        send: SendRequest,
        credentials: CredentialsResolver,
        tokens: TokenVariables,
        redactor: Redactor,
        environ: Mapping[str, str],
    ) -> None:
        self._send = send
        self._credentials = credentials
        self._tokens = tokens
        self._redactor = redactor
        self._environ = environ

    async def filled(self, draft: ChannelDraft, context: RequestContext) -> FilledChannel:
        """Return the channel ready to be used; raise `InputError` for a missing variable or region."""
        filled = fill_channel(draft, await self._tokens(draft, context.scope))
        region = self._region(filled)
        check_region(region)
        auth = effective_auth(SigV4Auth(filled.source, filled.identity, region, SERVICE), context)
        assert isinstance(auth, SigV4Auth)
        return FilledChannel(filled, auth, region)

    async def credentials(self, channel: FilledChannel) -> Credentials:
        """Return the credentials that sign; raise `CredentialsError` when there are none."""
        credentials = await self._credentials.resolve(channel.auth.source, channel.auth.identity)
        self._redactor.register([credentials.secret_access_key, credentials.session_token])
        return credentials

    def plane(self, channel: FilledChannel) -> ControlPlane:
        """Return the control plane of a channel's region, or the one that it names."""
        draft = channel.draft
        base = (
            draft.control_plane
            or self._environ.get("AWS_ENDPOINT_URL_KINESIS_VIDEO")
            or control_plane_url(channel.region, fips=draft.fips, dual_stack=draft.dual_stack)
        )

        async def call(method: str, url: str, body: bytes, region: str) -> Exchange:
            request = RequestDraft(
                method=method,
                url=url,
                body=TextBody(body.decode(), "json"),
                auth=replace(channel.auth, region=region),
                settings=replace(draft.settings, follow_redirects=False, use_cookies=False),
            )
            return await self._send(request, RequestContext(Scope()), lambda _progress: None)

        return ControlPlane(call, base, channel.region, self._redactor.scrub)

    async def ice_servers(
        self, channel: FilledChannel, https_endpoint: str, arn: str, client_id: str
    ) -> Answer[tuple[IceServer, ...]]:
        """Return the relay servers; their user names and passwords are registered as secret first."""
        answer = await self.plane(channel).ice_servers(https_endpoint, arn, client_id)
        for server in answer.value or ():
            self._redactor.register([server.username, server.password])
        return answer

    async def list(self, draft: ChannelDraft, context: RequestContext) -> tuple[ChannelInfo, ...]:
        """Return the channels of the account in the draft's region; raise where they cannot be listed."""
        channel = await self.filled(draft, context)
        return _value(await self.plane(channel).list())

    async def create(self, draft: ChannelDraft, context: RequestContext, name: str) -> str:
        """Create a channel and return its ARN; raise where that is refused."""
        region = draft.region or (await self.filled(draft, context)).region  # the ARN that it stands in is replaced
        channel = await self.filled(replace(draft, channel=name, region=region), context)
        return _value(await self.plane(channel).create(channel.draft.channel))

    def explain(self, exchange: Exchange, state: JoinState, at: float) -> Failure | None:
        """Return what a refused handshake means; where the server did not refuse it, the transport's own failure.

        `at` is when it was sent, in seconds since the epoch.
        """
        refused = exchange.failure is not None and exchange.failure.id.startswith("websocket.refused")
        if not refused or exchange.response is None or state.signing is None:
            return exchange.failure
        sent = Handshake(state.role, state.channel_arn, state.client_id, state.signing, at)
        return explain_refusal(sent, exchange.response, self._redactor.scrub)

    def _region(self, draft: ChannelDraft) -> str:
        if draft.region:
            return draft.region
        if is_arn(draft.channel):
            return ChannelArn.parse(draft.channel).region
        return self._environ.get("AWS_REGION") or self._environ.get("AWS_DEFAULT_REGION") or ""


def _value(answer: Answer[T]) -> T:
    if answer.failure is not None or answer.value is None:
        raise CountersignError(answer.failure or Failure("kvs.no-answer", "AWS gave no answer."))
    return answer.value
