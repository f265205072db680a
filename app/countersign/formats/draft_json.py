"""Requests, tabs and the session as JSON values, the form in which the program keeps them for itself."""

from __future__ import annotations

from typing import Any

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
from countersign.model.request import RequestDraft
from countersign.model.session import SessionState, TabState

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
    }
)


def draft_to_json(draft: RequestDraft) -> dict[str, Any]:
    """Return a draft as a JSON object."""
    return dict(CODEC.encode(draft))


def draft_from_json(data: object) -> RequestDraft:
    """Return a draft; raise `InputError` naming the place of a value that does not fit."""
    return CODEC.decode(RequestDraft, data, "request")


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
