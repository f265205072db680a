"""Receive a response's body: decode it, keep it, and read the events of an event stream as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator

from countersign.http_engine.body_store import BodyFolder, BodyStore
from countersign.http_engine.decoding import BodyDecoder, CorruptDataError, DecompressionBombError
from countersign.http_engine.event_stream import EventStreamParser
from countersign.http_engine.failures import failure
from countersign.http_engine.progress import ProgressReporter
from countersign.model.body import StoredBody
from countersign.model.errors import Failure, TransportError
from countersign.model.signing_record import HeaderList

LONGEST_STREAM = 64 * 1024 * 1024  # bytes of one event stream, which has no deadline and may have no end


class Download:
    """Hold what has come of one body, so that whatever breaks off the reading, that much is kept."""

    def __init__(self, headers: HeaderList, folder: BodyFolder, progress: ProgressReporter) -> None:
        encoding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
        self.is_event_stream = _is_event_stream(headers)
        self.expected = _expected(headers)
        self._decoder = BodyDecoder(encoding)
        self._parser = EventStreamParser() if self.is_event_stream else None
        self._folder = folder
        self._store = BodyStore(folder)
        self._progress = progress
        self._wire_size = 0
        self._decoded_size = 0
        self._note = ""

    async def read(self, chunks: AsyncIterator[bytes], host: str) -> None:
        """Read to the end; raise `TransportError` for what the body itself has wrong, and the transport's errors."""
        async for chunk in chunks:
            self._wire_size += len(chunk)
            await self._decode(chunk, host)
            self._progress.received(len(chunk))
        end = self._decoder.finish()
        self._note = end.note
        if end.truncated:
            raise TransportError(failure("response.coding-truncated", host=host))

    async def finish(self, broken: Failure | None) -> StoredBody:
        """Return the body; `broken` says why it is not whole."""
        return await self._store.finish(self._wire_size, self._note if broken is None else self._label(broken))

    def discard(self) -> None:
        """Forget the body and its file."""
        self._store.discard()

    async def _decode(self, chunk: bytes, host: str) -> None:
        try:
            for piece in self._decoder.feed(chunk):
                await self._keep(piece, host)
        except CorruptDataError as error:
            raise TransportError(failure("response.coding-corrupt", str(error), host=host)) from None
        except DecompressionBombError:
            raise TransportError(failure("response.decompression-bomb", host=host)) from None

    async def _keep(self, piece: bytes, host: str) -> None:
        try:
            await self._store.write(piece)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise TransportError(failure("response.not-stored", path=self._folder.path, reason=reason)) from None
        self._decoded_size += len(piece)
        if self._parser is not None:
            self._progress.events(self._parser.feed(piece))
            if self._decoded_size > LONGEST_STREAM:
                limit = LONGEST_STREAM // (1024 * 1024)
                raise TransportError(failure("response.stream-too-long", host=host, limit=limit))

    def _label(self, broken: Failure) -> str:
        if broken.id == "response.decompression-bomb":
            return f"Stopped after {self._decoded_size:,} decoded bytes of {self._wire_size:,} received ones."
        of = "" if self.expected is None else f" of {self.expected:,}"
        return f"Ended early, after {self._wire_size:,}{of} bytes. {broken.sentence}"


def _is_event_stream(headers: HeaderList) -> bool:
    kinds = (value for name, value in headers if name.lower() == "content-type")
    return next(kinds, "").partition(";")[0].strip().lower() == "text/event-stream"


def _expected(headers: HeaderList) -> int | None:
    lengths = [value.strip() for name, value in headers if name.lower() == "content-length"]
    if any(name.lower() == "transfer-encoding" for name, _ in headers):
        return None
    return int(lengths[0]) if lengths and lengths[0].isascii() and lengths[0].isdigit() else None
