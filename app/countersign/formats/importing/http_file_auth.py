"""The Authorization headers of .http files, which may hold more than HTTP knows.

Source: "Authentication", README of the REST Client for VS Code.
"""

from __future__ import annotations

from countersign.formats.importing.authorization_header import split_authorization
from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys
from countersign.model.auth import Auth, BasicAuth, CognitoAuth, NoAuth
from countersign.model.request import Header
from countersign.variables.template_syntax import split_outside


def take_authorization(
    headers: tuple[Header, ...], place: str, notes: ImportNotes, secrets: SecretsFound
) -> tuple[tuple[Header, ...], Auth]:
    """Return the headers without the Authorization that an auth makes, and that auth."""
    written = next((header for header in headers if header.name.lower() == "authorization"), None)
    auth = None if written is None else _own_auth(written.value, place, notes, secrets)
    if auth is not None:
        return tuple(header for header in headers if header is not written), auth
    found, left, _ = split_authorization(headers, (), NoAuth())
    return left, found


def _own_auth(value: str, place: str, notes: ImportNotes, secrets: SecretsFound) -> Auth | None:
    """Return the auth of a value that only such files know, None for what HTTP itself knows."""
    scheme, *words = [word for word in split_outside(value, " ") if word] or [""]
    match scheme.lower():
        case "aws" if len(words) >= 2:
            return _aws(words, place, notes, secrets)
        case "cognito" if len(words) >= 5:
            return _cognito(words, place, notes, secrets)
        case "basic" if len(words) > 1:
            return BasicAuth(words[0], " ".join(words[1:]))
        case "basic" if words and ":" in words[0]:
            user, _, password = words[0].partition(":")
            return BasicAuth(user, password)
        case "digest" if len(words) > 1:
            notes.left_out(place, "Digest auth is not known here; no credentials are sent.")
            _keep_out(" ".join(words[1:]), "password", place, secrets)
            return NoAuth()
    return None


def _aws(words: list[str], place: str, notes: ImportNotes, secrets: SecretsFound) -> Auth:
    named = {key.lower(): text for key, _, text in (word.partition(":") for word in words[2:])}
    keys = AwsKeys(words[0], words[1], named.get("token", ""))
    region, service = named.get("region", ""), named.get("service", "")
    return auth_from_keys(keys, region=region, service=service, place=place, notes=notes, secrets=secrets)


def _cognito(words: list[str], place: str, notes: ImportNotes, secrets: SecretsFound) -> Auth:
    user, password, region, pool, client = words[:5]
    _keep_out(password, "cognito_password", place, secrets)
    notes.changed(place, f"Add the user pool {pool} ({region}) with the app client {client}, and sign in as {user}.")
    return CognitoAuth(pool)


def _keep_out(value: str, hint: str, place: str, secrets: SecretsFound) -> None:
    if is_literal(value):
        secrets.variable_for(value, hint, place)
