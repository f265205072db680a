"""From a draft to an exchange, against the playground."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from countersign.model.auth import ApiKeyAuth, BearerAuth, NoAuth, SigV4Auth
from countersign.model.body import FileBody, FormBody, FormField, GraphQlBody, MultipartBody, MultipartPart, TextBody
from countersign.model.credentials import Credentials
from countersign.model.request import Header, RequestDraft, RequestSettings

SIGNED = SigV4Auth(region="us-west-2", service="execute-api")


def body_of(exchange):
    assert exchange.failure is None, exchange.failure
    return json.loads(exchange.response.body.read())


def quiet(_progress):
    """Take no notice of progress."""


def test_a_signed_get_is_accepted_and_leaves_its_record(play):
    async def work(application, context, _address):
        return await application.send(
            RequestDraft(url="{{base_url}}/Prod/users/a b?q=blue shoes&q=x%2By", auth=SIGNED), context, quiet
        )

    exchange = play(work)
    assert exchange.response.status == 200
    assert exchange.signing.canonical_request.startswith("GET\n/Prod/users/a%2520b\nq=blue%20shoes&q=x%2By\n")
    assert exchange.request.headers[: len(exchange.signing.headers)] == exchange.signing.headers
    assert [phase.name for phase in exchange.phases][:2] == ["DNS and TCP", "TLS"]
    assert exchange.connection.tls_version
    assert exchange.connection.certificates


def test_a_wrong_secret_is_refused_in_awss_words(play):
    async def work(application, context, address):
        await application.save_identity(
            "broken", Credentials(address.access_key_id, "wrong-secret", address.session_token)
        )
        auth = replace(SIGNED, identity="broken")
        return await application.send(RequestDraft(url="{{base_url}}/Prod/users", auth=auth), context, quiet)

    exchange = play(work)
    assert exchange.response.status == 403
    assert "The Canonical String for this request should have been" in body_of(exchange)["message"]


@pytest.mark.parametrize("place", ["headers", "query"])
def test_every_kind_of_body_is_signed_and_arrives_byte_for_byte(play, tmp_path, place):
    photo = tmp_path / "photo.bin"
    photo.write_bytes(bytes(range(256)) * 4096)
    bodies = (
        TextBody('{"name": "Ada"}'),
        TextBody("plain ümlaut", "text"),
        TextBody("<a/>", "xml"),
        GraphQlBody("query { users { id } }", '{"n": 1}'),
        FormBody((FormField("a", "1 2"), FormField("a", "ü"))),
        MultipartBody((MultipartPart("t", "text"), MultipartPart("f", file_path=str(photo)))),
        FileBody(str(photo)),
    )

    async def work(application, context, _address):
        draft = RequestDraft(method="POST", url="{{base_url}}/Prod/echo", auth=replace(SIGNED, place=place))
        return [await application.send(replace(draft, body=body), context, quiet) for body in bodies]

    for exchange in play(work):
        assert exchange.response.status == 200, exchange.response.body.read()
        assert exchange.signing.payload_hash == exchange.request.body.sha256
        assert body_of(exchange)["body"]["sha256"] == exchange.request.body.sha256


def test_a_redirect_of_the_same_origin_is_signed_again(play):
    async def work(application, context, _address):
        draft = RequestDraft(url="{{base_url}}/redirect-to?url=/Prod/users&status=302", auth=SIGNED)
        return await application.send(draft, context, quiet)

    exchange = play(work)
    assert exchange.response.status == 200
    assert [hop.signed_again for hop in exchange.hops] == [True]
    assert exchange.signing.canonical_request.split("\n")[1] == "/Prod/users"


def test_a_redirect_to_another_origin_carries_no_secret_and_no_signature(play):
    async def work(application, context, address):
        draft = RequestDraft(
            url="{{base_url}}/redirect-to?url=" + address.http + "/echo&status=307",
            method="POST",
            auth=SIGNED,
            body=TextBody("{}"),
            headers=(Header("X-Api-Key", "secret-key"), Header("Accept-Language", "de")),
        )
        return await application.send(draft, context, quiet)

    exchange = play(work)
    seen = {name.lower() for name, _ in body_of(exchange)["headers"]}
    assert "accept-language" in seen
    assert not seen & {"authorization", "x-amz-security-token", "x-amz-date", "x-api-key", "cookie"}
    assert {"Authorization", "X-Api-Key"} <= set(exchange.hops[0].dropped_headers)
    assert [warning.id for warning in exchange.warnings] == ["redirect.downgraded", "redirect.body-elsewhere"]
    assert exchange.signing is None


def test_coming_back_from_another_origin_nothing_is_signed_again(play):
    async def work(application, context, address):
        there = f"{address.http}/redirect-to?status=302%26url={address.https}/echo".replace("%26", "&")
        from urllib.parse import quote

        draft = RequestDraft(
            url="{{base_url}}/redirect-to?status=302&url=" + quote(there, safe=""), auth=BearerAuth("a-bearer-token")
        )
        return await application.send(draft, context, quiet)

    exchange = play(work)
    assert len(exchange.hops) == 2
    assert "authorization" not in {name.lower() for name, _ in body_of(exchange)["headers"]}


def test_an_api_key_header_survives_a_redirect_of_the_same_origin_once(play):
    async def work(application, context, _address):
        draft = RequestDraft(
            url="{{base_url}}/redirect-to?url=/echo&status=302", auth=ApiKeyAuth("X-Api-Key", "the-key-value")
        )
        return await application.send(draft, context, quiet)

    headers = body_of(play(work))["headers"]
    assert [value for name, value in headers if name.lower() == "x-api-key"] == ["the-key-value"]


def test_too_many_redirects_end_with_a_sentence_and_the_last_answer(play):
    async def work(application, context, _address):
        draft = RequestDraft(url="{{base_url}}/redirect/5", auth=NoAuth(), settings=RequestSettings(max_redirects=3))
        return await application.send(draft, context, quiet)

    exchange = play(work)
    assert exchange.failure.id == "redirect.too-many"
    assert len(exchange.hops) == 3
    assert exchange.response.status in {301, 302, 303, 307, 308}


def test_redirects_can_be_left_unfollowed(play):
    async def work(application, context, _address):
        settings = RequestSettings(follow_redirects=False)
        return await application.send(
            RequestDraft(url="{{base_url}}/redirect/2", auth=NoAuth(), settings=settings), context, quiet
        )

    assert play(work).response.status in {301, 302, 303, 307, 308}


def test_cookies_come_back_with_the_next_request_unless_switched_off(play):
    async def work(application, context, _address):
        await application.send(RequestDraft(url="{{base_url}}/cookies/set?a=b", auth=NoAuth()), context, quiet)
        draft = RequestDraft(url="{{base_url}}/echo", auth=NoAuth())
        with_cookies = await application.send(draft, context, quiet)
        without = await application.send(replace(draft, settings=RequestSettings(use_cookies=False)), context, quiet)
        return with_cookies, without

    def cookies(exchange):
        return [value for name, value in body_of(exchange)["headers"] if name.lower() == "cookie"]

    with_cookies, without = play(work)
    assert cookies(with_cookies) == ["a=b"]
    assert cookies(without) == []


def test_a_draft_that_cannot_be_prepared_is_not_sent(play):
    async def work(application, context, _address):
        return await application.send(
            RequestDraft(url="{{base_url}}/echo", auth=replace(SIGNED, region="")), context, quiet
        )

    exchange = play(work)
    assert exchange.request is None
    assert exchange.failure.id == "signing.region-missing"


def test_events_arrive_before_the_stream_ends(play):
    seen = []

    async def work(application, context, _address):
        draft = RequestDraft(url="{{base_url}}/events?count=3&interval=100", auth=NoAuth())
        return await application.send(draft, context, lambda progress: seen.extend(progress.events))

    exchange = play(work)
    assert exchange.failure is None
    assert len(seen) == 3


def test_cancelling_ends_within_a_second(play):
    async def work(application, context, _address):
        started = asyncio.Event()
        draft = RequestDraft(url="{{base_url}}/delay/30", auth=NoAuth())
        task = asyncio.ensure_future(application.send(draft, context, lambda _progress: started.set()))
        await asyncio.wait_for(started.wait(), 10)
        task.cancel()
        begun = asyncio.get_running_loop().time()
        with pytest.raises(asyncio.CancelledError):
            await task
        return asyncio.get_running_loop().time() - begun

    assert play(work) < 1
