"""Drafts of every kind, as far as files can hold them: secrets are variables, times have milliseconds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from countersign.model.auth import (
    ApiKeyAuth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.body import (
    FileBody,
    FormBody,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.channel import ChannelDraft, SignalDraft
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.variables.query_text import split_query

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
some = st.text("ab:/?&=#{} é", max_size=12)
parts = st.builds(MultipartPart, words, words, content_type=words, enabled=st.booleans()) | st.builds(
    MultipartPart, words, file_path=words.filter(bool), content_type=words
)
bodies = st.one_of(
    st.builds(NoBody),
    st.builds(TextBody, words, st.sampled_from(["json", "text", "xml"])),
    st.builds(GraphQlBody, words, words, words),
    st.from_type(FormBody),
    st.builds(MultipartBody, st.lists(parts, max_size=3).map(tuple)),
    st.builds(FileBody, words, words),
)
variables = st.sampled_from(["{{secret}}", ""])
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,10}", fullmatch=True)
auths = st.one_of(
    st.builds(InheritAuth),
    st.builds(NoAuth),
    st.builds(BasicAuth, words, variables),
    st.builds(BearerAuth, variables),
    st.builds(ApiKeyAuth, words, variables),
    st.builds(SigV4Auth, expires=st.integers(1, 604_800)),
    st.builds(CognitoAuth, names, st.sampled_from(["access", "id"]), names, st.sampled_from(["Bearer", "Token", ""])),
    st.builds(OAuthAuth, names, names),
)
seconds = st.none() | st.integers(1, 10_000).map(float) | st.just(0.25)
timing = st.builds(
    RequestSettings,
    max_redirects=st.integers(0, 99),
    connect_timeout=seconds,
    read_timeout=seconds,
    total_timeout=seconds,
    proxy=words.filter(bool),
)
headers = st.lists(st.builds(Header, words, words, st.booleans(), words), max_size=3).map(tuple)
path_params = st.lists(st.builds(Parameter, words, words, st.booleans(), words), max_size=2).map(tuple)


@st.composite
def listed_params(draw, url: str) -> tuple[Parameter, ...]:
    """Return the parameters of a URL's query, described, with others among them that are switched off."""
    listed = [replace(param, description=draw(words)) for param in split_query(url)[1]]
    for _ in range(draw(st.integers(0, 2))):
        disabled = Parameter(draw(words), draw(words), enabled=False, description=draw(words))
        listed.insert(draw(st.integers(0, len(listed))), disabled)
    return tuple(listed)


@st.composite
def requests(draw) -> RequestDraft:
    """Return any request."""
    url = draw(some)
    return RequestDraft(
        name=draw(words),
        method=draw(words),
        url=url,
        params=draw(listed_params(url)),
        path_params=draw(path_params),
        headers=draw(headers),
        body=draw(bodies),
        auth=draw(auths),
        settings=draw(timing),
        docs=draw(words),
    )


few = st.sampled_from(["", "a", "b"])
saved_messages = st.builds(SavedMessage, few, st.sampled_from(["text", "json", "xml", "binary"]), few | words)
signals = st.builds(
    SignalDraft,
    few,
    st.sampled_from(["SDP_OFFER", "SDP_ANSWER", "ICE_CANDIDATE", "RAW"]),
    few | words,
    few | words,
    few | words,
)


@st.composite
def sockets(draw) -> SocketDraft:
    """Return any WebSocket; the composer often holds what is saved."""
    url = draw(some)
    saved = draw(st.lists(saved_messages, max_size=3).map(tuple))
    return SocketDraft(
        name=draw(words),
        url=url,
        params=draw(listed_params(url)),
        path_params=draw(path_params),
        headers=draw(headers),
        subprotocols=draw(words),
        auth=draw(auths),
        settings=draw(timing),
        compression=draw(st.booleans()),
        reconnect=draw(st.booleans()),
        ping_interval=draw(seconds),
        messages=saved,
        message=draw(saved_messages | st.sampled_from([SavedMessage(), *saved])),
        docs=draw(words),
    )


@st.composite
def channels(draw) -> ChannelDraft:
    """Return any channel; the composer often holds what is saved."""
    saved = draw(st.lists(signals, max_size=3).map(tuple))
    return draw(
        st.builds(
            ChannelDraft,
            name=words,
            channel=words,
            client_id=words,
            region=words,
            endpoint=some,
            expires=st.integers(1, 299),
            fixed_date=words,
            identity=words,
            control_plane=words,
            settings=timing,
            messages=st.just(saved),
            message=signals | st.sampled_from([SignalDraft(), *saved]),
            docs=words,
        )
    )


drafts = requests() | sockets() | channels()
