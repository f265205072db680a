"""The listeners: HTTPS with HTTP/1.1 and HTTP/2, and plain HTTP, on every loopback address that there is.

hypercorn hands over targets byte for byte, with two exceptions: it writes methods in capitals, and it does not tell a
target that ends in "?" from the same one without.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

from countersign.playground.app import PlaygroundApp
from countersign.playground.connections import Connections

_PORT_ATTEMPTS = 20
_BACKLOG = 128
_GRACE = 0.3  # seconds that open requests get when the playground ends
_LONGEST_END = 1.0  # seconds until it ends regardless of them


class _PlaygroundConfig(Config):
    """Hand hypercorn a TLS context and sockets that are already made: no key file outlives the start."""

    def __init__(self, context: ssl.SSLContext, sockets: Sockets) -> None:
        super().__init__()
        self._context = context
        self._sockets = sockets

    @property
    def ssl_enabled(self) -> bool:
        return True

    def create_ssl_context(self) -> ssl.SSLContext:
        return self._context

    def create_sockets(self) -> Sockets:
        return self._sockets


def listen(connections: Connections) -> tuple[int, list[socket.socket]]:
    """Listen on 127.0.0.1 and, where there is IPv6, on ::1 at the same free port; return the port."""
    for _ in range(_PORT_ATTEMPTS):
        first = _listener(connections, socket.AF_INET, "127.0.0.1", 0)
        port: int = first.getsockname()[1]
        try:
            return port, [first, _listener(connections, socket.AF_INET6, "::1", port)]
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return port, [first]
            first.close()
    raise OSError(errno.EADDRINUSE, "no port is free on both 127.0.0.1 and ::1")


async def serve_until(
    stopped: asyncio.Event,
    app: PlaygroundApp,
    context: ssl.SSLContext,
    secure: list[socket.socket],
    plain: list[socket.socket],
    connections: Connections,
) -> None:
    """Serve until the event is set; then end within about a second, whatever is still open."""
    config = _config(context, secure, plain)
    serving = asyncio.ensure_future(serve(app, config, shutdown_trigger=stopped.wait))
    ending = asyncio.ensure_future(stopped.wait())
    await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
    # asyncio's streams report every connection that is cut off here as an error of its own.
    asyncio.get_running_loop().set_exception_handler(_say_nothing)
    await asyncio.wait((serving,), timeout=_LONGEST_END)
    ending.cancel()
    if serving.done() and not stopped.is_set():
        serving.result()
    # From here on nobody cares how a connection ends; TLS counts a client's late word as an error of the server.
    serving.cancel()
    await asyncio.wait((serving,), timeout=_LONGEST_END)
    await connections.cut_all()


def _say_nothing(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    del loop, context


def _config(context: ssl.SSLContext, secure: list[socket.socket], plain: list[socket.socket]) -> Config:
    config = _PlaygroundConfig(context, Sockets(secure, plain, []))
    config.accesslog = None  # a request line may hold a signature, a header a token
    config.errorlog = None
    config.include_server_header = False
    config.h11_pass_raw_headers = True
    config.h11_max_incomplete_size = 256 * 1024
    config.h2_max_header_list_size = 256 * 1024
    config.keep_alive_timeout = 60
    config.keep_alive_max_requests = 1_000_000
    config.graceful_timeout = _GRACE
    return config


def _listener(connections: Connections, family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = connections.listener(family)
    try:
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
