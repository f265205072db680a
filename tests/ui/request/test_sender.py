"""Who a request is sent as, in the words of the identity chip."""

from __future__ import annotations

import pytest

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
from countersign.ui.request.sender import sender


@pytest.mark.parametrize(
    ("auth", "who"),
    [
        (SigV4Auth("profile", "staging"), ("profile", "staging")),
        (SigV4Auth(), ("keyring", "")),
        (NoAuth(), ("keyring", "")),
        (InheritAuth(), ("keyring", "")),
        (CognitoAuth("people", "id"), "people (id token)"),
        (CognitoAuth(), "no user pool (access token)"),
        (OAuthAuth("example"), "example"),
        (OAuthAuth(), "no provider"),
        (BasicAuth("me", "a-password"), "Basic"),
        (BearerAuth("a-token"), "a bearer token"),
        (ApiKeyAuth("X-Api-Key", "a-key"), "an API key"),
    ],
)
def test_who_it_is_sent_as_names_no_secret(auth, who):
    assert sender(auth) == who
