"""Sign a request, in its headers or in its query, and keep every step.

Sources: "Create a signed AWS API request" and "AWS Signature Version 4A", IAM User Guide.
"""

from __future__ import annotations

from hashlib import sha256

from countersign.model.credentials import Credentials
from countersign.model.signing_record import HeaderList, SigningRecord
from countersign.model.url import WireUrl
from countersign.signing.canonical_headers import canonical_headers
from countersign.signing.canonical_url import (
    Pairs,
    canonical_pairs,
    encoded,
    joined,
    refuse_signing_parameters,
    s3_path,
    standard_path,
)
from countersign.signing.input_checks import (
    check_access_key_id,
    check_expires,
    check_method,
    check_payload_hash,
    check_session_token,
    timestamp_of,
)
from countersign.signing.signing_keys import SigningKey, ecdsa_key, hmac_key
from countersign.signing.signing_options import SigningOptions


def sign(
    method: str,
    url: WireUrl,
    headers: HeaderList,
    payload_hash: str,
    credentials: Credentials,
    options: SigningOptions,
) -> SigningRecord:
    """Sign a request and return what was signed, what came of it, and what to send.

    `headers` are as they will be sent, Host only if it was given by hand; `payload_hash` is the body's SHA-256 in
    lower-case hex, UNSIGNED-PAYLOAD, or STREAMING-*. The URL's own text and the given headers are kept as they are;
    the signature's parts come after them. Raises `SigningError`; then nothing may be sent.
    """
    check_method(method)
    check_payload_hash(payload_hash)
    payload_hash = options.signed_hash(payload_hash)
    timestamp = timestamp_of(options.date)
    key = _signing_key(credentials, timestamp, options)
    lines = canonical_headers(headers, options)
    if "host" not in lines:
        lines["host"] = url.authority
        headers = (("Host", url.authority), *headers)
    added = _added_headers(payload_hash, timestamp, key, credentials, options)
    lines = dict(sorted((lines | _signed_lines(added, options)).items()))
    signed_headers = ";".join(lines)
    parameters = _added_parameters(signed_headers, timestamp, key, credentials, options)
    canonical_request = _canonical_request(method, url, parameters, lines, payload_hash=payload_hash, options=options)
    string_to_sign = _string_to_sign(canonical_request, timestamp, key)
    signature = key.sign(string_to_sign)
    authorization = ""
    if options.place == "query":
        url = _presigned(url, parameters, signature, credentials, options)
    else:
        authorization = _authorization(credentials, key, signed_headers, signature)
        added.append(("Authorization", authorization))
    return SigningRecord(
        algorithm=key.algorithm,
        place=options.place,
        method=method,
        url=url,
        headers=(*headers, *added),
        canonical_request=canonical_request,
        string_to_sign=string_to_sign,
        signature=signature,
        signed_headers=signed_headers,
        scope=key.scope,
        region=key.region,
        service=options.service,
        access_key_id=credentials.access_key_id,
        date=timestamp,
        payload_hash=payload_hash,
        authorization=authorization,
        session_token_signed=credentials.session_token != "" and options.session_token == "signed",
    )


def _signing_key(credentials: Credentials, timestamp: str, options: SigningOptions) -> SigningKey:
    access_key_id, secret = credentials.access_key_id, credentials.secret_access_key
    check_access_key_id(access_key_id)
    check_session_token(credentials.session_token)
    if options.algorithm == "v4a":
        return ecdsa_key(access_key_id, secret, timestamp[:8], options.region_set, options.service)
    return hmac_key(secret, timestamp[:8], options.region, options.service)


def _canonical_request(
    method: str, url: WireUrl, parameters: Pairs, lines: dict[str, str], *, payload_hash: str, options: SigningOptions
) -> str:
    path = s3_path(url.path) if options.uses_s3_paths else standard_path(url.path, normalize=options.normalize_path)
    pairs = canonical_pairs(url.query)
    refuse_signing_parameters(pairs)
    block = "\n".join([f"{name}:{value}" for name, value in lines.items()])
    return f"{method}\n{path}\n{joined(pairs + parameters)}\n{block}\n\n{';'.join(lines)}\n{payload_hash}"


def _string_to_sign(canonical_request: str, timestamp: str, key: SigningKey) -> str:
    digest = sha256(canonical_request.encode()).hexdigest()
    return f"{key.algorithm}\n{timestamp}\n{key.scope}\n{digest}"


def _added_headers(
    payload_hash: str, timestamp: str, key: SigningKey, credentials: Credentials, options: SigningOptions
) -> list[tuple[str, str]]:
    added: list[tuple[str, str]] = []
    if options.place == "headers":
        if credentials.session_token:
            added.append(("X-Amz-Security-Token", credentials.session_token))
        added.append(("X-Amz-Date", timestamp))
        if options.algorithm == "v4a":
            added.append(("X-Amz-Region-Set", key.region))
    if options.sends_hash_header(payload_hash):
        added.append(("x-amz-content-sha256", payload_hash))
    return added


def _signed_lines(added: list[tuple[str, str]], options: SigningOptions) -> dict[str, str]:
    lines = {name.lower(): value for name, value in added}
    if options.session_token == "appended":
        lines.pop("x-amz-security-token", None)
    return lines


def _authorization(credentials: Credentials, key: SigningKey, signed_headers: str, signature: str) -> str:
    return (
        f"{key.algorithm} Credential={credentials.access_key_id}/{key.scope}, "
        f"SignedHeaders={signed_headers}, Signature={signature}"
    )


def _added_parameters(
    signed_headers: str, timestamp: str, key: SigningKey, credentials: Credentials, options: SigningOptions
) -> Pairs:
    if options.place == "headers":
        return []
    check_expires(options.expires)
    parameters = [
        ("X-Amz-Algorithm", key.algorithm),
        ("X-Amz-Credential", encoded(f"{credentials.access_key_id}/{key.scope}")),
        ("X-Amz-Date", timestamp),
        ("X-Amz-Expires", str(options.expires)),
    ]
    if options.algorithm == "v4a":
        parameters.append(("X-Amz-Region-Set", encoded(key.region)))
    if credentials.session_token and options.session_token == "signed":
        parameters.append(("X-Amz-Security-Token", encoded(credentials.session_token)))
    parameters.append(("X-Amz-SignedHeaders", encoded(signed_headers)))
    return parameters


def _presigned(
    url: WireUrl, parameters: Pairs, signature: str, credentials: Credentials, options: SigningOptions
) -> WireUrl:
    written = [url.query] if url.query else []
    written += [f"{name}={value}" for name, value in parameters]
    written.append(f"X-Amz-Signature={signature}")
    if credentials.session_token and options.session_token == "appended":
        written.append(f"X-Amz-Security-Token={encoded(credentials.session_token)}")
    return url.with_query("&".join(written))
