"""One WebSocket of the application from Connect to Disconnect, against the playground."""

from __future__ import annotations

import asyncio

import pytest

from countersign.model.auth import NoAuth, SigV4Auth
from countersign.model.errors import InputError, TransportError
from countersign.model.frame_log import FrameLog
from countersign.model.frames import Outgoing
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Variable
from countersign.variables.scopes import Layer, Scope
from countersign.workflows.live_socket import LiveSocket
from tests.workflows.live import socket_of


def scope(**variables: str) -> Scope:
    return Scope((Layer("here", tuple(Variable(name, value) for name, value in variables.items())),))


def echo(address, **changes) -> SocketDraft:
    return SocketDraft(url=address.ws + "/ws/echo", auth=NoAuth(), **changes)


def test_variables_of_a_message_are_filled_when_it_is_sent(play):
    async def work(application, context, address):
        async with socket_of(application, echo(address), context) as socket:
            await socket.phase("open")
            await socket.live.send(SavedMessage(data="one {{x}}"), scope(x="1"))
            await socket.live.send(SavedMessage(data="two {{x}}"), scope(x="2"))
            await socket.live.send(SavedMessage(kind="binary", data="{{b}} /w=="), scope(b="AAEC"))
            await socket.live.send_frame(Outgoing("text", b"as {{it}} is"))
            await socket.until(lambda: sum(way == "received" for way, _, _ in socket.frames) == 4)
            return socket.frames

    frames = play(work)
    for direction in ("sent", "received"):
        assert [frame[1:] for frame in frames if frame[0] == direction] == [
            ("text", b"one 1"),
            ("text", b"two 2"),
            ("binary", b"\x00\x01\x02\xff"),
            ("text", b"as {{it}} is"),
        ]


def test_what_cannot_be_sent_says_why_and_is_not_logged(play):
    async def work(application, context, address):
        failures = []
        async with socket_of(application, echo(address), context) as socket:
            await socket.phase("open")
            for message in (
                SavedMessage(data="{{nobody}} knows {{me}}"),
                SavedMessage(kind="binary", data="no base64!"),
                SavedMessage(data="half \ud83d"),
                SavedMessage(data="{{half}}"),
            ):
                with pytest.raises(InputError) as raised:
                    await socket.live.send(message, scope(half="\ude00"))
                failures.append(raised.value.failure)
            await socket.live.close()
            await socket.ended()
            with pytest.raises(TransportError) as raised:
                await socket.live.send(SavedMessage(data="too late"), Scope())
            failures.append(raised.value.failure)
            return failures, socket

    failures, socket = play(work)
    assert [(failure.id, failure.field) for failure in failures] == [
        ("variable.missing", "Message"),
        ("websocket.message", "Message"),
        ("websocket.message", "Message"),
        ("websocket.message", "Message"),
        ("websocket.not-open", "Send message"),
    ]
    assert "nobody" in failures[0].sentence
    assert "me" in failures[0].sentence
    assert [kind for way, kind, _ in socket.frames if way == "sent"] == ["close"]


def test_ping_close_and_reconnect(play):
    async def work(application, context, address):
        async with socket_of(application, echo(address), context) as socket:
            await socket.phase("open")
            milliseconds = await socket.live.ping()
            assert socket.socket.ping_ms == milliseconds > 0
            await socket.live.reconnect()
            await socket.phase("open", attempt=2)
            await socket.live.close(4001, "enough")
            return await socket.ended(), socket

    state, socket = play(work)
    assert (state.phase, state.closing.code, state.failure) == ("closed", 4001, None)
    assert socket.events == ["CONNECTED", "CLOSED", "RECONNECTED", "CLOSED"]


def test_a_code_that_cannot_be_sent_leaves_the_connection_open(play):
    async def work(application, context, address):
        async with socket_of(application, echo(address), context) as socket:
            await socket.phase("open")
            with pytest.raises(TransportError, match="1006"):
                await socket.live.close(1006)
            await socket.live.send(SavedMessage(data="still here"), Scope())
            return socket.socket.phase

    assert play(work) == "open"


@pytest.mark.parametrize(("reconnect", "phase"), [(True, "open"), (False, "closed")])
def test_a_drop_is_followed_only_where_that_is_wanted(play, reconnect, phase):
    async def work(application, context, address):
        draft = SocketDraft(url=address.ws + "/ws/drop?after=1", auth=NoAuth(), reconnect=reconnect)
        async with socket_of(application, draft, context) as socket:
            await socket.phase("open")
            await socket.live.send(SavedMessage(data="drop me"), Scope())
            await socket.phase(phase, attempt=2 if reconnect else 1)
            return socket.socket

    state = play(work)
    assert (state.failure is None) == reconnect


def test_closed_before_anything_is_ready_it_never_opens(play):
    """The parts are still being built, or never will be."""

    async def work(_application, context, address):
        async def never():
            await asyncio.sleep(3600)

        log = FrameLog()
        early, late = (LiveSocket(never, echo(address), context, log) for _ in range(2))
        await early.close()
        states = []
        await asyncio.wait_for(early.run(states.append), 1)
        running = asyncio.ensure_future(late.run(states.append))
        await asyncio.sleep(0)
        await late.close()
        await asyncio.wait_for(running, 1)
        return states

    assert [state.phase for state in play(work)] == ["closed", "connecting", "closed"]


def test_before_it_runs_there_is_nothing_to_send_over(play):
    async def work(application, context, address):
        live = application.live_socket(echo(address), context, FrameLog())
        await live.reconnect()
        await live.close()
        for use in (live.ping(), live.send(SavedMessage(data="x"), Scope()), live.send_frame(Outgoing("text", b""))):
            with pytest.raises(TransportError, match="not open"):
                await use

    play(work)


def test_a_draft_that_is_changed_afterwards_changes_nothing_that_is_open(play):
    """What runs holds the draft of the click; each attempt prepares that one anew."""

    async def work(application, context, address):
        draft = echo(address, reconnect=True)
        async with socket_of(application, draft, context) as socket:
            first = (await socket.phase("open")).exchange
            await socket.live.reconnect()
            second = (await socket.phase("open", attempt=2)).exchange
            return first, second

    first, second = play(work)
    assert first.request.url == second.request.url
    assert first.id != second.id


def test_a_socket_is_signed_without_being_opened(play):
    async def work(application, context, address):
        auth = SigV4Auth(region="us-west-2", service="execute-api")
        signed = await application.sign_socket(SocketDraft(url=address.ws + "/Prod/ws", auth=auth), context)
        return signed, await application.sign_socket(echo(address), context)

    signed, unsigned = play(work)
    assert signed.canonical_request.startswith("GET\n/Prod/ws\n")
    assert unsigned is None
