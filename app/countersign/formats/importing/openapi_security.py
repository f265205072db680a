"""Security schemes of OpenAPI and Swagger documents, API Gateway's among them, as auth.

Sources: OpenAPI 3.1, "Security Scheme Object"; Swagger 2.0, "Security Definitions Object"; "OpenAPI extensions for
API Gateway", API Gateway Developer Guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.formats.importing.gateway_auth import (
    IAM,
    GatewayAuth,
    cognito_authorizer,
    custom_authorizer,
    jwt_authorizer,
    variable_for,
)
from countersign.formats.importing.import_notes import ImportNotes, place_of
from countersign.formats.importing.loose_values import listed, mapping, mappings, plain
from countersign.formats.importing.openapi_references import References
from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    NoAuth,
    OAuthAuth,
    SigV4Auth,
)
from countersign.model.request import Header, Parameter

# Of several kinds that are asked for together, the first of these is the auth; keys beside it become headers.
_RANK = (SigV4Auth, CognitoAuth, OAuthAuth, BearerAuth, BasicAuth, ApiKeyAuth)


@dataclass(frozen=True, slots=True)
class Secured:
    """Hold an operation's auth, and the keys that travel beside it."""

    auth: Auth
    headers: tuple[Header, ...] = ()
    params: tuple[Parameter, ...] = ()


@dataclass(slots=True)
class SecuritySchemes:
    """Turn the schemes of one document into auth; `variables` collects the names that hold their secrets."""

    schemes: Mapping[str, Any]
    references: References
    notes: ImportNotes
    variables: dict[str, None] = field(default_factory=dict)

    def inherited(self, security: object) -> Secured:
        """Return what the document asks of every operation."""
        return self._first_of(security, "Auth")

    def of_operation(self, operation: Mapping[str, Any], place: str) -> Secured:
        """Return what an operation asks for itself, `InheritAuth` where it says nothing."""
        kind = plain(mapping(operation.get("x-amazon-apigateway-auth")).get("type")).upper()
        if kind == "AWS_IAM":
            return Secured(IAM)
        if "security" in operation:
            return self._first_of(operation["security"], place_of(place, "Auth"))
        return Secured(NoAuth() if kind == "NONE" else InheritAuth())

    def _first_of(self, security: object, place: str) -> Secured:
        requirements = [entry for entry in mappings(security) if entry]
        if not requirements or any(not entry for entry in mappings(security)):
            return Secured(NoAuth())
        if len(requirements) > 1:
            others = ", ".join(sorted({str(name) for entry in requirements[1:] for name in entry})[:10])
            self.notes.changed(place, f"Other kinds of auth would do as well and are not taken over: {others[:300]}.")
        found = [self._scheme(str(name), scopes, place) for name, scopes in requirements[0].items()]
        usable = sorted(
            (auth for auth in found if not isinstance(auth, NoAuth)), key=lambda auth: _RANK.index(type(auth))
        )
        if not usable:
            return Secured(NoAuth())
        keys = [auth for auth in usable[1:] if isinstance(auth, ApiKeyAuth)]
        return Secured(
            usable[0],
            tuple(Header(key.name, key.value) for key in keys if key.place == "header"),
            tuple(Parameter(key.name, key.value) for key in keys if key.place == "query"),
        )

    def _scheme(self, name: str, scopes: object, place: str) -> Auth:
        scheme = self.references.resolve(self.schemes.get(name))
        if not scheme:
            self.notes.left_out(place, f"The security scheme “{name[:80]}” is not described in the document.")
            return NoAuth()
        if plain(scheme.get("x-amazon-apigateway-authtype")).lower() == "awssigv4":
            return IAM
        authorizer = mapping(scheme.get("x-amazon-apigateway-authorizer"))
        if authorizer:
            return self._known(_authorizer(name, scheme, authorizer, [plain(scope) for scope in listed(scopes)]))
        return self._standard(name, scheme, place)

    def _known(self, found: GatewayAuth) -> Auth:
        for sentence in found.sentences:
            self.notes.changed("Auth", sentence)
        if found.variable:
            self.variables[found.variable] = None
        return found.auth

    def _standard(self, name: str, scheme: Mapping[str, Any], place: str) -> Auth:
        kind, how = plain(scheme.get("type")), plain(scheme.get("scheme")).lower()
        if kind == "basic" or (kind, how) == ("http", "basic"):
            return BasicAuth(self._variable(name, "username"), self._variable(name, "password"))
        if (kind, how) == ("http", "bearer"):
            return BearerAuth(self._variable(name, "token"))
        if kind == "apiKey":
            return self._api_key(name, scheme, place)
        if kind in {"oauth2", "openIdConnect"}:
            self.notes.changed("Auth", f"Add an OAuth provider under the name “{name}”: {_provider(scheme)}.")
            return OAuthAuth(name)
        self.notes.left_out(place, f"The security scheme “{name[:80]}” ({(how or kind)[:40]}) is not known here.")
        return NoAuth()

    def _api_key(self, name: str, scheme: Mapping[str, Any], place: str) -> Auth:
        key, where = plain(scheme.get("name")), plain(scheme.get("in"))
        if where == "cookie":
            self.notes.left_out(place, f"The key in the cookie “{key[:80]}” is not taken over; add a Cookie header.")
            return NoAuth()
        return ApiKeyAuth(key, self._variable(name, ""), "query" if where == "query" else "header")

    def _variable(self, name: str, suffix: str) -> str:
        variable = variable_for(name, suffix) if suffix else variable_for(name, "").rstrip("_") or "api_key"
        self.variables[variable] = None
        return f"{{{{{variable}}}}}"


def _authorizer(
    name: str, scheme: Mapping[str, Any], authorizer: Mapping[str, Any], scopes: list[str]
) -> GatewayAuth:
    kind = plain(authorizer.get("type")).lower()
    sources = identity_sources(authorizer.get("identitySource"))
    header = plain(scheme.get("name")) if plain(scheme.get("in")) == "header" else ""
    if kind == "cognito_user_pools":
        arns = [plain(arn) for arn in listed(authorizer.get("providerARNs"))]
        return cognito_authorizer(name, arns, scopes, header)
    if kind == "jwt":
        jwt = mapping(authorizer.get("jwtConfiguration"))
        audience = jwt.get("audience")
        names = [plain(entry) for entry in listed(audience)] or [plain(audience)] * bool(plain(audience))
        return jwt_authorizer(name, plain(jwt.get("issuer")), names, sources)
    usual = [f"method.request.header.{header}"] if header and header.lower() != "unused" else []
    return custom_authorizer(name, sources or usual)


def identity_sources(value: object) -> list[str]:
    """Return the identity sources of an authorizer, which come as a list or with commas between them."""
    entries = listed(value) or plain(value).split(",")
    return [text.strip() for entry in entries if (text := plain(entry).strip())]


def _provider(scheme: Mapping[str, Any]) -> str:
    if address := plain(scheme.get("openIdConnectUrl")):
        return f"it is described at {address[:300]}"
    flows = mapping(scheme.get("flows")) or {plain(scheme.get("flow")): scheme}
    told = []
    for flow, about in list(flows.items())[:4]:
        ends = [plain(mapping(about).get(key)) for key in ("authorizationUrl", "tokenUrl")]
        told.append(f"{flow}, {' and '.join(end[:200] for end in ends if end) or 'without an address'}")
    scopes = list(
        dict.fromkeys(str(name) for about in flows.values() for name in mapping(mapping(about).get("scopes")))
    )
    return "; ".join(told) + (f"; scopes {' '.join(scopes[:20])}" if scopes else "")
