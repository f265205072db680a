"""One running playground for all tests of this folder, a client that trusts it, and signers with its keys."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from countersign.playground.address import PlaygroundAddress
from countersign.playground.process import PlaygroundProcess
from tests.playground.aws_signers import Signer

Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def playground() -> Iterator[PlaygroundAddress]:
    process = PlaygroundProcess()
    with asyncio.Runner() as runner:
        yield runner.run(process.start())
        runner.run(process.stop())


@pytest.fixture(scope="session")
def client(playground) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cadata=playground.ca_pem)
    with httpx.Client(base_url=playground.https, verify=context, timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def ask(client) -> Ask:
    """Send a target exactly as given."""

    def send(method, target, headers=(), body=b"", **options) -> httpx.Response:
        request = client.build_request(method, "/", headers=list(headers), content=body, **options)
        request.extensions["target"] = target.encode("latin-1")
        return client.send(request)

    return send


@pytest.fixture
def temporary(playground, client) -> Signer:
    return Signer(
        playground.access_key_id,
        playground.secret_access_key,
        playground.session_token,
        client.base_url.netloc.decode(),
    )


@pytest.fixture
def long_term(playground, client) -> Signer:
    return Signer(
        playground.long_term_access_key_id,
        playground.long_term_secret_access_key,
        "",
        client.base_url.netloc.decode(),
    )
