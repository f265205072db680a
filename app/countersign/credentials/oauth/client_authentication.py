"""How a client proves who it is to the token endpoint (RFC 6749, section 2.3.1)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from countersign.model.errors import Failure, InputError
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import Redactor


@dataclass(frozen=True, slots=True)
class ClientProof:
    """Hold the headers and the form fields that a request to an endpoint needs."""

    headers: dict[str, str] = field(default_factory=dict, repr=False)
    fields: dict[str, str] = field(default_factory=dict, repr=False)


def client_proof(provider: OAuthProvider, secret: str, redactor: Redactor) -> ClientProof:
    """Return the proof in the way that the provider's `client_auth` names; without a secret, the ID alone.

    Raise `InputError` where there is no client ID.
    """
    if not provider.client_id:
        raise InputError(
            Failure(
                "oauth.client-id-missing",
                f"The provider “{provider.name}” has no client ID.",
                "Type the one that the provider gave you.",
                field="Client ID",
            )
        )
    if not secret or provider.client_auth == "none":
        return ClientProof(fields={"client_id": provider.client_id})
    redactor.register([secret])
    if provider.client_auth == "body":
        return ClientProof(fields={"client_id": provider.client_id, "client_secret": secret})
    # Both are form-encoded first, so that a colon in the ID does not end it.
    pair = base64.b64encode(f"{quote_plus(provider.client_id)}:{quote_plus(secret)}".encode()).decode()
    redactor.register([pair])
    return ClientProof(headers={"Authorization": f"Basic {pair}"})
