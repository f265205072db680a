"""A draft comes apart into a public half and its secrets, and goes together exactly."""

from __future__ import annotations

from dataclasses import asdict, replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.draft_secrets import MARK, put_secrets, take_secrets
from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import FileBody, FormBody, FormField, MultipartBody, MultipartPart, NoBody, TextBody
from countersign.model.channel import ChannelDraft
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft

CANARY = "cAnArY7secretValue"

SENSITIVE = [
    "Authorization",
    "PROXY-AUTHORIZATION",
    "cookie",
    "Set-Cookie",
    "x-api-key",
    "X-Amz-Security-Token",
    "X-My-Token",
    "client_secret",
    "userPassword",
    "apikey",
    "api_key",
    "access_token",
    "X-Amz-Signature",
    "X-Amz-Credential",
    "access%5Ftoken",
    "token",
]
HARMLESS = ["Accept", "Content-Type", "X-Amz-Date", "page", "q", "Host", "User-Agent", "X-Amz-SignedHeaders", ""]


def test_every_place_of_a_literal_secret_is_emptied_and_filled_again():
    draft = RequestDraft(
        url=f"https://user:{CANARY}@example.com/a@b?page=1&token={CANARY}&x=%20#access_token={CANARY}&state=1",
        params=(Parameter("token", CANARY), Parameter("page", "1"), Parameter("secret", None)),
        path_params=(Parameter("token", CANARY),),
        headers=(Header("Accept", "*/*"), Header("authorization", f"Bearer {CANARY}", enabled=False)),
        body=FormBody((FormField("password", CANARY), FormField("name", "x"))),
        auth=BasicAuth("user", CANARY),
        settings=RequestSettings(proxy=f"http://user:{CANARY}@proxy.example:3128"),
    )
    public, secrets = take_secrets(draft)
    assert CANARY not in repr(public)
    assert secrets == {
        "url.userinfo": f"user:{CANARY}",
        "url.query.1.token": CANARY,
        "url.fragment.0.access_token": CANARY,
        "params.0.token": CANARY,
        "path_params.0.token": CANARY,
        "headers.1.authorization": f"Bearer {CANARY}",
        "body.0.password": CANARY,
        "auth.password": CANARY,
        "settings.proxy.userinfo": f"user:{CANARY}",
    }
    assert public.headers[0] == draft.headers[0]
    assert public.url.endswith("&state=1")
    assert put_secrets(public, secrets) == draft


def test_a_websocket_gives_its_secrets_away_as_a_request_does():
    message = SavedMessage("Log in", "json", '{"password": "stays, as in a body"}')
    draft = SocketDraft(
        url=f"wss://user:{CANARY}@example.com/?token={CANARY}&page=1",
        params=(Parameter("token", CANARY), Parameter("page", "1")),
        path_params=(Parameter("token", CANARY),),
        headers=(Header("Origin", "https://x"), Header("Cookie", CANARY)),
        auth=BearerAuth(CANARY),
        settings=RequestSettings(proxy=f"http://user:{CANARY}@proxy.example:3128"),
        messages=(message,),
        message=message,
    )
    public, secrets = take_secrets(draft)
    assert CANARY not in repr(public)
    assert secrets == {
        "url.userinfo": f"user:{CANARY}",
        "url.query.0.token": CANARY,
        "params.0.token": CANARY,
        "path_params.0.token": CANARY,
        "headers.1.Cookie": CANARY,
        "auth.token": CANARY,
        "settings.proxy.userinfo": f"user:{CANARY}",
    }
    assert isinstance(public, SocketDraft)
    assert public.messages == draft.messages
    assert put_secrets(public, secrets) == draft


def test_a_channel_holds_secrets_in_its_urls_only():
    draft = ChannelDraft(
        channel="front",
        identity="staging",
        endpoint=f"wss://e.example/?X-Amz-Security-Token={CANARY}&X-Amz-ClientId=v",
        control_plane=f"https://user:{CANARY}@localhost:8443",
        settings=RequestSettings(proxy=f"http://user:{CANARY}@proxy.example:3128"),
    )
    public, secrets = take_secrets(draft)
    assert CANARY not in repr(public)
    assert secrets == {
        "endpoint.query.0.X-Amz-Security-Token": CANARY,
        "control_plane.userinfo": f"user:{CANARY}",
        "settings.proxy.userinfo": f"user:{CANARY}",
    }
    assert put_secrets(public, secrets) == draft
    assert take_secrets(ChannelDraft(channel="front")) == (ChannelDraft(channel="front"), {})


