"""AWS keys that stand in a source: literal ones become an identity, variables name the credentials that they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound, is_literal
from countersign.model.auth import SigV4Auth
from countersign.variables.template_syntax import VARIABLE, variable_name

_FROM_ENVIRONMENT = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}


@dataclass(frozen=True, slots=True)
class SigV4Keys:
    """Hold the keys as the source writes them; each may be "" or hold variables."""

    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)

    @property
    def all(self) -> tuple[str, str, str]:
        """Return access key ID, secret access key and session token."""
        return self.access_key, self.secret_key, self.session_token


def sigv4_auth(
    auth: SigV4Auth, keys: SigV4Keys, hint: str, secrets: SecretsFound, notes: ImportNotes, place: str
) -> SigV4Auth:
    """Return the auth with the identity that the keys become; the hint names it where no profile does.

    Keys from variables cannot be used as they are, since a file only ever names an identity: the shell's own names
    become the source "environment", others a note.
    """
    names = {variable_name(match) for key in keys.all for match in VARIABLE.finditer(key)}
    if any(is_literal(key) for key in keys.all):
        identity = secrets.identity_for(auth.identity or hint, keys.all, place)
        notes.changed(place, f"The AWS keys were taken out; the request signs as the identity “{identity}”.")
        return replace(auth, identity=identity)
    if names and names <= _FROM_ENVIRONMENT:
        notes.changed(place, "The AWS keys come from the environment variables of this program.")
        return replace(auth, source="environment")
    if names:
        listed = ", ".join(sorted(names))[:200]
        notes.changed(
            place, f"The AWS keys came from the variables {listed}. Save them as an identity and choose it."
        )
    return auth
