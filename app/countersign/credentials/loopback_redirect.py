"""The listener to which the browser comes back after a sign-in (RFC 8252, section 7.3): one redirect, then closed.

Every flow with an authorization code shares it:

    state = secrets.token_urlsafe(32)
    async with LoopbackRedirect(state) as redirect:     # raises CredentialsError: no port is free
        if redirect.notice is not None:                 # Failure: which port is taken, which one is used instead
            ...
        url = ...redirect.redirect_uri, state...        # "http://localhost:7373/callback"
        await open_browser(url)
        parameters = await redirect.answer()            # {"code": ...} or {"error": ...}; raises CredentialsError

`answer()` checks the state and leaves it to the caller to read `error`, to check `iss` (RFC 9207) and to register the
code as a secret. To cancel, cancel the task. `redirect_uris()` lists what has to be registered with the provider.

Failure ids: redirect.ports-taken, redirect.port-taken (a notice only), redirect.timeout, redirect.state-mismatch,
redirect.repeated-parameter.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hmac
import socket
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from urllib.parse import parse_qsl

from countersign.model.errors import CredentialsError, Failure

PORTS = (7373, 17373, 27373)
PATH = "/callback"
LIMIT = 300.0  # seconds

_CONNECTION_LIMIT = 10.0  # seconds
_LONGEST_HEAD = 32 * 1024  # bytes
_MOST_PARAMETERS = 50
_NOT_HERE = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT})
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Countersign</title>
<body>
<p>{}</p>
</body>
</html>
"""
_DONE = "Countersign has received the answer. You can close this tab and go back."
_FAILED = "This sign-in did not succeed. Go back to Countersign, which says why."
_NOTHING = "There is nothing here."


def redirect_uris(path: str = PATH, ports: Sequence[int] = PORTS) -> tuple[str, ...]:
    """Return the callback URLs that the provider must know, in the order in which they are tried."""
    return tuple(f"http://localhost:{port}{path}" for port in ports)


