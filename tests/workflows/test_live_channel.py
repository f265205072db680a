"""Connections to the playground's signaling channel from Connect to Disconnect."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from countersign.model.channel import SignalDraft
from countersign.model.credentials import Credentials
from countersign.model.errors import CountersignError, InputError, TransportError
from countersign.model.frame_log import FrameLog
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.application import PLAYGROUND_IDENTITY
from countersign.workflows.live_channel import LiveChannel
from tests.kvs.examples import CANDIDATE, OFFER, sdp
from tests.workflows.live import channel_draft, channel_of, deed, step

NO_VARIABLES = Scope()
OFFERED = SignalDraft(type="SDP_OFFER", correlation_id="c-1", payload=json.dumps(sdp("offer", OFFER)))


def in_channel(play, *roles: str, then, **changes):
    """Join in each role, in this order, and go on with `then(connections, act)`."""

    async def work(application, context, address):
        async with AsyncExitStack() as stack:
            joined = []
            for role in roles:
                draft = channel_draft(address, client_id="viewer-1", **changes)
                joined.append(await stack.enter_async_context(channel_of(application, draft, role, context)))
                await joined[-1].phase("open")

            async def act(name: str, query: str = "") -> None:
                await deed(application, context, address, name, query)

            return await then(joined, act)

    return play(work)


def test_offer_answer_and_candidates_go_both_ways(play):
    async def then(joined, _act):
        master, viewer = joined
        await viewer.live.send(OFFERED, NO_VARIABLES)
        await master.until(lambda: len(master.heard()) == 1)
        answer = SignalDraft(type="SDP_ANSWER", recipient="{{who}}", payload='{"type": "answer", "sdp": "{{sdp}}"}')
        variables = (Variable("who", "viewer-1"), Variable("sdp", "v=0"))
        assert await master.live.send(answer, Scope((Layer("x", variables),))) == ()
        await viewer.until(lambda: len(viewer.heard()) == 1)
        notes = await viewer.live.send(SignalDraft(type="ICE_CANDIDATE", payload='{"no": 1}'), NO_VARIABLES)
        await master.until(lambda: len(master.heard()) == 2)
        await viewer.live.close()
        return master, viewer, notes, await viewer.ended()

    master, viewer, notes, state = in_channel(play, "MASTER", "VIEWER", then=then)
    assert [(said["messageType"], said["senderClientId"]) for said in master.heard()] == [
        ("SDP_OFFER", "viewer-1"),
        ("ICE_CANDIDATE", "viewer-1"),
    ]
    assert viewer.heard()[0]["messageType"] == "SDP_ANSWER"
    assert notes == ("The payload holds no “candidate”.",)
    assert (state.socket.phase, state.socket.failure) == ("closed", None)


def test_what_cannot_be_sent_says_why_before_anything_goes_out(play):
    async def then(joined, _act):
        master, viewer = joined
        failures = []
        for connection, message in (
            (viewer, SignalDraft(payload=json.dumps({"sdp": "x" * 7680}))),
            (viewer, SignalDraft(payload="{{nobody}}")),
            (viewer, SignalDraft(payload="")),
            (viewer, SignalDraft(payload="\ud83d")),
            (viewer, SignalDraft(recipient="viewer-2", payload="{}")),
            (viewer, SignalDraft(correlation_id="a b", payload="{}")),
            (master, SignalDraft(payload="{}")),
        ):
            with pytest.raises(InputError) as raised:
                await connection.live.send(message, NO_VARIABLES)
            failures.append((raised.value.failure.id, raised.value.failure.field))
        return failures, [frame for frame in (*master.frames, *viewer.frames) if frame[0] == "sent"]

    failures, sent = in_channel(play, "MASTER", "VIEWER", then=then)
    assert failures == [
        ("kvs.payload", "Message payload"),
        ("variable.missing", "Message payload"),
        ("kvs.payload", "Message payload"),
        ("kvs.payload", "Message payload"),
        ("kvs.recipient", "Recipient client ID"),
        ("kvs.correlation-id", "Correlation ID"),
        ("kvs.recipient", "Recipient client ID"),
    ]
    assert sent == []


def test_the_largest_payload_that_aws_takes_arrives(play):
    payload = json.dumps({"sdp": "x" * 7669})
    assert len(payload) == 7680

    async def then(joined, _act):
        master, viewer = joined
        await viewer.live.send(replace(OFFERED, payload=payload), NO_VARIABLES)
        await master.until(lambda: len(master.heard()) == 1)
        return master.heard()[0]["messagePayload"]

    assert len(in_channel(play, "MASTER", "VIEWER", then=then)) == 10_240


def test_a_burst_beyond_the_services_rate_is_answered_and_nothing_is_lost(play):
    """Of 60 candidates at once the service passes on 20 a second; it says of each of the others that it does not."""

    async def then(joined, _act):
        master, viewer = joined
        for number in range(60):
            draft = SignalDraft(type="ICE_CANDIDATE", correlation_id=f"c-{number}", payload=json.dumps(CANDIDATE))
            await viewer.live.send(draft, NO_VARIABLES)
        await viewer.until(lambda: len(viewer.heard()) + len(master.heard()) == 60)
        return master.heard(), viewer.heard(), viewer.heard("sent")

    passed, answers, sent = in_channel(play, "MASTER", "VIEWER", then=then)
    refused = [answer["statusResponse"]["correlationId"] for answer in answers]
    assert {answer["statusResponse"]["errorType"] for answer in answers} == {"ClientLimitExceededException"}
    assert [message["correlationId"] for message in sent] == [f"c-{number}" for number in range(60)]
    assert len(passed) >= 20
    assert len(set(refused)) == len(refused) == 60 - len(passed) > 0


def test_go_away_leads_to_a_new_connection_with_a_url_of_its_own(play):
    async def then(joined, act):
        (viewer,) = joined
        first = viewer.state.signing
        await act("go-away", "grace=0")
        await viewer.phase("open", attempt=2)
        await viewer.live.send(OFFERED, NO_VARIABLES)
        return first, viewer

    first, viewer = in_channel(play, "VIEWER", then=then)
    assert viewer.heard()[0] == {"messageType": "GO_AWAY"}
    assert viewer.events == ["CONNECTED", "CLOSED", "RECONNECTED"]
    assert viewer.state.signing is not first
    assert [one.state for one in viewer.state.steps] == ["done"] * 5
    described = {id(one.exchange) for state in viewer.states if (one := step(state, "describe")).exchange}
    assert len(described) == 1, "what is known is not asked for twice"


def test_reconnect_ice_server_brings_new_passwords_and_keeps_the_connection(play):
    async def then(joined, act):
        (viewer,) = joined
        first = viewer.state.ice_servers
        await act("reconnect-ice")
        await viewer.until(lambda: viewer.state.ice_servers != first)
        await viewer.until(lambda: step(viewer.state, "ice").state == "done")
        return first, viewer

    first, viewer = in_channel(play, "VIEWER", then=then)
    assert viewer.events == ["CONNECTED"]
    assert viewer.state.socket.phase == "open"
    assert {server.password for server in first[1:]}.isdisjoint(
        server.password for server in viewer.state.ice_servers[1:]
    )


def test_a_drop_is_followed_by_a_fresh_signature_with_the_keys_of_that_moment(play):
    async def work(application, context, address):
        async with channel_of(application, channel_draft(address), "MASTER", context) as master:
            await master.phase("open")
            identities = (await application.ready()).identities
            keys = Credentials(address.long_term_access_key_id, address.long_term_secret_access_key)
            identities.register_memory(PLAYGROUND_IDENTITY, keys)
            await deed(application, context, address, "drop")
            first = master.state.signing
            await master.phase("waiting")
            with pytest.raises(TransportError, match="not open"):
                await master.live.send(replace(OFFERED, recipient="viewer-1"), NO_VARIABLES)
            await master.phase("open", attempt=2)
            return first, address, master

    first, address, master = play(work)
    assert first.access_key_id == address.access_key_id
    assert master.state.signing.access_key_id == address.long_term_access_key_id
    assert master.state.signing.signature != first.signature
    assert [frame for frame in master.frames if frame[0] == "sent"] == []


def test_a_second_master_takes_over_and_the_first_one_says_so(play):
    async def then(joined, _act):
        first, second = joined
        state = await first.ended()
        await second.live.ping()
        await first.live.reconnect()
        return state, first, second

    state, first, second = in_channel(play, "MASTER", "MASTER", then=then)
    assert state.socket.failure.id == "kvs.second-master"
    assert (state.socket.phase, second.state.socket.phase) == ("closed", "open")
    assert first.events == ["CONNECTED", "CLOSED"]
    assert (first.socket.attempt, second.socket.attempt) == (1, 1)


def test_a_viewer_that_was_idle_too_long_comes_back(play):
    async def then(joined, act):
        (viewer,) = joined
        await act("idle-close")
        return await viewer.phase("open", attempt=2), viewer.events

    state, events = in_channel(play, "VIEWER", then=then)
    assert state.failure is None
    assert events == ["CONNECTED", "CLOSED", "RECONNECTED"]


def test_without_reconnect_a_drop_is_the_end(play):
    async def then(joined, act):
        (viewer,) = joined
        await act("drop")
        return await viewer.ended()

    state = in_channel(play, "VIEWER", then=then, reconnect=False)
    assert state.socket.phase == "closed"
    assert state.socket.failure.id in {"websocket.dropped", "websocket.reset"}


def test_a_channel_that_is_deleted_meanwhile_stops_it_with_404(play):
    async def work(application, context, address):
        workflow = (await application.ready()).channels
        arn = await workflow.create(channel_draft(address), context, "short-lived")
        draft = channel_draft(address, channel=arn)
        async with channel_of(application, draft, "VIEWER", context) as viewer:
            await viewer.phase("open")
            channel = await workflow.filled(draft, context)
            assert (await workflow.plane(channel).delete(arn)).value
            return await viewer.ended()

    state = play(work)
    assert state.socket.failure.id == "kvs.channel-not-found"
    assert state.socket.attempt == 2


def test_reconnect_and_ping_on_demand(play):
    async def then(joined, _act):
        (master,) = joined
        milliseconds = await master.live.ping()
        await master.until(lambda: [limit.name for limit in master.socket.limits] == ["idle limit", "one-hour limit"])
        await master.live.reconnect()
        await master.phase("open", attempt=2)
        return milliseconds, master

    milliseconds, master = in_channel(play, "MASTER", then=then)
    assert milliseconds > 0
    assert master.events == ["CONNECTED", "CLOSED", "RECONNECTED"]


def test_before_it_is_joined_nothing_is_sent_and_a_close_means_no_start(play):
    async def work(application, context, address):
        live = application.live_channel(channel_draft(address), "VIEWER", context, FrameLog())
        for use in (live.ping(), live.send(OFFERED, NO_VARIABLES)):
            with pytest.raises(TransportError, match="not open"):
                await use
        await live.reconnect()
        await live.close()
        states = []
        await asyncio.wait_for(live.run(states.append), 1)
        return states

    assert play(work) == []


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_while_it_is_prepared_an_end_comes_at_once(play, end):
    """A token that a variable needs may wait for a person in a browser."""

    async def work(_application, context, address):
        async def never():
            await asyncio.sleep(3600)

        live = LiveChannel(never, channel_draft(address), "VIEWER", context, FrameLog())
        before = asyncio.all_tasks()
        running = asyncio.ensure_future(live.run(lambda _state: None))
        await asyncio.sleep(0)
        if end == "close":
            await live.close()
        else:
            running.cancel()
        async with asyncio.timeout(1):
            await asyncio.wait([running])
        await asyncio.sleep(0)
        return running.cancelled(), asyncio.all_tasks() - before - {running}

    assert play(work) == (end == "cancel", set())


def test_a_draft_that_cannot_be_joined_raises(play):
    async def work(application, context, address):
        draft = channel_draft(address, channel="{{nobody}}")
        async with channel_of(application, draft, "VIEWER", context) as viewer:
            with pytest.raises(InputError, match="nobody"):
                await viewer.running
            return viewer.states

    assert play(work) == []


@pytest.mark.parametrize("role", ["MASTER", "VIEWER"])
def test_a_url_is_signed_without_joining(play, role):
    async def work(application, context, address):
        state = await application.sign_channel(channel_draft(address), role, context)
        with pytest.raises(CountersignError) as raised:
            await application.sign_channel(
                channel_draft(address, channel="no-such", region="us-west-2"), role, context
            )
        return state, raised.value.failure, address

    state, failure, address = play(work)
    endpoint = address.signaling_master if role == "MASTER" else address.signaling_viewer
    assert str(state.signing.url).startswith(endpoint)
    assert ("X-Amz-ClientId" in state.signing.url.query) == (role == "VIEWER")
    assert {one.name: one.state for one in state.steps} == {
        "describe": "done",
        "endpoint": "done",
        "ice": "waiting",
        "sign": "done",
        "connect": "waiting",
    }
    assert failure.id == "kvs.channel-not-found"


def test_frames_of_a_console_are_exported_with_known_secrets_masked(play, tmp_path):
    async def work(application, _context, address):
        log = FrameLog()
        log.append(0.0, "sent", "text", f"key {address.secret_access_key}".encode())
        reader = application.signaling_reader("VIEWER", log)
        path = tmp_path / "console.jsonl"
        await application.export_frames("jsonl", log, (0,), reader, address.signaling_viewer, path)
        return path.read_text(encoding="utf-8"), address.secret_access_key

    written, secret = play(work)
    assert json.loads(written)["direction"] == "sent"
    assert secret not in written
