"""What API Gateway's authorizers are here: who must sign, whose token is sent, which header holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countersign.model.auth import ApiKeyAuth, Auth, BearerAuth, CognitoAuth, SigV4Auth

IAM = SigV4Auth(service="execute-api")
API_KEY = ApiKeyAuth("x-api-key", "{{api_key}}")
API_KEY_VARIABLE = "api_key"

_POOL_ISSUER = re.compile(
    r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/(?P<id>[a-z0-9-]+_[0-9A-Za-z]+)/?"
)
_HEADER_SOURCE = re.compile(r"(?:\$?method\.)?\$?(?:request|route\.request)\.header\.(?P<name>[\w-]+)", re.ASCII)
_QUERY_SOURCE = re.compile(r"(?:method\.|route\.)?\$?request\.query[sS]tring\.(?P<name>[\w-]+)", re.ASCII)
_NOT_IN_A_NAME = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class GatewayAuth:
    """Hold an auth, the variable that its token comes from, "" for none, and sentences for a reader."""

    auth: Auth
    variable: str = ""
    sentences: tuple[str, ...] = ()


def cognito_authorizer(name: str, pool_arns: Iterable[str], scopes: Sequence[str], header: str) -> GatewayAuth:
    """Return what a REST API's Cognito authorizer takes: an ID token, or an access token where scopes are asked for.

    Source: "Control access to REST APIs using Amazon Cognito user pools as an authorizer", API Gateway Developer
    Guide.
    """
    arns = tuple(pool_arns)
    pools = ", ".join(arns) or "a user pool that is not named"
    sentence = f"The authorizer “{name}” takes tokens of {pools}. Add that user pool under the name “{name}”."
    token: Auth = CognitoAuth(
        pool=name, token="access" if scopes else "id", header=header or "Authorization", prefix=""
    )
    return GatewayAuth(token, sentences=(sentence,))


def jwt_authorizer(name: str, issuer: str, audience: Sequence[str], sources: Sequence[str]) -> GatewayAuth:
    """Return what an HTTP API's JWT authorizer takes: a Cognito access token, or a bearer token of another issuer.

    Source: "Control access to HTTP APIs with JWT authorizers", API Gateway Developer Guide.
    """
    header = header_of(sources) or "Authorization"
    about = f"The authorizer “{name}” takes tokens of the issuer {issuer or '(not named)'}"
    about += f" for the audience {', '.join(audience)}" if audience else ""
    if _POOL_ISSUER.fullmatch(issuer):
        sentence = f"{about}. Add that user pool under the name “{name}”."
        return GatewayAuth(CognitoAuth(pool=name, token="access", header=header), sentences=(sentence,))
    variable = variable_for(name, "token")
    return GatewayAuth(
        BearerAuth(f"{{{{{variable}}}}}"), variable, (f"{about}. Its token is the variable {variable}.",)
    )


def custom_authorizer(name: str, sources: Sequence[str]) -> GatewayAuth:
    """Return what a Lambda authorizer reads: a header or a query parameter, filled from a variable."""
    variable = variable_for(name, "token")
    header, parameter = header_of(sources), _first(_QUERY_SOURCE, sources)
    if not header and not parameter:
        header = "Authorization"
    place = f"the header {header}" if header else f"the query parameter {parameter}"
    sentence = (
        f"The authorizer “{name}” is a Lambda function of its own. It reads {place}; set the variable {variable}."
    )
    if len(sources) > 1:
        sentence += f" It reads all of these: {', '.join(source[:80] for source in sources[:10])}."
    auth = ApiKeyAuth(header or parameter, f"{{{{{variable}}}}}", "header" if header else "query")
    return GatewayAuth(auth, variable, (sentence,))


def header_of(sources: Iterable[str]) -> str:
    """Return the header that an identity source names, "" where none does."""
    return _first(_HEADER_SOURCE, sources)


def variable_for(name: str, suffix: str) -> str:
    """Return a variable's name made of a name that somebody gave."""
    plain = _NOT_IN_A_NAME.sub("_", name).strip("_").lower()[:60]
    return f"{plain}_{suffix}" if plain else suffix


def _first(pattern: re.Pattern[str], sources: Iterable[str]) -> str:
    return next((found["name"] for source in sources if (found := pattern.fullmatch(source.strip()))), "")