class LoopbackRedirect:
    """Wait on 127.0.0.1 and ::1 for the one redirect that ends a sign-in.

    The first of the ports that is free on both addresses is used. The first request for `path` with a `code` or an
    `error` is the answer, whatever its state; requests for anything else are refused and change nothing. `limit`
    counts seconds. Belongs to one event loop; leave the context to close it.
    """

    def __init__(self, state: str, *, path: str = PATH, ports: Sequence[int] = PORTS, limit: float = LIMIT) -> None:
        self._state = state
        self._path = path
        self._ports = tuple(ports)
        self._limit = limit
        self._taken: list[int] = []
        self._port = 0
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._answer: asyncio.Future[dict[str, str]] | None = None
        self._accepted = False

    @property
    def redirect_uri(self) -> str:
        """Return the URL that the provider sends the browser to."""
        return f"http://localhost:{self._port}{self._path}"

    @property
    def notice(self) -> Failure | None:
        """Say which ports are taken, None where the first one was free."""
        return _port_taken(self._taken, self.redirect_uri) if self._taken else None

    async def __aenter__(self) -> LoopbackRedirect:
        """Start to listen; raise `CredentialsError` where every port is taken."""
        self._answer = asyncio.get_running_loop().create_future()
        for port in self._ports:
            sockets = _bound(port)
            if sockets:
                self._port = port
                await self._listen(sockets)
                return self
            self._taken.append(port)
        raise CredentialsError(_ports_taken(self._taken))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop to listen, and end connections that are still open."""
        for server in self._servers:
            server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        if self._answer is not None and not self._answer.cancel() and not self._answer.cancelled():
            self._answer.exception()  # an answer that nobody waited for is no unhandled error

    async def answer(self) -> dict[str, str]:
        """Return the parameters that came with our state, `code` or `error` among them.

        Raises `CredentialsError` when the browser does not come back in time, or with another state.
        """
        assert self._answer is not None
        try:
            async with asyncio.timeout(self._limit):
                return await asyncio.shield(self._answer)
        except TimeoutError:
            failure = _timeout(self._limit, self.redirect_uri)
        raise CredentialsError(failure)

    async def _listen(self, sockets: Iterable[socket.socket]) -> None:
        # Bound to servers first, which does not suspend, so that a cancellation leaves no port taken.
        for listener in sockets:
            server = await asyncio.start_server(self._serve, sock=listener, limit=_LONGEST_HEAD, start_serving=False)
            self._servers.append(server)
        try:
            for server in self._servers:
                await server.start_serving()
        except BaseException:
            for server in self._servers:
                server.close()
            raise

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            async with asyncio.timeout(_CONNECTION_LIMIT):
                await self._respond(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # somebody else's connection, or a browser that opened one in advance
        finally:
            writer.close()

    async def _respond(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        parameters = self._parameters(head)
        if parameters is None:
            await _send_page(writer, "404 Not Found", _NOTHING)
            return
        self._accepted = True
        outcome = self._outcome(parameters)
        try:
            succeeded = isinstance(outcome, dict) and "code" in outcome
            await _send_page(writer, "200 OK" if succeeded else "400 Bad Request", _DONE if succeeded else _FAILED)
        finally:
            self._settle(outcome)

    def _parameters(self, head: bytes) -> list[tuple[str, str]] | None:
        """Return the query of the awaited request, None for any other."""
        method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target, _, version = rest.partition(" ")
        path, _, query = target.partition("?")
        if self._accepted or method != "GET" or path != self._path or not version.startswith("HTTP/1."):
            return None
        try:
            parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        except ValueError:
            return None
        return parameters if {"code", "error"} & {name for name, _ in parameters} else None

    def _outcome(self, parameters: list[tuple[str, str]]) -> dict[str, str] | Failure:
        named = dict(parameters)
        if len(named) != len(parameters):
            return _REPEATED
        # In constant time: how far a guess was right must not show.
        if not hmac.compare_digest(named.get("state", "").encode(), self._state.encode()):
            return _STATE_MISMATCH
        return named

    def _settle(self, outcome: dict[str, str] | Failure) -> None:
        assert self._answer is not None
        if self._answer.done():
            return
        if isinstance(outcome, Failure):
            self._answer.set_exception(CredentialsError(outcome))
        else:
            self._answer.set_result(outcome)


async def _send_page(writer: asyncio.StreamWriter, status: str, sentence: str) -> None:
    body = _PAGE.format(sentence).encode()
    head = (
        f"HTTP/1.1 {status}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        "",
        "",
    )
    writer.write("\r\n".join(head).encode() + body)
    await writer.drain()


def _bound(port: int) -> list[socket.socket]:
    """Bind the port on both loopback addresses; return nothing where it is taken on either."""
    with contextlib.ExitStack() as undo:
        sockets = []
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                listener = undo.enter_context(_listener(family))
                listener.bind((host, port))
                listener.listen()
            except OSError as error:
                if error.errno in _NOT_HERE:
                    continue  # a machine without this version of IP
                return []
            sockets.append(listener)
        undo.pop_all()
        return sockets


def _listener(family: socket.AddressFamily) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # There, SO_REUSEADDR would let another program take the redirect away.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return listener


_STATE_MISMATCH = Failure(
    "redirect.state-mismatch",
    "The browser came back with an answer that does not belong to this sign-in.",
    "Close older sign-in tabs, then sign in again.",
)
_REPEATED = Failure(
    "redirect.repeated-parameter",
    "The browser came back with a parameter that is given twice, which RFC 6749 forbids.",
    "Sign in again; if it stays so, ask who runs the provider.",
)


def _ports_taken(ports: Iterable[int]) -> Failure:
    return Failure(
        "redirect.ports-taken",
        f"The browser cannot come back: other programs have taken the ports {_listed(ports)}.",
        "Close the program that listens on one of them, then sign in again.",
    )


def _port_taken(ports: Sequence[int], redirect_uri: str) -> Failure:
    which = f"Port {ports[0]} is" if len(ports) == 1 else f"Ports {_listed(ports)} are"
    return Failure(
        "redirect.port-taken",
        f"{which} taken by another program, so the browser comes back to {redirect_uri}.",
        "Make sure that this address is registered with the provider.",
    )


def _listed(ports: Iterable[int]) -> str:
    *first, last = map(str, ports)
    return f"{', '.join(first)} and {last}" if first else last


def _timeout(limit: float, redirect_uri: str) -> Failure:
    duration = f"{limit / 60:g} minutes" if limit >= 120 else f"{limit:g} s"
    return Failure(
        "redirect.timeout",
        f"The browser did not come back within {duration}.",
        f"Sign in again. If the browser shows an error about the address, register {redirect_uri} with the provider.",
    )
