"""Signaling channels of an account: region, identity, control plane, and what is told about them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.kvs.signed_url import sign_channel_url
from countersign.model.body import StoredBody
from countersign.model.channel import ChannelDraft, JoinState
from countersign.model.credentials import Credentials
from countersign.model.errors import CountersignError, Failure, InputError
from countersign.model.exchange import Exchange, Response
from countersign.model.redaction import Redactor
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.channels import Channels
from countersign.workflows.prepare_request import RequestContext
from countersign.workflows.token_variables import TokenVariables
from tests.kvs.examples import ARN
from tests.workflows.live import channel_draft

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
NOTHING = RequestContext(Scope())


class Keys:
    """Know one identity."""

    async def resolve(self, _source, _name):
        return KEYS


class Service:
    """Answer every call with the same, and remember the drafts."""

    def __init__(self, answer: object = None, status: int = 200) -> None:
        self.drafts = []
        self._answer = json.dumps(answer or {}).encode()
        self._status = status

    async def __call__(self, draft, _context, _observe):
        self.drafts.append(draft)
        body = StoredBody(self._answer, size=len(self._answer), wire_size=len(self._answer))
        return Exchange("1", datetime.now(UTC), None, Response(self._status, "", (), body), None)


def channels(service=None, environ=None, redactor=None) -> Channels:
    return Channels(service or Service(), Keys(), TokenVariables(None), redactor or Redactor(), environ or {})


def filled(draft: ChannelDraft, context: RequestContext = NOTHING, environ=None):
    return asyncio.run(channels(environ=environ).filled(draft, context))


@pytest.mark.parametrize(
    ("draft", "environ", "region"),
    [
        (ChannelDraft(channel=ARN), {}, "us-west-2"),
        (ChannelDraft(channel=ARN, region="eu-west-1"), {"AWS_REGION": "eu-west-3"}, "eu-west-1"),
        (ChannelDraft(channel="door"), {"AWS_REGION": "eu-west-3", "AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-3"),
        (ChannelDraft(channel="door"), {"AWS_DEFAULT_REGION": "eu-west-2"}, "eu-west-2"),
        (ChannelDraft(channel=ARN), {"AWS_REGION": "eu-west-3"}, "us-west-2"),
    ],
)
def test_the_region_comes_from_the_draft_then_the_arn_then_the_environment(draft, environ, region):
    channel = filled(draft, environ=environ)
    assert channel.region == region
    assert (channel.auth.region, channel.auth.service) == (region, "kinesisvideo")


def test_without_any_region_it_says_so():
    with pytest.raises(InputError) as raised:
        filled(ChannelDraft(channel="door"))
    assert (raised.value.failure.id, raised.value.failure.field) == ("kvs.region", "Region")


def test_variables_are_filled_and_a_missing_one_is_named():
    context = RequestContext(Scope((Layer("x", (Variable("name", "door"), Variable("region", "eu-west-1"))),)))
    channel = filled(ChannelDraft(channel="{{name}}", region="{{region}}"), context)
    assert (channel.draft.channel, channel.region) == ("door", "eu-west-1")
    with pytest.raises(InputError, match="nobody"):
        filled(ChannelDraft(channel="{{nobody}}"), context)


def test_no_identity_means_the_default_one_of_the_workspace():
    context = RequestContext(Scope(), default_identity="staging", default_source="profile")
    auth = filled(ChannelDraft(channel=ARN), context).auth
    assert (auth.source, auth.identity) == ("profile", "staging")
    auth = filled(ChannelDraft(channel=ARN, identity="own"), context).auth
    assert (auth.source, auth.identity) == ("keyring", "own")
    auth = filled(ChannelDraft(channel=ARN, source="environment"), context).auth
    assert (auth.source, auth.identity) == ("environment", "")


@pytest.mark.parametrize(
    ("changes", "environ", "url"),
    [
        ({}, {}, "https://kinesisvideo.us-west-2.amazonaws.com/describeSignalingChannel"),
        ({"fips": True}, {}, "https://kinesisvideo-fips.us-west-2.amazonaws.com/describeSignalingChannel"),
        ({"dual_stack": True}, {}, "https://kinesisvideo.us-west-2.api.aws/describeSignalingChannel"),
        ({}, {"AWS_ENDPOINT_URL_KINESIS_VIDEO": "http://e:1"}, "http://e:1/describeSignalingChannel"),
        (
            {"control_plane": "https://c/"},
            {"AWS_ENDPOINT_URL_KINESIS_VIDEO": "http://e:1"},
            "https://c/describeSignalingChannel",
        ),
    ],
)
def test_the_control_plane_is_awss_own_or_the_named_one(changes, environ, url):
    async def work():
        service = Service({"ChannelInfo": {"ChannelARN": ARN, "ChannelStatus": "ACTIVE"}})
        workflow = channels(service, environ)
        channel = await workflow.filled(replace(ChannelDraft(channel=ARN), **changes), NOTHING)
        answer = await workflow.plane(channel).describe(ARN)
        return answer, service.drafts[0]

    answer, draft = asyncio.run(work())
    assert answer.value.arn == ARN
    assert (draft.method, draft.url, draft.auth.service) == ("POST", url, "kinesisvideo")
    assert not draft.settings.follow_redirects
    assert not draft.settings.use_cookies


def test_names_and_passwords_of_relay_servers_are_registered_as_secret():
    server = {
        "Uris": ["turn:t.example.com:443"],
        "Username": "1699:door:user",
        "Password": "p4ss-of-turn",
        "Ttl": 300,
    }

    async def work(redactor):
        service = Service({"IceServerList": [server]})
        workflow = channels(service, redactor=redactor)
        channel = await workflow.filled(ChannelDraft(channel=ARN), NOTHING)
        return await workflow.ice_servers(channel, "https://r-1.example.com", ARN, "viewer-1")

    redactor = Redactor()
    answer = asyncio.run(work(redactor))
    assert (answer.value[0].username, answer.value[0].password) == ("1699:door:user", "p4ss-of-turn")
    said = f"{answer!r} {answer.exchange.response.body.read()!r} {redactor.scrub(json.dumps(server))}"
    assert "p4ss-of-turn" not in said
    assert "1699:door:user" not in said


def test_channels_are_listed_and_created(play):
    async def work(application, context, address):
        workflow = (await application.ready()).channels
        draft = channel_draft(address)
        arn = await workflow.create(draft, context, "garage")
        with pytest.raises(CountersignError) as raised:
            await workflow.create(draft, context, "garage")
        return arn, await workflow.list(draft, context), raised.value.failure

    arn, found, failure = play(work)
    assert [channel.name for channel in found] == ["front-door-camera", "garage", "loading-dock"]
    assert found[1].arn == arn
    assert "garage" in failure.sentence


def refused(exchange: Exchange) -> Failure | None:
    record = sign_channel_url("wss://v-1.example.com", ARN, "VIEWER", "v", KEYS, "us-west-2", datetime.now(UTC))
    state = JoinState("VIEWER", channel_arn=ARN, client_id="v", signing=record)
    return channels().explain(exchange, state, datetime.now(UTC).timestamp())


@pytest.mark.parametrize(
    ("status", "failure_id", "explained"),
    [
        (403, "websocket.refused-403", "kvs.denied"),
        (404, "websocket.refused-404", "kvs.channel-not-found"),
        (101, "websocket.accept", "websocket.accept"),
        (407, "proxy.authentication", "proxy.authentication"),
        (0, "dns.unknown-host", "dns.unknown-host"),
    ],
)
def test_only_a_refusal_of_the_service_is_explained_as_one(status, failure_id, explained):
    response = Response(status, "", (), StoredBody(b"", size=0, wire_size=0)) if status else None
    exchange = Exchange("1", datetime.now(UTC), None, response, Failure(failure_id, "So."))
    assert refused(exchange).id == explained
