"""OAuth 2 settings become the auth that comes closest, and say what must be set up."""

from __future__ import annotations

import pytest

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.oauth_sources import OAuthSource, auth_from_oauth
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.model.auth import ApiKeyAuth, BearerAuth, CognitoAuth, OAuthAuth

COGNITO = "https://shop.auth.eu-west-1.amazoncognito.com/oauth2/token"


@pytest.mark.parametrize(
    ("source", "auth"),
    [
        (OAuthSource(token_url=COGNITO), CognitoAuth("shop")),
        (OAuthSource(token_url=COGNITO, takes_id_token=True, prefix=""), CognitoAuth("shop", "id", prefix="")),
        (OAuthSource(authorization_url="https://login.example/a"), OAuthAuth("login.example")),
        (OAuthSource(token_url="{{url}}"), OAuthAuth("imported")),
        (OAuthSource(access_token="{{t}}"), BearerAuth("{{t}}")),
        (OAuthSource(access_token="{{t}}", in_query=True), ApiKeyAuth("access_token", "{{t}}", "query")),
    ],
)
def test_the_auth_that_comes_closest(source, auth):
    assert auth_from_oauth(source, SecretsFound(), ImportNotes(), "") == auth


def test_what_is_known_is_noted_and_the_client_secret_kept_apart():
    secrets, notes = SecretsFound(), ImportNotes()
    source = OAuthSource("client_credentials", COGNITO, client_id="abc", client_secret="CANARY", scope="a b")
    auth_from_oauth(source, secrets, notes, "Users")
    (note,) = notes.all
    assert "grant client_credentials" in note.sentence
    assert "client ID abc" in note.sentence
    assert "CANARY" not in repr((note, source))
    assert [(secret.value, secret.place) for secret in secrets.found] == [("CANARY", "Users")]
