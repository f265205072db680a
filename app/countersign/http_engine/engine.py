"""The HTTP engine: one hop per send, over HTTP/1.1 or HTTP/2, with nothing changed on the way.

It stands on httpcore, the transport under httpx, because httpx itself rewrites what must stay: it removes dot
segments, upper-cases methods, adds headers, and hides the network streams that tell of TLS and timings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from countersign.http_engine.body_store import BodyFolder
from countersign.http_engine.cookie_jar import CookieJar
from countersign.http_engine.proxies import ProxyAddress, choose_proxy
from countersign.http_engine.tls_contexts import tls_profile
from countersign.http_engine.wire_form import check_sendable
from countersign.model.errors import TransportError
from countersign.model.exchange import Connection, Outcome, Progress, WireRequest
from countersign.model.request import RequestSettings

if TYPE_CHECKING:
    from countersign.http_engine.connection_pools import ConnectionPools, LeasedPool, PoolProfile
    from countersign.http_engine.one_hop import OneHop
    from countersign.http_engine.upgrade import Upgrade


def _unobserved(_: Progress) -> None:
    """Take a report and do nothing with it."""


class HttpEngine:
    """Send requests and keep connections, cookies and large bodies. Lives on one asyncio loop.

    `spool_folder` takes bodies over 8 MB; `extra_ca_pem` holds PEM texts of CAs that are trusted besides the
    system's.
    """

    def __init__(self, spool_folder: Path, extra_ca_pem: tuple[str, ...] = ()) -> None:
        self.cookies = CookieJar()
        self._folder = BodyFolder(spool_folder)
        self._trusted = extra_ca_pem
        self._pools: ConnectionPools | None = None
        self._swept = False

    def trust(self, ca_pem: str) -> None:
        """Trust one more CA, from the next send on."""
        if ca_pem not in self._trusted:
            self._trusted = (*self._trusted, ca_pem)

    async def prepare(self) -> None:
        """Import what sending needs, off the loop, and sweep the spool folder. `send` does it if nobody did."""
        await asyncio.to_thread(_import_transport)
        if not self._swept:
            self._swept = True
            await asyncio.to_thread(self._folder.sweep)

    async def send(
        self,
        request: WireRequest,
        settings: RequestSettings,
        observe: Callable[[Progress], None] = _unobserved,
    ) -> Outcome:
        """Send a request as it stands and return what came, a failure of the network included.

        Headers go out as given, in order; Content-Length alone is added, at the end. No redirect is followed. The
        Cookie header is the caller's to make (`cookies.header_for`), Set-Cookie is absorbed here if the settings say
        so. `observe` is called at each new span, at the response's head, for server-sent events as they come, and at
        most every 50 ms for numbers. Bodies of type text/event-stream are exempt from the total deadline; 64 MB
        bound them instead, and the read deadline stays. Only `CancelledError` is raised, after the connection is
        closed and the partial body is gone.
        """
        await self.prepare()
        pools = self._connection_pools()
        try:
            check_sendable(request)
            proxy = choose_proxy(settings.proxy, request.url)
            leased = await pools.lease(await self._profile(settings, proxy))
        except TransportError as error:
            return Outcome(None, error.failure, (), Connection())
        outcome = await _send_over(pools, leased, lambda: self._hop(request, settings, proxy, observe))
        self._absorb_cookies(request, settings, outcome)
        return outcome

    async def upgrade(
        self,
        request: WireRequest,
        settings: RequestSettings,
        observe: Callable[[Progress], None] = _unobserved,
    ) -> Upgrade:
        """Send a request that asks for another protocol, and hand over the connection if the server agrees.

        Goes as `send` does, over HTTP/1.1 and a connection of its own; an HTTP proxy is asked for a tunnel, also for
        http:// (RFC 6455, section 4.1). The total deadline spans the answer; of the body of a refusal no more than
        1 MB is kept. A status of 101 is no verdict on the new protocol: that is the caller's.
        """
        await self.prepare()
        from countersign.http_engine.upgrade import Upgrade, UpgradeHop, upgrade_over

        pools = self._connection_pools()
        try:
            check_sendable(request)
            proxy = choose_proxy(settings.proxy, request.url)
            leased = await pools.lease(await self._profile(settings, proxy, upgrade=True))
        except TransportError as error:
            return Upgrade(Outcome(None, error.failure, (), Connection()), None)
        hop = UpgradeHop(request, settings, proxy, self._folder, observe)
        upgrade = await upgrade_over(pools, leased, hop)
        self._absorb_cookies(request, settings, upgrade.outcome)
        return upgrade

    async def aclose(self) -> None:
        """Close every connection and remove every spooled body, whoever still holds it."""
        if self._pools is not None:
            await self._pools.aclose()
        await asyncio.to_thread(self._folder.close)

    def _connection_pools(self) -> ConnectionPools:
        from countersign.http_engine.connection_pools import ConnectionPools

        if self._pools is None:
            self._pools = ConnectionPools()
        return self._pools

    async def _profile(
        self, settings: RequestSettings, proxy: ProxyAddress | None, *, upgrade: bool = False
    ) -> PoolProfile:
        from countersign.http_engine.connection_pools import PoolProfile

        tls = await asyncio.to_thread(tls_profile, settings, self._trusted)
        return PoolProfile(tls, proxy, settings.http2 and not upgrade, upgrade)

    def _absorb_cookies(self, request: WireRequest, settings: RequestSettings, outcome: Outcome) -> None:
        if settings.use_cookies and outcome.response is not None:
            self.cookies.absorb(request.url, outcome.response.headers)

    def _hop(
        self,
        request: WireRequest,
        settings: RequestSettings,
        proxy: ProxyAddress | None,
        observe: Callable[[Progress], None],
    ) -> OneHop:
        from countersign.http_engine.one_hop import OneHop

        return OneHop(request, settings, proxy, self._folder, observe)


async def _send_over(pools: ConnectionPools, leased: LeasedPool, make_hop: Callable[[], OneHop]) -> Outcome:
    """Send, and once more where a kept connection was dead; then give the pool back."""
    first, second = make_hop(), make_hop()
    try:
        outcome = await first.run(leased.pool)
        return await second.run(leased.pool) if first.may_repeat else outcome
    finally:
        if first.spoils_connection or second.spoils_connection:
            pools.retire(leased)
        await pools.give_back(leased)


def _import_transport() -> None:
    import countersign.http_engine.upgrade  # noqa: F401 - the import is the purpose
