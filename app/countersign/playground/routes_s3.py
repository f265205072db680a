"""Objects in memory under /s3, signed with S3's path rules."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.judge import SignedService, judge
from countersign.playground.keys import PlaygroundKeys
from countersign.playground.refusal import Refusal
from countersign.playground.routing import Arguments, Route
from countersign.playground.s3_words import s3_error, s3_headers, word_refusal

_LARGEST_OBJECT = 16 * 1024 * 1024
_LARGEST_STORE = 64 * 1024 * 1024
_LISTED = 1000
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


@dataclass(frozen=True, slots=True)
class _StoredObject:
    data: bytes
    content_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest()}"'


class ObjectStore:
    """Keep objects in memory, a bounded amount; every bucket name exists."""

    def __init__(self, keys: PlaygroundKeys, service: SignedService, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._service = service
        self._now = now
        self._objects: dict[tuple[str, str], _StoredObject] = {}

    def routes(self) -> tuple[Route, ...]:
        """Return the routes of a bucket and of its objects."""
        return (
            Route("/s3/{bucket}", "a bucket: list its objects (GET); signed with S3's rules", self._answer_bucket),
            Route("/s3/{bucket}/{key...}", "an object: GET, HEAD, PUT, DELETE; likewise", self._answer_object),
        )

    async def _answer_bucket(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        refused = self._refuse(request)
        if refused is not None:
            return refused
        if request.method not in {"GET", "HEAD", "PUT"}:
            return _method_not_allowed()
        return self._listing(arguments["bucket"])

    async def _answer_object(self, request: ReceivedRequest, arguments: Arguments) -> Answer:
        refused = self._refuse(request)
        if refused is not None:
            return refused
        place = (arguments["bucket"], arguments["key"])
        if not place[1]:
            return self._listing(place[0])
        match request.method:
            case "GET" | "HEAD":
                return self._read(place)
            case "PUT":
                return self._write(place, request)
            case "DELETE":
                self._objects.pop(place, None)
                return Answer(204, s3_headers())
            case _:
                return _method_not_allowed()

    def _refuse(self, request: ReceivedRequest) -> Answer | None:
        try:
            judge(request, self._keys, self._service, self._now())
        except Refusal as refusal:
            return word_refusal(refusal, request, self._service.region)
        return None

    def _read(self, place: tuple[str, str]) -> Answer:
        stored = self._objects.get(place)
        if stored is None:
            return s3_error(404, "NoSuchKey", "The specified key does not exist.", Key=place[1])
        headers = (
            ("content-type", stored.content_type),
            ("etag", stored.etag),
            ("last-modified", format_datetime(stored.modified, usegmt=True)),
        )
        return Answer(200, headers + s3_headers(), stored.data)

    def _write(self, place: tuple[str, str], request: ReceivedRequest) -> Answer:
        others = sum(len(stored.data) for key, stored in self._objects.items() if key != place)
        if request.body.size > _LARGEST_OBJECT or others + request.body.size > _LARGEST_STORE:
            message = "Your proposed upload exceeds the maximum allowed size"
            return s3_error(400, "EntityTooLarge", message, MaxSizeAllowed=str(_LARGEST_OBJECT))
        content_type = request.header("content-type") or "binary/octet-stream"
        stored = _StoredObject(request.body.data, content_type, self._now())
        self._objects[place] = stored
        return Answer(200, (("etag", stored.etag), *s3_headers()))

    def _listing(self, bucket: str) -> Answer:
        keys = sorted(key for owner, key in self._objects if owner == bucket)
        contents = "".join(self._list_entry(bucket, key) for key in keys[:_LISTED])
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="{_NAMESPACE}">'
            f"<Name>{escape(bucket)}</Name><KeyCount>{min(len(keys), _LISTED)}</KeyCount><MaxKeys>{_LISTED}</MaxKeys>"
            f"<IsTruncated>{str(len(keys) > _LISTED).lower()}</IsTruncated>{contents}</ListBucketResult>"
        )
        return Answer(200, (("content-type", "application/xml"), *s3_headers()), body.encode("utf-8", "replace"))

    def _list_entry(self, bucket: str, key: str) -> str:
        stored = self._objects[bucket, key]
        modified = stored.modified.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return (
            f"<Contents><Key>{escape(key)}</Key><LastModified>{modified}</LastModified>"
            f"<ETag>{escape(stored.etag)}</ETag><Size>{len(stored.data)}</Size></Contents>"
        )


def _method_not_allowed() -> Answer:
    return s3_error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
