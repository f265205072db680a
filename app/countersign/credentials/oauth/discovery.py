"""Find a provider's endpoints from its issuer.

OpenID Connect Discovery 1.0 (section 4) and RFC 8414 (section 3) put the metadata at different paths; both are tried.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from countersign.credentials.oauth.endpoint_calls import EndpointCalls
from countersign.credentials.oauth.endpoint_rules import allows_plain_loopback, checked_endpoint, checked_issuer
from countersign.model.errors import CredentialsError, Failure, InputError
from countersign.model.oauth import OAuthEndpoints, OAuthProvider
from countersign.model.url import WireUrl

EndpointName = Literal["authorization", "token", "device_authorization", "revocation", "jwks"]

_FIELDS: dict[EndpointName, str] = {
    "authorization": "Authorization endpoint",
    "token": "Token endpoint",
    "device_authorization": "Device authorization endpoint",
    "revocation": "Revocation endpoint",
    "jwks": "Address of the signing keys",
}


class Discovery:
    """Give the endpoints of providers; each issuer is asked once in a run. Belongs to one event loop."""

    def __init__(self, calls: EndpointCalls) -> None:
        self._calls = calls
        self._found: dict[str, OAuthEndpoints] = {}

    async def endpoints(self, provider: OAuthProvider, *needed: EndpointName) -> OAuthEndpoints:
        """Return the endpoints; those that were typed win, and the issuer is asked only for what is missing.

        Raise `InputError` for a typed address that cannot be used, `CredentialsError` where one is not to be found.
        """
        typed = _typed(provider)
        if all(getattr(typed, name) for name in needed):
            return typed
        if not provider.issuer:
            raise InputError(_not_typed(next(name for name in needed if not getattr(typed, name))))
        found = _completed(await self._discovered(provider.issuer), typed)
        for name in needed:
            if not getattr(found, name):
                raise CredentialsError(_not_offered(name))
        return found

    async def _discovered(self, issuer: str) -> OAuthEndpoints:
        if issuer not in self._found:
            self._found[issuer] = _read_metadata(await self._metadata(issuer), issuer)
        return self._found[issuer]

    async def _metadata(self, issuer: str) -> dict[str, Any]:
        tried = []
        for address in metadata_addresses(checked_issuer(issuer)):
            answer = await self._calls.get(address)
            if answer.status == 200:
                try:
                    return answer.json_object()
                except CredentialsError as error:
                    # A site that answers every path with its front page may still know the other path.
                    tried.append(error.failure.sentence)
                    continue
            tried.append(f"{address} answered {answer.status}.")
        raise CredentialsError(_no_metadata(issuer, tried))


def metadata_addresses(issuer: WireUrl) -> tuple[WireUrl, WireUrl]:
    """Return where the metadata may be: after the issuer's path, and before it."""
    path = issuer.path.rstrip("/")
    return (
        replace(issuer, path=f"{path}/.well-known/openid-configuration"),
        replace(issuer, path=f"/.well-known/oauth-authorization-server{path}"),
    )


def _typed(provider: OAuthProvider) -> OAuthEndpoints:
    typed = OAuthEndpoints(
        issuer=provider.issuer,
        authorization=provider.authorization_endpoint,
        token=provider.token_endpoint,
        device_authorization=provider.device_authorization_endpoint,
        revocation=provider.revocation_endpoint,
    )
    plain_loopback = allows_plain_loopback(provider.issuer)
    for name, field in _FIELDS.items():
        if text := getattr(typed, name):
            checked_endpoint(text, field, plain_loopback=plain_loopback)
    return typed


def _completed(found: OAuthEndpoints, typed: OAuthEndpoints) -> OAuthEndpoints:
    return replace(
        found,
        authorization=typed.authorization or found.authorization,
        token=typed.token or found.token,
        device_authorization=typed.device_authorization or found.device_authorization,
        revocation=typed.revocation or found.revocation,
    )


def _read_metadata(document: dict[str, Any], issuer: str) -> OAuthEndpoints:
    if document.get("issuer") != issuer:
        raise CredentialsError(_other_issuer(issuer, document.get("issuer")))
    methods = document.get("code_challenge_methods_supported")
    return OAuthEndpoints(
        issuer=issuer,
        authorization=_address(document, "authorization_endpoint", issuer),
        token=_address(document, "token_endpoint", issuer),
        device_authorization=_address(document, "device_authorization_endpoint", issuer),
        revocation=_address(document, "revocation_endpoint", issuer),
        jwks=_address(document, "jwks_uri", issuer),
        sends_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        code_challenge_methods=tuple(map(str, methods)) if isinstance(methods, list) else None,
    )


def _address(document: dict[str, Any], key: str, issuer: str) -> str:
    text = document.get(key, "")
    try:
        if isinstance(text, str):
            if text:
                checked_endpoint(text, key, plain_loopback=allows_plain_loopback(issuer))
            return text
        sentence = f"The provider's metadata names no text as {key}."
    except InputError as error:
        sentence = f"The provider's metadata names an address that cannot be used. {error.failure.sentence}"
    raise CredentialsError(
        Failure(
            "oauth.metadata-address", sentence, "Ask who runs the provider, or type the endpoint.", field="Issuer"
        )
    )


def _other_issuer(issuer: str, found: object) -> Failure:
    named = f"“{found[:200]}”" if isinstance(found, str) else "nobody"
    return Failure(
        "oauth.issuer-mismatch",
        f"The metadata of “{issuer}” says that it belongs to {named}.",
        "Type the issuer exactly as the provider writes it, with or without the slash at its end.",
        field="Issuer",
    )


def _no_metadata(issuer: str, tried: list[str]) -> Failure:
    return Failure(
        "oauth.no-metadata",
        f"“{issuer}” offers no metadata, so its endpoints cannot be found.",
        "Check the issuer, or type the endpoints.",
        field="Issuer",
        detail=" ".join(tried),
    )


def _not_typed(name: EndpointName) -> Failure:
    return Failure(
        "oauth.endpoint-missing",
        f"The {_FIELDS[name].lower()} is missing, and there is no issuer to ask for it.",
        "Type it, or the issuer.",
        field=_FIELDS[name],
    )


def _not_offered(name: EndpointName) -> Failure:
    return Failure(
        "oauth.endpoint-not-offered",
        f"The provider's metadata names no {_FIELDS[name].lower()}.",
        "Type it, or choose another way to sign in.",
        field=_FIELDS[name],
    )
