"""What an authorizer of API Gateway will answer to a token, before it is sent, and what its real answer meant. Pure.

Sources, all API Gateway Developer Guide: "Control access to HTTP APIs with JWT authorizers", "Troubleshooting issues
with HTTP API JWT authorizers", "Control access to REST APIs using Amazon Cognito user pools as an authorizer".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from countersign.model.errors import Failure, InputError
from countersign.model.jwt import ClaimCheck, DecodedJwt, Verification
from countersign.signing.jwt_claims import date_of, decode_jwt, in_words, without_bearer
from countersign.signing.refusals import shown

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
JWT_PAGE = f"{_GUIDE}/http-api-jwt-authorizer.html"
TROUBLE_PAGE = f"{_GUIDE}/http-api-troubleshooting-jwt.html"
COGNITO_PAGE = f"{_GUIDE}/apigateway-integrate-with-cognito.html"
REST_401_PAGE = "https://repost.aws/knowledge-center/api-gateway-cognito-401-unauthorized"

_LONGEST_CHALLENGE = 4096  # characters
_UNAUTHORIZED = '{"message":"Unauthorized"}'
_AUDIENCE_WORDS = "the token does not have a valid audience"
_SEGMENT_WORDS = "token contains an invalid number of segments"
_POOL_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):cognito-idp:(?P<region>[a-z0-9-]+):\d*:userpool/(?P<pool>[\w-]+)", re.ASCII
)
_PARAMETER = re.compile(r'([A-Za-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_SEND_AGAIN = "Send again; if it stays so, look at the issuer."
# AWS publishes the first text only; the others were met in answers and logs of HTTP APIs.
_KNOWN_WORDS = (
    (
        "valid audience",
        Failure(
            "authorizer.audience",
            "The token was issued for another audience: neither aud, nor client_id where there is "
            "no aud, is one of the authorizer's.",
            "Compare it with the authorizer's audiences.",
        ),
    ),
    ("expired", Failure("authorizer.expired", "The token has expired.", "Renew it and send again.")),
    (
        "number of segments",
        Failure("authorizer.unreadable", "What was sent is no JWT.", "Check the header's value."),
    ),
    (
        "issuer",
        Failure(
            "authorizer.issuer",
            "The token comes from another issuer than the authorizer's.",
            "Compare iss with the authorizer's issuer, to the last slash.",
        ),
    ),
    (
        "discovery endpoint",
        Failure("authorizer.discovery", "API Gateway could not read the issuer's discovery document.", _SEND_AGAIN),
    ),
    ("jwks", Failure("authorizer.keys", "API Gateway could not read the issuer's keys.", _SEND_AGAIN)),
    ("signature", Failure("authorizer.signature", "The token's signature does not match.", "Sign in again.")),
    ("verification", Failure("authorizer.signature", "The token's signature does not match.", "Sign in again.")),
)


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """Describe the JWT authorizer of an HTTP API; `scopes` are the route's, any one of which is enough."""

    issuer: str
    audiences: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    header: str = "Authorization"


@dataclass(frozen=True, slots=True)
class CognitoAuthorizer:
    """Describe the COGNITO_USER_POOLS authorizer of a REST API; `scopes` are the method's."""

    pool_arns: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    header: str = "Authorization"


@dataclass(frozen=True, slots=True)
class AuthorizerAnswer:
    """Say what an authorizer will answer. `status` 200 means that it lets the request pass.

    `www_authenticate` and `body` hold the words that are known, "" where AWS does not publish them. `note` says what
    is uncertain. `source` is the AWS page that says so.
    """

    status: int
    sentence: str
    source: str
    checks: tuple[ClaimCheck, ...] = ()
    www_authenticate: str = ""
    body: str = ""
    note: str = ""
    failure_id: str = ""

    @property
    def allowed(self) -> bool:
        """Tell whether the request passes."""
        return self.status == 200


