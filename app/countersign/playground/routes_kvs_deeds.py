"""What a person can make happen to the connections of a channel, without any credentials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from countersign.playground.exchange import Answer, ReceivedRequest, json_answer
from countersign.playground.kvs_words import KvsError
from countersign.playground.routing import Arguments, Route, bad_request, number
from countersign.playground.signaling_channels import SignalingChannels
from countersign.playground.signaling_messages import event
from countersign.playground.signaling_relay import GRACE, SignalingRelay
from countersign.playground.signaling_seat import Seat

_MOST_MESSAGES = 1_000_000
_LARGEST_PAYLOAD = 1024 * 1024
_LONGEST = 86_400.0  # seconds
Deed = Callable[[SignalingRelay, Seat], bool]
Maker = Callable[[dict[str, str]], Deed | None]


class SignalingDeeds:
    """Act on the connections of a channel: all of them, or those of `?client=`, a client ID or MASTER."""

    def __init__(self, channels: SignalingChannels) -> None:
        self._channels = channels

    def routes(self) -> tuple[Route, ...]:
        """Return the routes, all under /kvs-playground."""
        base = "/kvs-playground/{channel}"
        return (
            Route(base, "who is connected to a channel", self._answer_state, ("GET",)),
            self._route("go-away", "send GO_AWAY, close after ?grace=60 seconds", _go_away),
            self._route("reconnect-ice", "send RECONNECT_ICE_SERVER", _reconnect_ice),
            self._route("idle-close", "close as after ten idle minutes", _idle_close),
            self._route("drop", "drop the TCP connections", _drop),
            self._route("flood", "send ?count=1000 ICE candidates of ?bytes=500", _flood),
            Route(f"{base}/discard", "discard what waits for absent clients", self._answer_discard, ("POST",)),
            Route(
                f"{base}/settings",
                "seconds from now on: ?idle=600&connection=3600; confirm every message: &acknowledge=1",
                self._answer_settings,
                ("POST",),
            ),
        )

    def _route(self, name: str, summary: str, make: Maker) -> Route:
        async def answer(request: ReceivedRequest, arguments: Arguments) -> Answer:
            relay, parameters = self._relay(arguments), request.parameters()
            if relay is None:
                return _unknown(arguments)
            deed = make(parameters)
            if deed is None:
                return bad_request("grace, count and bytes are numbers.")
            seats = relay.seats(parameters.get("client", ""))
            return json_answer({"done": name, "clients": [seat.label for seat in seats if deed(relay, seat)]})

        return Route(f"/kvs-playground/{{channel}}/{name}", f"{summary}; ?client=", answer, ("POST",))

    def _relay(self, arguments: Arguments) -> SignalingRelay | None:
        try:
            return self._channels.named(arguments["channel"]).relay
        except KvsError:
            return None

    async def _answer_state(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request
        relay = self._relay(arguments)
        if relay is None:
            return _unknown(arguments)
        return json_answer({"clients": [seat.label for seat in relay.seats("")], "waiting": relay.waiting})

    async def _answer_discard(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        del request
        relay = self._relay(arguments)
        return _unknown(arguments) if relay is None else json_answer({"discarded": relay.discard_waiting()})

    async def _answer_settings(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        relay, parameters = self._relay(arguments), request.parameters()
        if relay is None:
            return _unknown(arguments)
        now = relay.settings
        idle = number(parameters.get("idle", str(now.idle)), 0.01, _LONGEST)
        connection = number(parameters.get("connection", str(now.connection)), 0.01, _LONGEST)
        if idle is None or connection is None:
            return bad_request("idle and connection are numbers.")
        acknowledge = parameters.get("acknowledge", "1" if now.acknowledge else "0") == "1"
        relay.settings = replace(now, idle=idle, connection=connection, acknowledge=acknowledge)
        return json_answer({"idle": idle, "connection": connection, "acknowledge": acknowledge})


def _go_away(parameters: dict[str, str]) -> Deed | None:
    grace = number(parameters.get("grace", str(GRACE)), 0, _LONGEST)
    if grace is None:
        return None

    def deed(relay: SignalingRelay, seat: Seat) -> bool:
        relay.go_away(seat, grace)
        return True

    return deed


def _reconnect_ice(_: dict[str, str]) -> Deed:
    def deed(_relay: SignalingRelay, seat: Seat) -> bool:
        return seat.put_soon(event("RECONNECT_ICE_SERVER"))

    return deed


def _idle_close(_: dict[str, str]) -> Deed:
    def deed(relay: SignalingRelay, seat: Seat) -> bool:
        relay.close_as_idle(seat)
        return True

    return deed


def _drop(_: dict[str, str]) -> Deed:
    return lambda _relay, seat: seat.cut()


def _flood(parameters: dict[str, str]) -> Deed | None:
    count = number(parameters.get("count", "1000"), 0, _MOST_MESSAGES)
    size = number(parameters.get("bytes", "500"), 0, _LARGEST_PAYLOAD)
    if count is None or size is None:
        return None

    def deed(relay: SignalingRelay, seat: Seat) -> bool:
        relay.flood(seat, int(count), int(size))
        return True

    return deed


def _unknown(arguments: Arguments) -> Answer:
    return json_answer({"message": f"There is no channel {arguments['channel']}."}, 404)
