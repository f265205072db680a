"""Take a JWT apart, and hold it against a Cognito user pool. Pure: keys and the time are given.

Sources: RFC 7515, RFC 7519; "Verifying JSON web tokens", Amazon Cognito Developer Guide.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from countersign.model.errors import Failure, InputError
from countersign.model.jwt import ClaimCheck, ClaimDate, DecodedJwt, Verification
from countersign.signing.refusals import shown

LONGEST_TOKEN = 64 * 1024
SKEW = timedelta(seconds=60)

_DATE_CLAIMS = ("exp", "nbf", "iat", "auth_time")
_LATEST = 253_402_300_799
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BEARER = re.compile(r"bearer(\s+|$)", re.IGNORECASE)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Expectation:
    """Say what a pool's token must hold; `token_use` "" takes either."""

    issuer: str
    client_id: str
    token_use: Literal["access", "id", ""] = ""


def decode_jwt(text: str, now: datetime) -> DecodedJwt:
    """Take a pasted token apart, with or without `Bearer`; raise `InputError` on the field `Token` where it is none.

    The signature is not verified. `problems` holds what a reader must know all the same.
    """
    if len(text) > LONGEST_TOKEN:
        raise _unreadable(
            "jwt.too-large",
            "This is too long for a token.",
            f"The longest one that is read has {LONGEST_TOKEN:,} characters.",
        )
    stripped = without_bearer(text.strip().strip("\"'"))
    token = "".join(stripped.split())
    header_part, claims_part = _parts(token)
    duplicates: list[str] = []
    header = _object(header_part, "header", duplicates)
    claims = _object(claims_part, "payload", duplicates)
    dates, problems = _dates(claims, now)
    decoded = DecodedJwt(token, header, claims, dates)
    problems = [*_shape_problems(decoded, duplicates), *problems, *_time_problems(decoded, now)]
    if token != stripped:
        problems.insert(0, _failure("jwt.whitespace", "There were spaces or line breaks inside the token."))
    return DecodedJwt(token, header, claims, dates, tuple(problems))


def verify_jwt(token: DecodedJwt, keys: Mapping[str, object], expected: Expectation, now: datetime) -> Verification:
    """Hold a token against a pool's key set (RFC 7517) and what its tokens must say.

    Only RS256 counts, as Cognito signs with nothing else; keys or addresses inside the token are never used.
    """
    signature = _signature_check(token, keys)
    checks = (signature, *_claim_checks(token, expected, now))
    failed = next((check for check in checks if check.state == "failed"), None)
    if failed is None:
        return Verification("verified", checks)
    failure = Failure(failed.failure_id, failed.sentence, "Do not trust this token; sign in again.", field="Token")
    return Verification("refused", checks, failure)


def not_verified(token: DecodedJwt, reason: Failure, expected: Expectation | None, now: datetime) -> Verification:
    """Say that the signature was not verified, and why; claims are compared where something is expected."""
    signature = ClaimCheck("signature", "unknown", f"The signature was not verified. {reason.sentence}")
    claims = () if expected is None else _claim_checks(token, expected, now)
    return Verification("not-verified", (signature, *claims), reason)


def without_bearer(value: str) -> str:
    """Return what follows the word Bearer, or the whole value where it does not begin with it."""
    found = _BEARER.match(value)
    return value if found is None else value[found.end() :]


def in_words(at: datetime, now: datetime) -> str:
    """Return a date and how far away it is: "22 Nov 2026 03:14:02 UTC, in 52 min"."""
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} UTC, {_distance(at - now)}"


def _distance(delta: timedelta) -> str:
    seconds = round(abs(delta.total_seconds()))
    if seconds < 60:
        length = f"{seconds} s"
    elif seconds < 3600:
        length = f"{seconds // 60} min"
    elif seconds < 48 * 3600:
        length = f"{seconds // 3600} h {seconds % 3600 // 60} min"
    else:
        length = f"{seconds // 86400:,} days"
    return f"in {length}" if delta > timedelta(0) else f"{length} ago"