def check_authorizer(
    authorizer: JwtAuthorizer | CognitoAuthorizer,
    header_value: str,
    now: datetime,
    verification: Verification | None = None,
) -> AuthorizerAnswer:
    """Say what the authorizer will answer to a header's value, claim by claim.

    `verification` is what is known about the signature; without it, or where it is not verified, the answer assumes
    a genuine one and says so.
    """
    bare = without_bearer(header_value.strip())
    if not bare:
        return _missing(authorizer)
    if len(bare.split()) > 1 or bare[0] in "\"'":
        return _no_token(authorizer, Failure("jwt.whitespace", "There are spaces or quotation marks around it."))
    try:
        token = decode_jwt(bare, now)
    except InputError as error:
        return _no_token(authorizer, error.failure)
    signature = _signature_check(token, verification)
    if isinstance(authorizer, JwtAuthorizer):
        return _http_api_answer(authorizer, token, signature, now)
    return _rest_api_answer(authorizer, token, signature, now)


def read_refusal(status: int, www_authenticate: str, body: str = "") -> Failure | None:
    """Say what a real 401 or 403 of API Gateway meant, None where it does not tell.

    `www_authenticate` is the header's value, "" where there is none, as with REST APIs.
    """
    if status not in {401, 403}:
        return None
    found = _PARAMETER.findall(www_authenticate[:_LONGEST_CHALLENGE])
    parameters = {name.lower(): quoted or bare for name, quoted, bare in found}
    if www_authenticate.strip().lower() == "bearer":
        return _refusal(
            "authorizer.no-token", "The authorizer found no token where it looks for one.", "Check the header."
        )
    error, words = parameters.get("error", ""), parameters.get("error_description", "")
    if error == "insufficient_scope":
        scopes = shown(parameters.get("scope", ""))
        wanted = f" Wanted is one of: {scopes}." if scopes else ""
        return _refusal(
            "authorizer.scope",
            f"The token lacks the scope that this route asks for.{wanted}",
            "Ask for it at sign-in.",
            words,
        )
    if error == "invalid_token":
        return _described(words)
    if "The incoming token has expired" in body:
        return _refusal(
            "authorizer.expired",
            "The token has expired.",
            "Renew it and send again.",
            "The incoming token has expired",
        )
    return None


def _http_api_answer(
    authorizer: JwtAuthorizer, token: DecodedJwt, signature: ClaimCheck, now: datetime
) -> AuthorizerAnswer:
    scope = _scope_check(token, authorizer.scopes)
    checks = (
        signature,
        _issuer_check(token, (authorizer.issuer,)),
        _audience_check(token, authorizer.audiences),
        *_time_checks(token, now),
        scope,
    )
    failed = _first_failed(checks)
    if failed is None:
        return _allowed(checks, JWT_PAGE, signature)
    if failed is scope:
        challenge = f'Bearer scope="{" ".join(authorizer.scopes)}" error="insufficient_scope"'
        return _refused(403, failed, checks, JWT_PAGE, challenge, '{"message":"Forbidden"}')
    source = TROUBLE_PAGE if failed.failure_id == "authorizer.audience" else JWT_PAGE
    words = f' error_description="{_AUDIENCE_WORDS}"' if failed.failure_id == "authorizer.audience" else ""
    challenge = f'Bearer scope="{" ".join(authorizer.scopes)}" error="invalid_token"{words}'
    return _refused(401, failed, checks, source, challenge, _UNAUTHORIZED)


def _rest_api_answer(
    authorizer: CognitoAuthorizer, token: DecodedJwt, signature: ClaimCheck, now: datetime
) -> AuthorizerAnswer:
    issuers = tuple(issuer for arn in authorizer.pool_arns if (issuer := _issuer_of(arn)))
    use = _use_check(token, authorizer.scopes)
    scope = _scope_check(token, authorizer.scopes)
    checks = (signature, _issuer_check(token, issuers), *_time_checks(token, now), use, scope)
    failed = _first_failed(checks)
    if failed is None:
        return _allowed(checks, COGNITO_PAGE, signature)
    source = REST_401_PAGE if failed in {use, scope} else COGNITO_PAGE
    body = (
        '{"message":"The incoming token has expired"}' if failed.failure_id == "authorizer.expired" else _UNAUTHORIZED
    )
    note = "AWS does not say whether a missing scope gives 401 or 403." if failed is scope else ""
    return _refused(401, failed, checks, source, "", body, note)


