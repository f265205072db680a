"""The browser goes out and comes back: PKCE, state, nonce, and every way in which it does not."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from countersign.credentials.cognito.browser_sign_in import logout_url
from countersign.model.cognito import UserPool
from countersign.model.errors import CredentialsError
from tests.credentials.cognito.fake_cognito import Answer, FakeCognito, Parts


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def jwt(claims: dict) -> str:
    parts = ({"alg": "RS256", "kid": "k"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2ln"])


class Browser:
    """Take the address, and come back at once with what a test wants."""

    def __init__(self, opened: bool = True, **back: str) -> None:
        self.back, self.opened = back, opened
        self.query: dict[str, str] = {}
        self.status = 0
        self.task: asyncio.Task | None = None

    def open(self, url: str) -> bool:
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.url = url
        self.task = asyncio.ensure_future(self._return())
        return self.opened

    async def _return(self) -> None:
        back = {"state": self.query["state"], **self.back}
        async with httpx.AsyncClient(trust_env=False) as client:
            self.status = (await client.get(f"{self.query['redirect_uri']}?{urlencode(back)}")).status_code


def sign_in(browser, *answers, limit=5.0, **pool_changes):
    """Sign in through the browser; return what came of it and the token endpoint's server."""

    async def scenario():
        async with FakeCognito(*answers) as server:
            built = Parts(open_browser=browser.open, ports=(free_port(),), limit=limit)
            try:
                outcome = await built.sign_in.begin(server.pool(**pool_changes), "hosted_ui")
            except CredentialsError as error:
                outcome = error.failure
            if browser.task is not None:
                await browser.task
            return outcome, server

    return asyncio.run(scenario())


def test_what_goes_out_and_what_the_code_is_exchanged_with():
    browser = Browser(code="the-code")

    def grant(_request):
        claims = {"nonce": browser.query["nonce"]}
        return {"access_token": "a", "id_token": jwt(claims), "refresh_token": "r", "expires_in": 3600}

    tokens, server = sign_in(browser, grant, scopes=("openid", "orders/read"))
    assert (tokens.access_token, tokens.method) == ("a", "hosted_ui")
    assert urlsplit(browser.url).path == "/oauth2/authorize"
    sent = server.received[0].body
    digest = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert browser.query["code_challenge"] == digest
    assert browser.query["code_challenge_method"] == "S256"
    assert browser.query["scope"] == "openid orders/read"
    assert 43 <= len(sent["code_verifier"]) <= 128
    assert sent["code_verifier"] not in browser.url
    assert (sent["code"], sent["redirect_uri"]) == ("the-code", browser.query["redirect_uri"])
    assert len({browser.query["state"], browser.query["nonce"], sent["code_verifier"]}) == 3
    assert browser.status == 200


@pytest.mark.parametrize("claims", [{"nonce": "another"}, {}, {"nonce": 5}, {"nonce": "\ud800"}])
def test_an_id_token_with_another_nonce_is_thrown_away(claims):
    answer = {"access_token": "a", "id_token": jwt(claims), "expires_in": 3600}
    failure, _ = sign_in(Browser(code="the-code"), answer)
    assert failure.id == "cognito.nonce-mismatch"


def test_without_openid_there_is_no_id_token_to_check():
    tokens, _ = sign_in(Browser(code="the-code"), {"access_token": "a", "expires_in": 3600})
    assert tokens.id_token == ""


def test_an_answer_with_another_state_is_refused_and_no_code_is_exchanged():
    failure, server = sign_in(Browser(code="the-code", state="another"))
    assert failure.id == "redirect.state-mismatch"
    assert server.received == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [("access_denied", "cognito.browser-denied"), ("invalid_scope", "cognito.scope"), ("odd", "cognito.refused")],
)
def test_a_refusal_in_the_browser_keeps_its_words(error, expected):
    failure, server = sign_in(Browser(error=error, error_description="User said no"))
    assert (failure.id, failure.detail) == (expected, "User said no")
    assert server.received == []


def test_a_code_that_the_pool_does_not_take():
    browser = Browser(code="old")
    failure, _ = sign_in(browser, Answer({"error": "invalid_grant"}, 400))
    assert failure.id == "cognito.code-refused"


class NoBrowser:
    """Never come back."""

    task = None

    def open(self, _url: str) -> bool:
        return False


def test_a_browser_that_never_comes_back():
    failure, _ = sign_in(NoBrowser(), limit=0.1)
    assert failure.id == "redirect.timeout"


def test_a_sign_in_that_is_cancelled_frees_its_port_at_once():
    async def scenario():
        waiting, waits = asyncio.Event(), []

        def observe(wait):
            waits.append(wait)
            waiting.set()

        async with FakeCognito() as server:
            port = free_port()
            built = Parts(open_browser=lambda _url: False, ports=(port,))
            task = asyncio.ensure_future(built.sign_in.begin(server.pool(), "hosted_ui", observe=observe))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with socket.create_server(("127.0.0.1", port)):
                return waits[0]

    wait = asyncio.run(scenario())
    assert not wait.opened
    assert wait.url.startswith("http://127.0.0.1:")


def test_a_taken_port_is_named_and_the_next_one_used():
    async def scenario():
        waits = []
        with socket.create_server(("127.0.0.1", 0)) as taken:
            ports = (taken.getsockname()[1], free_port())
            browser = Browser(error="access_denied")
            async with FakeCognito() as server:
                built = Parts(open_browser=browser.open, ports=ports)
                with pytest.raises(CredentialsError):
                    await built.sign_in.begin(server.pool(), "hosted_ui", observe=waits.append)
                with pytest.raises(CredentialsError) as caught:
                    await Parts(ports=ports[:1]).sign_in.begin(server.pool(), "hosted_ui")
            await browser.task
            return ports, waits[0], caught.value.failure

    ports, wait, failure = asyncio.run(scenario())
    assert wait.redirect_uri == f"http://localhost:{ports[1]}/callback"
    assert str(ports[0]) in wait.notice.sentence
    assert failure.id == "redirect.ports-taken"
    assert str(ports[0]) in failure.sentence


def test_the_way_out_of_the_browsers_own_session():
    pool = UserPool("orders", "eu-west-3_Ab129faBb", "abc", domain="orders")
    assert logout_url(pool, "http://localhost:7373/callback") == (
        "https://orders.auth.eu-west-3.amazoncognito.com/logout?client_id=abc"
        "&logout_uri=http%3A%2F%2Flocalhost%3A7373%2Fcallback"
    )