def _parts(token: str) -> tuple[str, str]:
    if not token:
        raise _unreadable("jwt.empty", "There is no token.", "Paste one, or sign in.")
    parts = token.split(".")
    if len(parts) == 5:
        raise _unreadable(
            "jwt.encrypted", "This token is encrypted (JWE), so its claims cannot be read.", "Only its receiver can."
        )
    if len(parts) != 3:
        raise _unreadable(
            "jwt.parts",
            f"This is not a JWT: it has {_counted(len(parts))}, and a JWT has three, with dots between them.",
            "Copy the whole token. Cognito's refresh tokens are no JWTs.",
        )
    return parts[0], parts[1]


def _counted(parts: int) -> str:
    return "one part" if parts == 1 else f"{parts:,} parts"


def _object(part: str, name: str, duplicates: list[str]) -> Mapping[str, object]:
    def unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
        names = Counter(name for name, _ in pairs)
        duplicates.extend(name for name, count in names.items() if count > 1)
        return dict(pairs)

    try:
        value = json.loads(_decoded(part), object_pairs_hook=unique, parse_constant=_no_constant)
    except (binascii.Error, UnicodeDecodeError):
        sentence = f"The token's {name} is not base64url text."
        raise _unreadable("jwt.base64", sentence, "Copy the whole token again.") from None
    except (ValueError, RecursionError):
        raise _unreadable("jwt.json", f"The token's {name} is not JSON.", "Copy the whole token again.") from None
    if not isinstance(value, dict):
        raise _unreadable("jwt.json", f"The token's {name} is not a JSON object.", "Copy the whole token again.")
    return value


def _decoded(part: str) -> str:
    if _BASE64URL.fullmatch(part) is None:
        raise binascii.Error
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _dates(claims: Mapping[str, object], now: datetime) -> tuple[tuple[ClaimDate, ...], list[Failure]]:
    dates, problems = [], []
    for claim in _DATE_CLAIMS:
        if claim not in claims:
            continue
        at = date_of(claims[claim])
        if at is None:
            problems.append(_failure("jwt.bad-date", f"The claim {claim} is not a date (seconds since 1970)."))
        else:
            dates.append(ClaimDate(claim, at, in_words(at, now)))
    return tuple(dates), problems