def _missing(authorizer: JwtAuthorizer | CognitoAuthorizer) -> AuthorizerAnswer:
    sentence = f"There is no token in {authorizer.header}."
    check = ClaimCheck(authorizer.header, "failed", sentence, "authorizer.no-token")
    http_api = isinstance(authorizer, JwtAuthorizer)
    return _refused(
        401, check, (check,), JWT_PAGE if http_api else COGNITO_PAGE, "Bearer" if http_api else "", _UNAUTHORIZED
    )


def _no_token(authorizer: JwtAuthorizer | CognitoAuthorizer, reason: Failure) -> AuthorizerAnswer:
    sentence = f"What stands in {authorizer.header} is no token that can be read. {reason.sentence}"
    check = ClaimCheck(authorizer.header, "failed", sentence, "authorizer.unreadable")
    if isinstance(authorizer, CognitoAuthorizer):
        return _refused(401, check, (check,), COGNITO_PAGE, "", _UNAUTHORIZED)
    words = f' error_description="{_SEGMENT_WORDS}"' if reason.id in {"jwt.parts", "jwt.encrypted"} else ""
    challenge = f'Bearer scope="{" ".join(authorizer.scopes)}" error="invalid_token"{words}'
    return _refused(401, check, (check,), JWT_PAGE, challenge, _UNAUTHORIZED)


def _signature_check(token: DecodedJwt, verification: Verification | None) -> ClaimCheck:
    if not re.fullmatch(r"RS(256|384|512)", token.algorithm):
        sentence = f"The token is signed with “{shown(token.algorithm) or 'nothing'}”; API Gateway takes RSA only."
        return ClaimCheck("signature", "failed", sentence, "authorizer.algorithm")
    if not token.key_id:
        return ClaimCheck("signature", "failed", "The token does not name its key (kid).", "authorizer.kid")
    known = None if verification is None else next((c for c in verification.checks if c.claim == "signature"), None)
    if known is None or known.state == "unknown":
        return ClaimCheck("signature", "unknown", "The signature was not verified here; a genuine one is assumed.")
    if known.state == "failed":
        return ClaimCheck("signature", "failed", known.sentence, "authorizer.signature")
    return known


def _issuer_check(token: DecodedJwt, issuers: tuple[str, ...]) -> ClaimCheck:
    if token.issuer and token.issuer in issuers:
        return ClaimCheck("iss", "passed", "The issuer is the authorizer's.")
    if not any(issuers):
        return ClaimCheck("iss", "failed", "The authorizer names no issuer that can be read.", "authorizer.issuer")
    named = shown(token.issuer) or "nobody"
    slash = (
        " They differ by a slash at the end." if token.issuer.rstrip("/") in {i.rstrip("/") for i in issuers} else ""
    )
    sentence = f"The issuer is “{named}”; the authorizer takes {shown(', '.join(issuers))}.{slash}"
    return ClaimCheck("iss", "failed", sentence, "authorizer.issuer")


def _audience_check(token: DecodedJwt, audiences: tuple[str, ...]) -> ClaimCheck:
    claim = "aud" if token.claims.get("aud") is not None else "client_id"
    values = token.audiences if claim == "aud" else (token.client_id,)
    if any(value and value in audiences for value in values):
        return ClaimCheck(claim, "passed", "It is one of the authorizer's audiences.")
    named = shown(", ".join(values)) or "not there"
    sentence = f"The token's {claim} is “{named}”; the authorizer takes {shown(', '.join(audiences)) or 'none'}."
    return ClaimCheck(claim, "failed", sentence, "authorizer.audience")


