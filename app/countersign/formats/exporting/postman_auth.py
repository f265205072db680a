"""Auth as Postman writes it."""

from __future__ import annotations

from typing import Any

from countersign.model.auth import (
    ApiKeyAuth,
    Auth,
    BasicAuth,
    BearerAuth,
    CognitoAuth,
    InheritAuth,
    OAuthAuth,
    SigV4Auth,
)

# Postman takes keys from variables only.
AWS_VARIABLES = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def postman_auth(auth: Auth) -> tuple[dict[str, Any] | None, tuple[str, ...]]:  # noqa: PLR0911 - one per kind
    """Return an auth, None where it is inherited, and sentences on what Postman does otherwise."""
    match auth:
        case InheritAuth():
            return None, ()
        case BasicAuth(username, password):
            return _auth("basic", username=username, password=password), ()
        case BearerAuth(token):
            return _auth("bearer", token=token), ()
        case ApiKeyAuth(name, value, place):
            return _auth("apikey", key=name, value=value, **{"in": place}), ()
        case CognitoAuth(pool, token, header, prefix):
            return _token(f"cognito.{pool}.{token}_token", header, prefix)
        case OAuthAuth(provider, header, prefix):
            return _token(f"oauth.{provider}.access_token", header, prefix)
        case SigV4Auth():
            return _sigv4(auth), tuple(_sigv4_limits(auth))
    return {"type": "noauth"}, ()


def _token(variable: str, header: str, prefix: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    sentence = f"Postman does not sign in as the request does; put a token into the variable {variable}."
    template = f"{{{{{variable}}}}}"
    if header.lower() == "authorization" and prefix == "Bearer":
        return _auth("bearer", token=template), (sentence,)
    return _auth("apikey", key=header, value=f"{prefix} {template}".strip(), **{"in": "header"}), (sentence,)


def _sigv4(auth: SigV4Auth) -> dict[str, Any]:
    access_key, secret_key, session_token = (f"{{{{{name}}}}}" for name in AWS_VARIABLES)
    document = _auth(
        "awsv4",
        accessKey=access_key,
        secretKey=secret_key,
        sessionToken=session_token,
        region=auth.region,
        service=auth.service,
    )
    in_query = {"key": "addAuthDataToQuery", "value": auth.place == "query", "type": "boolean"}
    document["awsv4"].append(in_query)
    return document


def _sigv4_limits(auth: SigV4Auth) -> list[str]:
    sentences = [f"The keys come from the variables {', '.join(AWS_VARIABLES)}, which Postman fills."]
    if auth.identity:
        sentences.append(f"The identity “{auth.identity}” is not known to Postman.")
    if auth.algorithm == "v4a":
        sentences.append("Postman signs with SigV4, not with SigV4A.")
    if not auth.region or not auth.service:
        sentences.append("Postman may not find region and service in the host name; type them there.")
    usual = SigV4Auth()
    names = ("payload", "session_token", "signed_headers", "s3_path_rules", "fixed_date", "expires")
    if any(getattr(auth, name) != getattr(usual, name) for name in names):
        sentences.append("Postman has no word for some options of the signature.")
    return sentences


def _auth(kind: str, **members: str) -> dict[str, Any]:
    return {
        "type": kind,
        kind: [{"key": key, "value": value, "type": "string"} for key, value in members.items()],
    }
