"""The steps of joining a channel: what each one did, and what a reconnect does again."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from countersign.model.body import StoredBody
from countersign.model.channel import ChannelDraft, JoinState
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure
from countersign.model.exchange import Connection, Exchange, Outcome, Response
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Outgoing
from countersign.model.redaction import Redactor
from countersign.model.socket import SocketState
from countersign.variables.scopes import Scope
from countersign.websocket_engine.backoff import CAP
from countersign.websocket_engine.engine import Opening
from countersign.websocket_engine.lasting_socket import Habits, OpenOnce
from countersign.workflows.channels import Channels
from countersign.workflows.join_channel import JoinChannel
from countersign.workflows.open_socket import OpenSocket
from countersign.workflows.prepare_request import RequestContext
from countersign.workflows.token_variables import TokenVariables
from tests.kvs.examples import ARN
from tests.websocket_engine.virtual_time import Line, Watched, now, run_virtually
from tests.workflows.live import channel_draft, channel_of, step

WSS, HTTPS = "wss://v-1.kinesisvideo.us-west-2.amazonaws.com", "https://r-1.kinesisvideo.us-west-2.amazonaws.com"
TURN = {"Uris": ["turn:t.example.com:443"], "Username": "1699:door:user", "Password": "p4ss-of-turn", "Ttl": 300}
ANSWERS = {
    "describeSignalingChannel": {"ChannelInfo": {"ChannelARN": ARN, "ChannelStatus": "ACTIVE", "ChannelName": "x"}},
    "getSignalingChannelEndpoint": {
        "ResourceEndpointList": [
            {"Protocol": "WSS", "ResourceEndpoint": WSS},
            {"Protocol": "HTTPS", "ResourceEndpoint": HTTPS},
        ]
    },
    "v1/get-ice-server-config": {"IceServerList": [TURN, TURN]},
}


class Keys:
    """Give other temporary keys at each call, as a renewed session has them."""

    def __init__(self) -> None:
        self.given: list[Credentials] = []
        self.failure: Failure | None = None

    async def resolve(self, _source, _name):
        if self.failure is not None:
            raise CredentialsError(self.failure)
        number = len(self.given)
        self.given.append(Credentials(f"ASIA{number:012}", f"secret-key-number-{number}", f"token-number-{number}"))
        return self.given[-1]


class Aws:
    """Answer the control plane's calls and signaling handshakes within the process."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.answers = dict(ANSWERS)
        self.failing: dict[str, int] = {}
        self.statuses: list[int] = []
        self.handshakes: list[dict[str, str]] = []
        self.lines: list[Line] = []
        self.begun_at: list[float] = []

    async def send(self, draft, _context, _observe):
        name = draft.url.partition("amazonaws.com/")[2]
        self.calls.append(name)
        status = self.failing.get(name, 200)
        return Exchange("1", _now(), None, _response(status, self.answers[name] if status == 200 else {}), None)

    async def open(self, request, _settings, _options, log):
        self.begun_at.append(now())
        self.handshakes.append({name: values[0] for name, values in parse_qs(request.url.query).items()})
        await asyncio.sleep(0.05)
        status = self.statuses.pop(0) if self.statuses else 101
        refused = None if status == 101 else Failure(f"websocket.refused-{status}", "No.")
        outcome = Outcome(_response(status, {}), refused, (), Connection())
        if refused is not None:
            return Opening(outcome, request)
        self.lines.append(Line(log))
        return Opening(outcome, request, self.lines[-1])


def _now() -> datetime:
    """Return the virtual time, or the real one outside of it."""
    return datetime.fromtimestamp(now(), UTC)


def _response(status: int, content: object) -> Response:
    body = json.dumps(content).encode()
    return Response(status, "", (), StoredBody(body, size=len(body), wire_size=len(body)))


class Asked(NamedTuple):
    """Open connections, and keep their log."""

    log: FrameLog
    open_once: OpenOnce


