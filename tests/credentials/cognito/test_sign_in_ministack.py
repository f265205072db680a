"""Every flow that MiniStack serves, against it: it checks SRP, PKCE and secrets by its own code."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import httpx
import pytest

from countersign.model.cognito import Challenge, ChallengeAnswer, TokenSet
from countersign.model.errors import CredentialsError
from countersign.model.redaction import MASK
from countersign.signing.jwt_claims import decode_jwt
from tests.credentials.cognito.conftest import PASSWORD
from tests.credentials.cognito.fake_cognito import Parts


def now() -> datetime:
    return datetime.now(UTC)


def parts(**options) -> Parts:
    return Parts(clock=now, **options)


def failure_of(coroutine):
    with pytest.raises(CredentialsError) as caught:
        asyncio.run(coroutine)
    return caught.value.failure


@pytest.mark.parametrize("method", ["srp", "password"])
def test_a_user_signs_in_and_the_tokens_are_verified(ministack_pool, method):
    pool = ministack_pool.public

    async def scenario():
        built = parts()
        tokens = await built.sign_in.begin(pool, method, "ada", PASSWORD)
        access, id_token = (decode_jwt(token, now()) for token in (tokens.access_token, tokens.id_token))
        verified = [await built.keys.verify(pool, access, "access"), await built.keys.verify(pool, id_token, "id")]
        return built, tokens, access, verified

    built, tokens, access, verified = asyncio.run(scenario())
    assert isinstance(tokens, TokenSet)
    assert [found.state for found in verified] == ["verified", "verified"]
    assert access.claims["username"] == "ada"
    assert tokens.expires_at > now()
    assert built.redactor.scrub(f"{PASSWORD} {tokens.access_token} {tokens.refresh_token}") == f"{MASK} {MASK} {MASK}"


def test_srp_with_a_client_secret_and_a_name_with_accents(ministack_pool):
    pool, admin = ministack_pool.confidential, ministack_pool.admin
    admin.admin_create_user(UserPoolId=pool.pool_id, Username="zoë")
    admin.admin_set_user_password(UserPoolId=pool.pool_id, Username="zoë", Password="Grüße-an-1-π", Permanent=True)

    async def scenario():
        built = parts()
        await built.vault.keep_client_secret(pool, ministack_pool.client_secret)
        return await built.sign_in.begin(pool, "srp", "zoë", "Grüße-an-1-π")

    assert decode_jwt(asyncio.run(scenario()).access_token, now()).claims["username"] == "zoë"


def test_many_attempts_all_succeed_whatever_the_numbers_begin_with(ministack_pool):
    """One in 256 numbers begins with a zero byte, one in two has its highest bit set."""

    async def scenario():
        built = parts()
        return [await built.sign_in.begin(ministack_pool.public, "srp", "ada", PASSWORD) for _ in range(20)]

    assert all(isinstance(tokens, TokenSet) for tokens in asyncio.run(scenario()))


@pytest.mark.parametrize("method", ["srp", "password"])
@pytest.mark.parametrize(
    ("username", "password", "expected"),
    [
        ("ada", "wrong-Password-1", "cognito.wrong-password"),
        ("nobody", PASSWORD, "cognito.user-not-found"),
        ("disabled", PASSWORD, "cognito.user-disabled"),
        ("unconfirmed", PASSWORD, "cognito.user-unconfirmed"),
    ],
)
def test_refusals_have_their_own_sentences(ministack_pool, method, username, password, expected):
    failure = failure_of(parts().sign_in.begin(ministack_pool.public, method, username, password))
    assert failure.id == expected
    assert failure.field in {"Password", "User name"}


def test_a_new_password_is_asked_for_once(ministack_pool):
    pool, admin = ministack_pool.public, ministack_pool.admin
    admin.admin_create_user(UserPoolId=pool.pool_id, Username="fresh", TemporaryPassword="Temporary-1")

    async def scenario():
        sign_in = parts().sign_in
        challenge = await sign_in.begin(pool, "srp", "fresh", "Temporary-1")
        tokens = await sign_in.answer(challenge, ChallengeAnswer(new_password="Permanent-Password-1"))
        again = await sign_in.begin(pool, "srp", "fresh", "Permanent-Password-1")
        return challenge, tokens, again

    challenge, tokens, again = asyncio.run(scenario())
    assert isinstance(challenge, Challenge)
    assert challenge.kind == "NEW_PASSWORD_REQUIRED"
    assert isinstance(tokens, TokenSet)
    assert isinstance(again, TokenSet)


@pytest.mark.parametrize("way", ["basic", "body"])
def test_client_credentials_give_an_access_token_with_its_scopes(ministack_pool, way):
    pool = replace(ministack_pool.confidential, client_authentication=way)

    async def scenario():
        built = parts()
        await built.vault.keep_client_secret(pool, ministack_pool.client_secret)
        tokens = await built.sign_in.begin(pool, "client_credentials")
        return tokens, await built.keys.verify(pool, decode_jwt(tokens.access_token, now()), "access")

    tokens, verified = asyncio.run(scenario())
    assert verified.state == "verified"
    assert decode_jwt(tokens.access_token, now()).scopes == ("orders/read",)
    assert (tokens.id_token, tokens.refresh_token) == ("", "")


@pytest.mark.parametrize(
    ("secret", "scopes", "expected"),
    [
        ("wrong-secret", ("orders/read",), "cognito.client-refused"),
        (None, ("orders/read",), "cognito.client-secret-missing"),
        ("", ("orders/delete",), "cognito.scope"),
    ],
)
def test_client_credentials_refused(ministack_pool, secret, scopes, expected):
    pool = replace(ministack_pool.confidential, scopes=scopes)

    async def scenario():
        built = parts()
        if secret is not None:
            await built.vault.keep_client_secret(pool, secret or ministack_pool.client_secret)
        await built.sign_in.begin(pool, "client_credentials")

    assert failure_of(scenario()).id == expected


def test_tokens_are_renewed_until_the_session_is_revoked(ministack_pool):
    pool = ministack_pool.public

    async def scenario():
        built = parts()
        first = await built.keeper.keep(pool, await built.sign_in.begin(pool, "srp", "ada", PASSWORD))
        second = await built.keeper.renew(pool)
        assert await built.keeper.sign_out(pool) is None
        with pytest.raises(CredentialsError) as nobody:
            await built.keeper.access_token(pool)
        with pytest.raises(CredentialsError) as revoked:
            await built.sign_in.begin(pool, "refresh", "ada", first.refresh_token)
        return first, second, nobody.value.failure.id, revoked.value.failure.id

    first, second, *ids = asyncio.run(scenario())
    assert second.access_token != first.access_token
    assert second.refresh_token == first.refresh_token
    assert ids == ["cognito.not-signed-in", "cognito.refresh-refused"]


class Browser:
    """Go where a person would go, fill in the form, and follow the way back."""

    def __init__(self, username: str = "ada", password: str = PASSWORD) -> None:
        self._who = {"username": username, "password": password}
        self.page = ""
        self.visit: asyncio.Task | None = None

    def open(self, url: str) -> bool:
        self.visit = asyncio.ensure_future(self._go(url))
        return True

    async def _go(self, url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            form = await client.get(url)
            hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text))
            filled = {name: unescape(value) for name, value in hidden.items()} | self._who
            back = await client.post(httpx.URL(url).join("/login"), data=filled)
            self.page = (await client.get(back.headers["location"])).text


def test_the_hosted_ui_signs_in_with_pkce_and_its_session_is_renewed(ministack_pool):
    pool = ministack_pool.public

    async def scenario():
        browser = Browser()
        waits = []
        built = parts(open_browser=browser.open, ports=(7373, 17373, 27373))
        tokens = await built.sign_in.begin(pool, "hosted_ui", observe=waits.append)
        await browser.visit
        await built.keeper.keep(pool, tokens)
        return tokens, await built.keeper.renew(pool), waits, browser.page

    tokens, renewed, waits, page = asyncio.run(scenario())
    assert decode_jwt(tokens.id_token, now()).claims["email"] == "ada@example.com"
    assert renewed.access_token != tokens.access_token
    assert renewed.refresh_token == tokens.refresh_token
    assert waits[0].opened
    assert waits[0].redirect_uri.startswith("http://localhost:")
    assert "You can close this tab" in page
