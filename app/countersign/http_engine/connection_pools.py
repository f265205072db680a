"""Keep a few connection pools, one for each way to connect, and close those that nobody uses."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

import httpcore

from countersign.http_engine.network import WatchedBackend
from countersign.http_engine.off_loop import run_to_end
from countersign.http_engine.proxies import ProxyAddress
from countersign.http_engine.tls_contexts import TlsProfile, build_context
from countersign.http_engine.tunnels import TunnelBackend

MOST_POOLS = 8
_IDLE_CONNECTIONS = 16
_IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PoolProfile:
    """Name everything that decides whether two requests may share connections.

    `upgrade` is for connections that leave HTTP behind: none is kept for a second request.
    """

    tls: TlsProfile
    proxy: ProxyAddress | None
    http2: bool
    upgrade: bool = False


@dataclass(slots=True)
class LeasedPool:
    """Hold a pool and how many exchanges use it. `retired` ones take no new exchange."""

    profile: PoolProfile
    pool: httpcore.AsyncConnectionPool
    users: int = 0
    retired: bool = False


class ConnectionPools:
    """Lend pools. Each `lease` needs its `give_back`."""

    def __init__(self) -> None:
        self._pools: OrderedDict[PoolProfile, LeasedPool] = OrderedDict()
        self._building = asyncio.Lock()

    async def lease(self, profile: PoolProfile) -> LeasedPool:
        """Return the pool of a profile; raise `TransportError` when one of its files cannot be used."""
        async with self._building:
            leased = self._pools.get(profile)
            if leased is None:
                leased = LeasedPool(profile, await run_to_end(_build, profile))
                self._pools[profile] = leased
        leased.users += 1
        self._pools.move_to_end(profile)
        await self._close_surplus()
        return leased

    def retire(self, leased: LeasedPool) -> None:
        """Let no new exchange have this pool. It closes when the last one has given it back."""
        leased.retired = True
        if self._pools.get(leased.profile) is leased:
            del self._pools[leased.profile]

    async def give_back(self, leased: LeasedPool) -> None:
        """End a lease."""
        leased.users -= 1
        if leased.retired and leased.users == 0:
            await leased.pool.aclose()

    async def aclose(self) -> None:
        """Close every pool, also those in use."""
        pools, self._pools = self._pools, OrderedDict()
        for leased in pools.values():
            leased.retired = True
            await leased.pool.aclose()

    async def _close_surplus(self) -> None:
        idle = [leased for leased in self._pools.values() if leased.users == 0]
        for leased in idle[: max(0, len(self._pools) - MOST_POOLS)]:
            self.retire(leased)
            await leased.pool.aclose()


def _build(profile: PoolProfile) -> httpcore.AsyncConnectionPool:
    proxy = None if profile.proxy is None else _proxy(profile.proxy, profile.tls)
    tunnel = proxy if profile.upgrade and proxy is not None and proxy.url.scheme in {b"http", b"https"} else None
    return httpcore.AsyncConnectionPool(
        ssl_context=build_context(profile.tls),
        proxy=proxy if tunnel is None else None,
        max_connections=None,
        max_keepalive_connections=0 if profile.upgrade else _IDLE_CONNECTIONS,
        keepalive_expiry=_IDLE_SECONDS,
        http1=True,
        http2=profile.http2,
        network_backend=WatchedBackend() if tunnel is None else TunnelBackend(tunnel),
    )


def _proxy(address: ProxyAddress, tls: TlsProfile) -> httpcore.Proxy:
    credentials = (address.username.encode(), address.password.encode())
    return httpcore.Proxy(
        url=httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target="/"),
        auth=credentials if address.username or address.password else None,
        ssl_context=build_context(tls) if address.scheme == "https" else None,
    )
