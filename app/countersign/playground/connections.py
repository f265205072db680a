"""The sockets behind open connections, so that one can be cut off as a broken network would do it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from weakref import WeakValueDictionary

Ends = tuple[str, int, int]  # the client's address and port, and the port that it reached

_PATIENCE = 20  # hundredths of a second
_DISCARD_AT_CLOSE = struct.pack("ii", 1, 0)


class Connections:
    """Find the socket of a client's connection.

    asyncio on Windows accepts past these listeners; there nothing is found.
    """

    def __init__(self) -> None:
        self._sockets: WeakValueDictionary[Ends, socket.socket] = WeakValueDictionary()

    def listener(self, family: socket.AddressFamily) -> socket.socket:
        """Return an unbound TCP socket whose accepted sockets are known here."""
        return _KnownListener(self, family)

    def add(self, accepted: socket.socket) -> None:
        """Know a socket until it is closed."""
        with contextlib.suppress(OSError):  # the client has gone before anybody looked
            self._sockets[(*accepted.getpeername()[:2], accepted.getsockname()[1])] = accepted

    def cut(self, ends: Ends) -> bool:
        """End a connection at once, without a word to the client; tell whether it was found."""
        found = self._sockets.get(ends)
        if found is None or found.fileno() < 0:
            return False
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DISCARD_AT_CLOSE)
            found.shutdown(socket.SHUT_RDWR)
        return True

    async def cut_all(self) -> None:
        """End every connection, and wait briefly until asyncio has closed them."""
        for ends in list(self._sockets):
            self.cut(ends)
        for _ in range(_PATIENCE):
            if not any(one.fileno() >= 0 for one in list(self._sockets.values())):
                return
            await asyncio.sleep(0.01)


class _KnownListener(socket.socket):
    def __init__(self, connections: Connections, family: socket.AddressFamily) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._connections = connections

    def accept(self) -> tuple[socket.socket, object]:
        accepted, address = super().accept()
        self._connections.add(accepted)
        return accepted, address