def _time_checks(token: DecodedJwt, now: datetime) -> tuple[ClaimCheck, ...]:
    return (
        _expiry_check(token, now),
        *(_start_check(token, claim, now) for claim in ("nbf", "iat") if claim in token.claims),
    )


def _expiry_check(token: DecodedJwt, now: datetime) -> ClaimCheck:
    at = date_of(token.claims.get("exp"))
    if at is not None and at > now:
        return ClaimCheck("exp", "passed", in_words(at, now))
    if at is None:
        return ClaimCheck("exp", "failed", "The token has no expiry that can be read.", "authorizer.no-exp")
    return ClaimCheck("exp", "failed", f"The token has expired: {in_words(at, now)}.", "authorizer.expired")


def _start_check(token: DecodedJwt, claim: str, now: datetime) -> ClaimCheck:
    at = date_of(token.claims.get(claim))
    if at is None:
        return ClaimCheck(claim, "failed", f"The token's {claim} is no date.", f"authorizer.{claim}")
    if at <= now:
        return ClaimCheck(claim, "passed", in_words(at, now))
    sentence = f"The token is for later: {claim} is {in_words(at, now)}, by this computer's clock."
    return ClaimCheck(claim, "failed", sentence, f"authorizer.{claim}")


def _use_check(token: DecodedJwt, scopes: tuple[str, ...]) -> ClaimCheck:
    wanted = "access" if scopes else "id"
    if token.token_use == wanted:
        return ClaimCheck("token_use", "passed", f"It is an {'access' if scopes else 'ID'} token, as wanted.")
    sentence = (
        "The method asks for scopes, so an access token is wanted, and this is none."
        if scopes
        else "The method asks for no scopes, so an ID token is wanted, and this is none."
    )
    return ClaimCheck("token_use", "failed", sentence, "authorizer.token-use")


def _scope_check(token: DecodedJwt, wanted: tuple[str, ...]) -> ClaimCheck:
    if not wanted:
        return ClaimCheck("scope", "passed", "No scope is asked for.")
    held = sorted(set(token.scopes) & set(wanted))
    if held:
        return ClaimCheck("scope", "passed", f"It has {shown(held[0])}; one of them is enough.")
    has = shown(" ".join(token.scopes)) or "no scope"
    return ClaimCheck(
        "scope", "failed", f"It has {has}; wanted is one of {shown(' '.join(wanted))}.", "authorizer.scope"
    )


def _issuer_of(arn: str) -> str:
    found = _POOL_ARN.fullmatch(arn.strip())
    if found is None:
        return ""
    suffix = "amazonaws.com.cn" if found["partition"] == "aws-cn" else "amazonaws.com"
    return f"https://cognito-idp.{found['region']}.{suffix}/{found['pool']}"


def _first_failed(checks: tuple[ClaimCheck, ...]) -> ClaimCheck | None:
    return next((check for check in checks if check.state == "failed"), None)


def _allowed(checks: tuple[ClaimCheck, ...], source: str, signature: ClaimCheck) -> AuthorizerAnswer:
    note = signature.sentence if signature.state == "unknown" else ""
    return AuthorizerAnswer(200, "The authorizer lets this token pass.", source, checks, note=note)


def _refused(
    status: int,
    failed: ClaimCheck,
    checks: tuple[ClaimCheck, ...],
    source: str,
    challenge: str,
    body: str,
    note: str = "",
) -> AuthorizerAnswer:
    sentence = f"The authorizer answers {status}. {failed.sentence}"
    return AuthorizerAnswer(status, sentence, source, checks, challenge, body, note, failed.failure_id)


def _described(words: str) -> Failure:
    for part, failure in _KNOWN_WORDS:
        if part in words.lower():
            return replace(failure, detail=words)
    said = f" It says: {shown(words)}." if words else ""
    sentence = f"The authorizer takes the token for invalid.{said}"
    return _refusal("authorizer.invalid-token", sentence, "Hold the token against the authorizer.", words)


def _refusal(failure_id: str, sentence: str, action: str, detail: str = "") -> Failure:
    return Failure(failure_id, sentence, action, detail=detail)
