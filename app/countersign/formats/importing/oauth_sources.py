"""OAuth 2 as other tools configure it, as the auth that comes closest to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.model.auth import ApiKeyAuth, Auth, BearerAuth, CognitoAuth, OAuthAuth

_HOST = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]{1,253})", re.IGNORECASE)
_COGNITO = re.compile(
    r"https?://(?P<domain>[a-z0-9-]{1,63})\.auth(?:-fips)?\.[a-z0-9-]{1,30}\.amazoncognito\.com", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OAuthSource:
    """Hold what a source says of OAuth 2; `access_token` is one that it already has."""

    grant: str = ""
    token_url: str = ""
    authorization_url: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    access_token: str = field(default="", repr=False)
    prefix: str = "Bearer"
    in_query: bool = False
    takes_id_token: bool = False


def auth_from_oauth(source: OAuthSource, secrets: SecretsFound, notes: ImportNotes, place: str) -> Auth:
    """Return the auth of a user pool or provider that must be set up under the name given to it, or of a token.

    The note says what the source knows of it; a literal client secret is among the secrets found.
    """
    if is_literal(source.client_secret):
        secrets.variable_for(source.client_secret, "client secret", place)
    address = source.token_url or source.authorization_url
    cognito, host = _COGNITO.match(address), _HOST.match(address)
    if source.in_query and source.access_token:
        return ApiKeyAuth("access_token", source.access_token, "query")
    if not address and source.access_token:
        return BearerAuth(source.access_token)
    known = ", ".join(
        f"{name} {value[:200]}"
        for name, value in (
            ("grant", source.grant),
            ("token URL", source.token_url),
            ("authorization URL", source.authorization_url),
            ("client ID", source.client_id),
            ("scope", source.scope),
        )
        if value
    )
    name = cognito["domain"] if cognito else host["host"] if host else "imported"
    what = "Cognito user pool" if cognito else "OAuth provider"
    notes.changed(
        place, f"OAuth 2 became the {what} “{name}”, which must be set up" + (f": {known}." if known else ".")
    )
    if cognito:
        return CognitoAuth(name, "id" if source.takes_id_token else "access", prefix=source.prefix)
    return OAuthAuth(name, prefix=source.prefix)