def date_of(value: object) -> datetime | None:
    """Return the date of a NumericDate (RFC 7519, section 2), None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def _shape_problems(token: DecodedJwt, duplicates: Sequence[str]) -> list[Failure]:
    problems = []
    algorithm = _algorithm_failure(token)
    if algorithm is not None:
        problems.append(_failure(*algorithm))
    if duplicates:
        problems.append(
            _failure("jwt.duplicate", f"The token has “{shown(duplicates[0])}” twice, and readers may take either.")
        )
    return problems


def _time_problems(token: DecodedJwt, now: datetime) -> list[Failure]:
    checks = (_expiry_check(token, now), _start_check(token, "nbf", now), _start_check(token, "iat", now))
    return [_failure(check.failure_id, check.sentence) for check in checks if check.state == "failed"]


def _algorithm_failure(token: DecodedJwt) -> tuple[str, str] | None:
    algorithm = token.algorithm
    if algorithm.lower() == "none" or not algorithm:
        return "jwt.alg-none", "The token is not signed at all (alg none): anybody can write such a token."
    if algorithm.upper().startswith("HS"):
        sentence = (
            f"The token is signed with a shared secret ({shown(algorithm)}), which Cognito never does: it may be "
            "forged, with the pool's public key as the secret."
        )
        return "jwt.alg-symmetric", sentence
    return None


def _signature_check(token: DecodedJwt, keys: Mapping[str, object]) -> ClaimCheck:
    algorithm = _algorithm_failure(token)
    if algorithm is not None:
        return _failed("signature", *algorithm)
    if token.algorithm != "RS256":
        sentence = f"The token is signed with {shown(token.algorithm)}; Cognito signs with RS256 only."
        return _failed("signature", "jwt.alg-other", sentence)
    if "crit" in token.header:
        sentence = "The token's header asks for extensions (crit) that nobody here understands."
        return _failed("signature", "jwt.crit", sentence)
    key = _key_of(token.key_id, keys)
    if key is None:
        sentence = f"The token names the key “{shown(token.key_id)}”, which is not among the pool's keys."
        return _failed("signature", "jwt.unknown-kid", sentence)
    return _verified_with(token, key)


def _key_of(key_id: str, keys: Mapping[str, object]) -> dict[str, object] | None:
    found = keys.get("keys")
    candidates = found if isinstance(found, list) else []
    return next(
        (key for key in candidates if isinstance(key, dict) and key_id and key.get("kid") == key_id),
        None,
    )


def _verified_with(token: DecodedJwt, key: dict[str, object]) -> ClaimCheck:
    from jwt import PyJWK, PyJWS, PyJWTError

    try:
        public = PyJWK(key, algorithm="RS256")
    except (PyJWTError, ValueError, TypeError, KeyError):
        return _failed("signature", "jwt.key-unreadable", "The pool's key for this token cannot be read.")
    try:
        PyJWS(algorithms=["RS256"]).decode(token.text, key=public, algorithms=["RS256"])
    except (PyJWTError, ValueError):
        sentence = "The signature does not match: the token was changed, or signed with another key."
        return _failed("signature", "jwt.signature", sentence)
    return ClaimCheck("signature", "passed", f"Signed with the pool's key “{shown(token.key_id)}”.")


def _claim_checks(token: DecodedJwt, expected: Expectation, now: datetime) -> tuple[ClaimCheck, ...]:
    return (
        _issuer_check(token, expected.issuer),
        _use_check(token, expected.token_use),
        _client_check(token, expected.client_id),
        _expiry_check(token, now),
        *(_start_check(token, claim, now) for claim in ("nbf", "iat") if claim in token.claims),
    )


def _issuer_check(token: DecodedJwt, issuer: str) -> ClaimCheck:
    if token.issuer == issuer:
        return ClaimCheck("iss", "passed", "The token comes from this user pool.")
    sentence = f"The token comes from “{shown(token.issuer)}”, not from {issuer}."
    return _failed("iss", "jwt.issuer", sentence)


def _use_check(token: DecodedJwt, wanted: str) -> ClaimCheck:
    if token.token_use in ({wanted} if wanted else {"access", "id"}):
        return ClaimCheck("token_use", "passed", f"It is an {_use_name(token.token_use)}.")
    if not wanted:
        return _failed("token_use", "jwt.token-use", "The token does not say whether it is an access or an ID token.")
    sentence = f"It says token_use “{shown(token.token_use)}”, and an {_use_name(wanted)} is wanted."
    return _failed("token_use", "jwt.token-use", sentence)


def _use_name(token_use: str) -> str:
    return "ID token" if token_use == "id" else "access token"


def _client_check(token: DecodedJwt, client_id: str) -> ClaimCheck:
    claim = "aud" if token.token_use == "id" else "client_id"
    values = token.audiences if claim == "aud" else (token.client_id,)
    if client_id in values:
        return ClaimCheck(claim, "passed", "It was issued for this app client.")
    named = shown(", ".join(values)) or "none"
    return _failed(claim, "jwt.client", f"It was issued for the app client “{named}”, not for {client_id}.")


def _expiry_check(token: DecodedJwt, now: datetime) -> ClaimCheck:
    at = date_of(token.claims.get("exp"))
    if at is None:
        return _failed("exp", "jwt.no-exp", "The token has no expiry (exp), so it would be good for ever.")
    if at <= now:
        return _failed("exp", "jwt.expired", f"The token has expired: {in_words(at, now)}.")
    return ClaimCheck("exp", "passed", f"Good until {in_words(at, now)}.")


def _start_check(token: DecodedJwt, claim: str, now: datetime) -> ClaimCheck:
    at = date_of(token.claims.get(claim))
    if at is None or at <= now + SKEW:
        return ClaimCheck(claim, "passed", "" if at is None else in_words(at, now))
    if claim == "nbf":
        return _failed(claim, "jwt.not-yet-valid", f"The token is not valid yet: from {in_words(at, now)}.")
    sentence = (
        f"The token was issued in the future ({in_words(at, now)}): this computer's clock is slow, or the issuer's "
        "is fast."
    )
    return _failed(claim, "jwt.issued-in-future", sentence)


def _failed(claim: str, failure_id: str, sentence: str) -> ClaimCheck:
    return ClaimCheck(claim, "failed", sentence, failure_id)


def _failure(failure_id: str, sentence: str) -> Failure:
    return Failure(failure_id, sentence, field="Token")


def _unreadable(failure_id: str, sentence: str, action: str) -> InputError:
    return InputError(Failure(failure_id, sentence, action, field="Token"))
