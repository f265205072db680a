"""A body is encoded again only when it, or a file in it, has changed."""

from __future__ import annotations

import asyncio

from countersign.http_engine.body_encoding import encode_body
from countersign.model.body import FileBody, TextBody
from countersign.workflows.encode_once import EncodeOnce


class Counting:
    """Encode for real, and count."""

    def __init__(self):
        self.calls = 0

    async def __call__(self, body):
        self.calls += 1
        return await encode_body(body)


def test_the_same_body_is_encoded_once():
    counting = Counting()
    encode = EncodeOnce(counting)
    first = asyncio.run(encode(TextBody("{}")))
    assert asyncio.run(encode(TextBody("{}"))) is first
    asyncio.run(encode(TextBody("[]")))
    assert counting.calls == 2


def test_a_file_that_changed_is_hashed_again(tmp_path):
    path = tmp_path / "body.bin"
    path.write_bytes(b"one")
    encode = EncodeOnce(encode_body)
    first = asyncio.run(encode(FileBody(str(path))))
    path.write_bytes(b"three")
    second = asyncio.run(encode(FileBody(str(path))))
    assert first.wire.sha256 != second.wire.sha256
    assert second.wire.size == 5