def test_without_its_secrets_a_draft_has_empty_places_and_no_mark():
    draft = RequestDraft(url=f"https://x/?token={CANARY}&a=b", auth=BearerAuth(CANARY))
    public, _ = take_secrets(draft)
    assert put_secrets(public, {}) == RequestDraft(url="https://x/?token=&a=b", auth=BearerAuth(""))


def test_a_secret_cannot_land_in_a_place_that_it_was_not_taken_from():
    public, secrets = take_secrets(RequestDraft(headers=(Header("Authorization", CANARY),)))
    cleared = replace(public, headers=(Header("Authorization", ""),))
    assert put_secrets(cleared, secrets) == cleared
    other = replace(public, headers=(Header("X-Api-Key", MARK),))
    assert CANARY not in repr(put_secrets(other, secrets))


def test_a_secret_that_reads_like_the_mark_survives():
    draft = RequestDraft(auth=BearerAuth(MARK))
    assert put_secrets(*take_secrets(draft)) == draft


alphabet = st.characters(exclude_categories=["Cs"])
text = st.one_of(
    st.text(alphabet, max_size=12), st.sampled_from(["{{v}}", "Bearer {{v}}", MARK, "a&b=c", "x@y", "?#"])
)
names = st.one_of(st.sampled_from(SENSITIVE + HARMLESS), text)
parameters = st.lists(st.builds(Parameter, names, st.none() | text, st.booleans(), text), max_size=3).map(tuple)
urls = st.one_of(
    text,
    st.lists(
        st.one_of(
            st.sampled_from(["https://", "{{base}}", "/", "?", "&", "=", "#", "@", ":", MARK, *SENSITIVE]), text
        ),
        max_size=12,
    ).map("".join),
)
bodies = st.one_of(
    st.just(NoBody()),
    st.builds(TextBody, text),
    st.builds(FileBody, text),
    st.builds(FormBody, st.lists(st.builds(FormField, names, text), max_size=3).map(tuple)),
    st.builds(MultipartBody, st.lists(st.builds(MultipartPart, names, text), max_size=3).map(tuple)),
)
auths = st.one_of(
    st.just(InheritAuth()),
    st.just(NoAuth()),
    st.just(SigV4Auth()),
    st.builds(BasicAuth, text, text),
    st.builds(BearerAuth, text),
    st.builds(ApiKeyAuth, text, text, st.sampled_from(["header", "query"])),
)
settings = st.builds(RequestSettings, proxy=urls)
addressed = {
    "url": urls,
    "params": parameters,
    "path_params": parameters,
    "headers": st.lists(st.builds(Header, names, text), max_size=3).map(tuple),
    "auth": auths,
    "settings": settings,
}
drafts = st.one_of(
    st.builds(RequestDraft, body=bodies, **addressed),
    st.builds(SocketDraft, subprotocols=text, **addressed),
    st.builds(ChannelDraft, channel=text, endpoint=urls, control_plane=urls, settings=settings),
)


@given(drafts)
def test_any_draft_comes_back_exactly(draft):
    public, secrets = take_secrets(draft)
    assert put_secrets(public, secrets) == draft


@given(drafts)
def test_a_public_half_holds_nothing_more_to_take(draft):
    public, _ = take_secrets(draft)
    again, secrets = take_secrets(public)
    assert again == public
    assert set(secrets.values()) <= {MARK}


@given(st.sampled_from(SENSITIVE), st.text("abcXYZ019!$'()*+,;:_.-~ü", max_size=8))
def test_no_literal_secret_is_left_in_the_public_half(name, edge):
    secret = f"{edge}{CANARY}{edge}"
    draft = RequestDraft(
        url=f"wss://u:{secret}@h/p?a=1&{name}={secret}&b#{name}={secret}",
        params=(Parameter(name, secret),),
        headers=(Header(name, f"Bearer {secret}"),),
        body=MultipartBody((MultipartPart(name, secret),)),
        auth=ApiKeyAuth("x", secret),
    )
    public, secrets = take_secrets(draft)
    assert CANARY not in repr(public)
    assert CANARY.encode() not in msgspec.json.encode(asdict(public))
    assert put_secrets(public, secrets) == draft
