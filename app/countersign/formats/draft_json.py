"""Drafts, tabs and the session as JSON values, the form in which the program keeps them for itself."""

from __future__ import annotations

from typing import Any, get_args

from countersign.formats.tagged_json import TaggedJson
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
from countersign.model.body import FileBody, FormBody, GraphQlBody, MultipartBody, NoBody, TextBody
from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.request import RequestDraft
from countersign.model.session import SessionState, TabState
from countersign.model.socket import SocketDraft

_REQUEST = "request"
CODEC = TaggedJson(
    {
        InheritAuth: "inherit",
        NoAuth: "none",
        BasicAuth: "basic",
        BearerAuth: "bearer",
        ApiKeyAuth: "api-key",
        SigV4Auth: "sigv4",
        CognitoAuth: "cognito",
        OAuthAuth: "oauth",
        NoBody: "none",
        TextBody: "text",
        GraphQlBody: "graphql",
        FormBody: "form",
        MultipartBody: "multipart",
        FileBody: "file",
        RequestDraft: _REQUEST,
        SocketDraft: "websocket",
        ChannelDraft: "channel",
    }
)


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as a JSON object."""
    return dict(CODEC.encode(draft))


def draft_from_json(data: object) -> Draft:
    """Return a draft; raise `InputError` naming the place of a value that does not fit."""
    draft: Draft = CODEC.decode_one_of(get_args(Draft), data, "draft")
    return draft


def tab_to_json(tab: TabState) -> dict[str, Any]:
    """Return a tab as a JSON object."""
    return dict(CODEC.encode(tab))


def tab_from_json(data: object) -> TabState:
    """Return a tab; raise `InputError` naming the place of a value that does not fit."""
    return CODEC.decode(TabState, data, "tab")


def session_to_json(state: SessionState) -> dict[str, Any]:
    """Return a session as a JSON object."""
    return dict(CODEC.encode(state))


def session_from_json(data: object) -> SessionState:
    """Return a session; raise `InputError` naming the place of a value that does not fit."""
    return CODEC.decode(SessionState, data, "session")


def session_with_kinds(session: dict[str, Any]) -> dict[str, Any]:
    """Return a session of format 1, in which every draft was a request, as format 2 tells the kinds apart."""
    tabs = session.get("tabs")
    return {**session, "tabs": [_tab_with_kinds(tab) for tab in tabs]} if isinstance(tabs, list) else session


def _tab_with_kinds(tab: object) -> object:
    if not isinstance(tab, dict):
        return tab
    drafts = {key: tab[key] for key in ("draft", "saved") if isinstance(tab.get(key), dict)}
    return {**tab, **{key: {**draft, "type": _REQUEST} for key, draft in drafts.items()}}