class Joining:
    """Hold the steps of one channel, with an AWS within the process."""

    def __init__(self, role: str = "VIEWER", **changes) -> None:
        self.aws, self.keys, self.redactor, self.log = Aws(), Keys(), Redactor(), FrameLog()
        self.states: list[JoinState] = []
        self._role = role
        self._draft = replace(ChannelDraft(channel=ARN), **changes)

    async def start(self) -> JoinChannel:
        channels = Channels(self.aws.send, self.keys, TokenVariables(None), self.redactor, {})
        channel = await channels.filled(self._draft, RequestContext(Scope()))
        sockets = OpenSocket(None, self.aws, self.redactor)
        return JoinChannel(channel, self._role, channels, sockets, self.log, self.states.append, _now)

    async def once(self):
        """Return what came of one attempt."""
        attempt = await (await self.start()).open_once()
        if attempt.socket is not None:
            await attempt.socket.abort()
        return attempt

    def aws_server(self, steps: JoinChannel) -> Asked:
        """Return the steps as what a lasting socket is opened by."""
        return Asked(self.log, steps.open_once)

    def steps(self) -> dict[str, tuple[str, str]]:
        return {one.name: (one.state, one.answer) for one in self.states[-1].steps}

    def failed(self, name: str) -> Failure:
        found = step(self.states[-1], name)
        assert found.state == "failed"
        return found.failure


def once(joining: Joining):
    return run_virtually(joining.once())


def test_every_step_is_reported_from_its_beginning_to_its_end():
    joining = Joining(channel="door", region="us-west-2")
    attempt = once(joining)
    assert attempt.socket is not None
    assert joining.aws.calls == list(ANSWERS)
    assert joining.steps() == {
        "describe": ("done", "ACTIVE"),
        "endpoint": ("done", "v-1.kinesisvideo.us-west-2.amazonaws.com"),
        "ice": ("done", "2 TURN, 1 STUN"),
        "sign": ("done", "valid 299 s"),
        "connect": ("done", "101"),
    }
    for name in joining.steps():
        seen = [step(state, name).state for state in joining.states]
        assert [state for place, state in enumerate(seen) if place == 0 or seen[place - 1] != state] == [
            *(["waiting"] if name != "describe" else []),
            "running",
            "done",
        ]
        assert step(joining.states[-1], name).milliseconds > 0
    assert step(joining.states[-1], "connect").exchange is attempt.exchange
    assert step(joining.states[-1], "describe").exchange is not None


def test_a_viewer_gets_a_client_id_and_a_master_none():
    viewer, named, master = Joining(), Joining(client_id="me"), Joining("MASTER", client_id="me")
    for joining in (viewer, named, master):
        once(joining)
    assert viewer.states[-1].client_id.startswith("viewer-")
    assert viewer.aws.handshakes[0]["X-Amz-ClientId"] == viewer.states[-1].client_id
    assert named.aws.handshakes[0]["X-Amz-ClientId"] == "me"
    assert "X-Amz-ClientId" not in master.aws.handshakes[0]
    assert master.states[-1].client_id == ""


def test_a_typed_endpoint_needs_no_control_plane():
    joining = Joining(endpoint="wss://signaling.example.com")
    assert once(joining).socket is not None
    assert joining.aws.calls == []
    assert joining.steps() == {
        "describe": ("skipped", "the endpoint is typed"),
        "endpoint": ("skipped", "signaling.example.com"),
        "ice": ("skipped", "no HTTPS endpoint known"),
        "sign": ("done", "valid 299 s"),
        "connect": ("done", "101"),
    }


def test_a_typed_endpoint_and_a_name_ask_for_the_arn_only():
    joining = Joining(channel="door", region="us-west-2", endpoint="wss://signaling.example.com")
    assert once(joining).socket is not None
    assert joining.aws.calls == ["describeSignalingChannel"]
    assert joining.aws.handshakes[0]["X-Amz-ChannelARN"] == ARN


@pytest.mark.parametrize("name", ["describeSignalingChannel", "getSignalingChannelEndpoint"])
def test_a_failed_call_ends_the_attempt_at_its_step(name):
    joining = Joining(channel="door", region="us-west-2")
    joining.aws.failing = {name: 403}
    attempt = once(joining)
    failed = "describe" if name.startswith("describe") else "endpoint"
    assert attempt.socket is None
    assert not attempt.again
    assert joining.failed(failed) == attempt.exchange.failure
    assert joining.steps()["sign"][0] == "waiting"
    assert joining.aws.handshakes == []


