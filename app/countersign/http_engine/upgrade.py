"""Leave HTTP behind: ask for another protocol, and hand over the connection that answered 101 (RFC 9110, 7.8)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import cast

import httpcore

from countersign.http_engine.connection_pools import ConnectionPools, LeasedPool
from countersign.http_engine.download import Download
from countersign.http_engine.exchange_trace import Stage
from countersign.http_engine.failures import failure
from countersign.http_engine.one_hop import OneHop
from countersign.model.errors import TransportError
from countersign.model.exchange import Outcome

MOST_REFUSAL_BYTES = 1024 * 1024  # as they come off the wire
_READ_SIZE = 256 * 1024  # what asyncio takes from a socket at once


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Hold what came of asking; `connection` is None unless the server answered 101."""

    outcome: Outcome
    connection: UpgradedConnection | None


class UpgradedConnection:
    """Carry bytes over a connection that speaks HTTP no longer. Whoever holds it must close it."""

    def __init__(self, answer: httpcore.Response, pools: ConnectionPools, leased: LeasedPool, host: str) -> None:
        self._answer = answer
        self._stream: httpcore.AsyncNetworkStream = answer.extensions["network_stream"]
        self._pools = pools
        self._leased = leased
        self._host = host
        self._closed = False

    async def read(self) -> bytes:
        """Return what has come, at most 256 KiB, b"" at the end; raise `TransportError` when it broke."""
        try:
            return await self._stream.read(_READ_SIZE)
        except httpcore.NetworkError:
            raise self._broken("receiving") from None

    async def write(self, data: bytes) -> None:
        """Write all of it; raise `TransportError` when it broke."""
        try:
            await self._stream.write(data)
        except httpcore.NetworkError:
            raise self._broken("sending") from None

    async def aclose(self) -> None:
        """Drop the connection at once; more than once does no harm."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._stream.aclose()  # does its work before it waits, so that no second cancel prevents it
        finally:
            try:
                await self._answer.aclose()
            finally:
                await self._pools.give_back(self._leased)

    def _broken(self, doing: str) -> TransportError:
        return TransportError(failure("connection.reset", host=self._host, doing=doing))


class UpgradeHop(OneHop):
    """Send one request that asks for another protocol. An answer of 101 stays open: `switched` holds it."""

    @property
    def switched(self) -> bool:
        """Tell whether there is a connection to be taken over."""
        return self._complete and self._answer is not None and self._answer.status == 101

    def take_over(self, pools: ConnectionPools, leased: LeasedPool) -> UpgradedConnection | None:
        """Return the connection, which now holds the lease, or None where there is none."""
        if not self.switched or self._answer is None:
            return None
        return UpgradedConnection(self._answer, pools, leased, self._request.url.host)

    async def run(self, pool: httpcore.AsyncConnectionPool) -> Outcome:
        """Return what came of it; raise only `CancelledError`, with nothing left behind."""
        try:
            outcome = await super().run(pool)
        except BaseException:
            if self._answer is not None:
                await self._answer.aclose()
            raise
        if not self.switched:
            return outcome
        return replace(outcome, phases=tuple(phase for phase in outcome.phases if phase.name != Stage.BODY))

    async def _receive(self, answer: httpcore.Response, download: Download, deadline: asyncio.Timeout) -> None:
        """Keep what was said in a refusal, within the deadline whatever its type."""
        del deadline
        if answer.status == 101:
            self._learn_facts(self._trace.opened[-1], answer.extensions["http_version"].decode("ascii"))
            return
        chunks = self._bounded(answer)
        async with aclosing(chunks):
            await download.read(chunks, self._request.url.host)

    async def _bounded(self, answer: httpcore.Response) -> AsyncGenerator[bytes, None]:
        size = 0
        chunks = cast("AsyncGenerator[bytes, None]", answer.aiter_stream())
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk[: MOST_REFUSAL_BYTES - size]
                size += len(chunk)
                if size > MOST_REFUSAL_BYTES:
                    limit = MOST_REFUSAL_BYTES // (1024 * 1024)
                    host = self._request.url.host
                    raise TransportError(failure("response.refusal-too-long", host=host, limit=limit))

    async def _let_go(self) -> None:
        if not self.switched:
            await super()._let_go()


async def upgrade_over(pools: ConnectionPools, leased: LeasedPool, hop: UpgradeHop) -> Upgrade:
    """Send over a leased pool. The lease ends with the connection, or here where there is none."""
    try:
        outcome = await hop.run(leased.pool)
    except BaseException:
        await pools.give_back(leased)
        raise
    connection = hop.take_over(pools, leased)
    if connection is None:
        await pools.give_back(leased)
    return Upgrade(outcome, connection)