@pytest.mark.parametrize("broken", ["refused", "unreadable"])
def test_without_relay_servers_signaling_works_all_the_same(broken):
    joining = Joining()
    if broken == "refused":
        joining.aws.failing = {"v1/get-ice-server-config": 403}
    else:
        joining.aws.answers["v1/get-ice-server-config"] = {"IceServerList": 7}
    assert once(joining).socket is not None
    assert joining.failed("ice").sentence
    assert joining.states[-1].ice_servers == ()


@pytest.mark.parametrize(
    ("changes", "name", "failure_id", "field"),
    [
        ({"client_id": "AWS_me"}, "sign", "kvs.client-id", "Signaling client ID"),
        ({"client_id": "a b"}, "sign", "kvs.client-id", "Signaling client ID"),
        ({"endpoint": "https://h.example"}, "endpoint", "kvs.endpoint", "Endpoint"),
        ({"endpoint": "ws://h.example"}, "endpoint", "kvs.endpoint", "Endpoint"),
        (
            {"channel": "arn:aws:broken", "region": "us-west-2", "endpoint": WSS},
            "describe",
            "kvs.channel-arn",
            "Channel ARN",
        ),
        ({"channel": "a b", "region": "us-west-2"}, "describe", "kvs.channel-name", "Channel name"),
        ({"expires": 300}, "sign", "kvs.expires", "Expires"),
        ({"fixed_date": "tomorrow"}, "sign", "signing.fixed-date", "Fixed date"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_step_and_its_control(changes, name, failure_id, field):
    joining = Joining(**changes)
    attempt = once(joining)
    assert attempt.socket is None
    assert (joining.failed(name).id.startswith(failure_id), joining.failed(name).field) == (True, field)
    assert attempt.exchange.failure == joining.failed(name)
    assert not any(state == "running" for state, _ in joining.steps().values())


def test_a_second_connect_asks_nothing_twice_and_signs_anew():
    async def work():
        joining = Joining("MASTER")
        steps = await joining.start()
        for _ in range(3):
            await (await steps.open_once()).socket.abort()
            await asyncio.sleep(2)
        return joining

    joining = run_virtually(work())
    assert joining.aws.calls == list(ANSWERS)
    shakes = joining.aws.handshakes
    assert len({shake["X-Amz-Date"] for shake in shakes}) == 3
    assert len({shake["X-Amz-Signature"] for shake in shakes}) == 3
    assert [shake["X-Amz-Security-Token"] for shake in shakes] == [f"token-number-{number}" for number in range(3)]


def test_relay_servers_whose_passwords_have_ended_are_asked_for_again():
    async def work():
        joining = Joining()
        steps = await joining.start()
        for pause in (200, 200, 1):
            await (await steps.open_once()).socket.abort()
            await asyncio.sleep(pause)
        return joining.aws.calls.count("v1/get-ice-server-config")

    assert run_virtually(work()) == 2


def test_a_call_that_failed_is_made_again_at_the_next_connect():
    async def work():
        joining = Joining()
        joining.aws.failing = {"v1/get-ice-server-config": 500}
        steps = await joining.start()
        await (await steps.open_once()).socket.abort()
        joining.aws.failing = {}
        await (await steps.open_once()).socket.abort()
        return joining

    joining = run_virtually(work())
    assert joining.steps()["ice"] == ("done", "2 TURN, 1 STUN")
    assert step(joining.states[-1], "ice").failure is None


def test_secrets_of_relay_servers_reach_no_repr_and_no_log(caplog):
    joining = Joining()
    once(joining)
    (stun, turn, _) = joining.states[-1].ice_servers
    assert stun.uris == ("stun:stun.kinesisvideo.us-west-2.amazonaws.com:443",)
    assert (turn.username, turn.password) == ("1699:door:user", "p4ss-of-turn")
    logging.getLogger("x").error("%s", joining.states)
    shown = f"{joining.states!r} {[one.exchange.response.body.read() for one in joining.states[-1].steps[:3]]}"
    for secret in ("p4ss-of-turn", "1699:door:user", "secret-key-number-0"):
        assert secret not in shown
        assert secret not in caplog.text
        assert secret not in joining.redactor.scrub(f"the value {secret} came back")


def test_states_of_the_connection_are_reported_among_the_steps():
    async def work():
        joining = Joining()
        steps = await joining.start()
        steps.show_socket(SocketState(phase="open"))
        return joining.states[-1]

    assert run_virtually(work()).socket.phase == "open"


def test_a_channel_that_is_dropped_a_hundred_times_signs_a_hundred_urls_with_the_keys_of_that_moment():
    """All of it but sockets: the steps, the signer, the credentials of each attempt, in virtual time."""

    async def work():
        joining = Joining(endpoint=WSS)
        joining.aws.statuses = [101] + [503, 101] * 50
        watched = Watched(joining.aws_server(await joining.start()), Habits(reconnect=True))
        for attempt in range(1, 101):
            await watched.until("waiting" if attempt % 2 == 0 else "open", attempt=attempt)
            if joining.aws.lines[-1].is_open:
                joining.aws.lines[-1].end()
        await watched.until("open", attempt=101)
        await watched.socket.send(Outgoing("text", b"x"))
        joining.aws.statuses = [403]
        joining.aws.lines[-1].end()
        return joining, watched, await watched.ended(100)

    joining, watched, state = run_virtually(work())
    shakes, begun = joining.aws.handshakes, joining.aws.begun_at
    assert len(shakes) == 102
    assert len({shake["X-Amz-Signature"] for shake in shakes}) == 102
    assert [shake["X-Amz-Security-Token"] for shake in shakes] == [f"token-number-{number}" for number in range(102)]
    for shake, at in zip(shakes, begun, strict=True):
        signed = datetime.strptime(shake["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert timedelta() <= datetime.fromtimestamp(at, UTC) - signed < timedelta(seconds=1)
    assert max(watched.waits) <= CAP
    assert (state.phase, state.failure.id) == ("closed", "kvs.denied")


@pytest.mark.parametrize(("failure_id", "phase"), [("credentials.timeout", "open"), ("sso.expired", "closed")])
def test_credentials_that_are_gone_stop_it_and_those_that_a_network_kept_away_do_not(failure_id, phase):
    async def work():
        joining = Joining(endpoint=WSS)
        watched = Watched(joining.aws_server(await joining.start()), Habits(reconnect=True))
        await watched.until("open")
        joining.keys.failure = Failure(failure_id, "No credentials.")
        joining.aws.lines[-1].end()
        await watched.until("waiting")
        await asyncio.sleep(3)
        joining.keys.failure = None
        state = await watched.until(phase)
        await watched.socket.close()
        await watched.ended()
        return state

    state = run_virtually(work())
    assert (state.failure is None) == (phase == "open")


# Against the playground


def joined(play, role: str, **changes):
    """Join the playground's channel; return the state in which that ends or stays, and the application's redactor."""

    async def work(application, context, address):
        filled = {name: value(address) if callable(value) else value for name, value in changes.items()}
        draft = channel_draft(address, **filled)
        async with channel_of(application, draft, role, context) as channel:
            await channel.until(lambda: channel.socket.phase in {"open", "closed"})
            return channel.state, application.redactor

    return play(work)


@pytest.mark.parametrize("role", ["MASTER", "VIEWER"])
@pytest.mark.parametrize("by", ["name", "arn"])
def test_a_channel_is_joined_by_name_and_by_arn(play, role, by):
    changes = {"channel": lambda address: address.channel_name, "region": "us-west-2"} if by == "name" else {}
    state, redactor = joined(play, role, **changes)
    assert state.socket.phase == "open"
    assert [(one.name, one.state) for one in state.steps] == [
        (name, "done") for name in ("describe", "endpoint", "ice", "sign", "connect")
    ]
    assert step(state, "describe").answer == "ACTIVE"
    assert step(state, "ice").answer == "2 TURN, 1 STUN"
    assert all(one.milliseconds > 0 for one in state.steps)
    assert state.channel_arn.startswith("arn:aws:kinesisvideo:us-west-2:")
    for server in state.ice_servers[1:]:
        assert server.password not in repr(state)
        assert server.password not in redactor.scrub(f"x {server.password} x")
        assert server.username not in redactor.scrub(f"x {server.username} x")


def test_an_endpoint_typed_by_hand_opens_without_the_control_plane(play):
    state, _ = joined(
        play,
        "VIEWER",
        endpoint=lambda address: address.signaling_viewer,
        control_plane="https://127.0.0.1:1",
    )
    assert state.socket.phase == "open"
    assert [one.state for one in state.steps] == ["skipped", "skipped", "skipped", "done", "done"]


@pytest.mark.parametrize(("role", "other"), [("MASTER", "signaling_viewer"), ("VIEWER", "signaling_master")])
def test_the_endpoint_of_the_other_role_is_a_400_with_its_cause(play, role, other):
    state, _ = joined(play, role, endpoint=lambda address: getattr(address, other))
    failure = step(state, "connect").failure
    assert (step(state, "connect").answer, failure.id, failure.field) == ("400", "kvs.endpoint-role", "Endpoint")
    assert "X-Amz-ClientId" in failure.detail
    assert state.socket.failure == failure
    assert state.socket.exchange.failure == failure


def test_a_channel_that_does_not_exist_is_a_404_at_the_step_that_finds_out(play):
    def other(address):
        return address.channel_arn.replace("front-door", "back-door")

    state, _ = joined(play, "VIEWER", channel=other)
    assert step(state, "describe").state == "failed"
    assert step(state, "describe").exchange.response.status == 404
    state, _ = joined(play, "VIEWER", channel=other, endpoint=lambda address: address.signaling_viewer)
    failure = step(state, "connect").failure
    assert (step(state, "connect").answer, failure.id) == ("404", "kvs.channel-not-found")


@pytest.mark.parametrize(
    ("broken", "failure_id"),
    [("secret", "kvs.signature"), ("token", "kvs.credentials-unknown"), ("no token", "kvs.token-missing")],
)
def test_wrong_keys_are_a_403_with_its_cause(play, broken, failure_id):
    async def work(application, context, address):
        secret, token = address.secret_access_key, address.session_token
        keys = {
            "secret": Credentials(address.access_key_id, "wrong-secret-of-some-length", token),
            "token": Credentials(address.access_key_id, secret, "an-expired-token-of-some-length"),
            "no token": Credentials(address.access_key_id, secret),
        }
        await application.save_identity("broken", keys[broken])
        draft = channel_draft(address, identity="broken", endpoint=address.signaling_viewer)
        async with channel_of(application, draft, "VIEWER", context) as channel:
            state = await channel.ended()
            assert channel.events == ["REFUSED"]
        async with channel_of(application, replace(draft, endpoint=""), "VIEWER", context) as channel:
            described = step(await channel.ended(), "describe")
        return state, described

    state, described = play(work)
    assert step(state, "connect").answer == "403"
    assert step(state, "connect").failure.id == failure_id
    assert state.socket.attempt == 1
    assert described.state == "failed"
    assert described.exchange.response.status == 403
    assert "wrong-secret-of-some-length" not in repr(state)


def test_a_url_that_has_expired_says_so(play):
    state, _ = joined(
        play, "VIEWER", fixed_date="20200101T000000Z", endpoint=lambda address: address.signaling_viewer
    )
    failure = step(state, "connect").failure
    assert (step(state, "connect").answer, failure.id) == ("403", "kvs.url-expired")
    assert "fixed" in failure.action
    assert "Signature expired" in failure.detail


def test_a_client_id_that_awss_own_begin_with_is_not_sent(play):
    state, _ = joined(play, "VIEWER", client_id="aws_me")
    assert step(state, "sign").failure.id == "kvs.client-id"
    assert state.socket.failure.id == "kvs.client-id"
    assert step(state, "connect").state == "waiting"
