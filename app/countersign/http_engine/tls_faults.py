"""Read OpenSSL's reasons as failures that people understand."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

from countersign.http_engine.failures import failure
from countersign.model.errors import Failure

# X509_V_ERR_... of OpenSSL's x509_vfy.h
_VERIFY_CODES = {
    9: "tls.not-yet-valid",
    10: "tls.expired",
    18: "tls.self-signed",
    19: "tls.unknown-ca",
    20: "tls.unknown-ca",
    21: "tls.unknown-ca",
    62: "tls.wrong-host",
    64: "tls.wrong-host",
}
_NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})
_BROKEN_OFF = frozenset({"UNEXPECTED_EOF_WHILE_READING", "UNEXPECTED_EOF"})
_ABOUT_OURS = ("BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED", "CERTIFICATE_REVOKED", "UNKNOWN_CA")


def tls_failure(
    causes: Iterable[object],
    detail: str,
    *,
    host: str,
    port: int,
    shows_certificate: bool,
    doing: str,
    in_handshake: bool,
) -> Failure:
    """Return the failure for a TLS connection that did not come up or broke. `causes` go from outer to inner."""
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return failure(_VERIFY_CODES.get(cause.verify_code, "tls.certificate"), detail, host=host)
        if isinstance(cause, ssl.SSLError):
            kind = _kind(cause.reason or "", shows_certificate=shows_certificate, in_handshake=in_handshake)
            return failure(kind, detail, host=host, port=port, doing=doing)
    return failure("tls.handshake-dropped", detail, host=host)


def _kind(reason: str, *, shows_certificate: bool, in_handshake: bool) -> str:
    if "CERTIFICATE_REQUIRED" in reason:
        return "tls.client-certificate-missing"
    if "ALERT" in reason and any(word in reason for word in _ABOUT_OURS):
        return "tls.client-certificate-refused" if shows_certificate else "tls.client-certificate-missing"
    if not in_handshake:
        return "tls.broken"
    if reason in _NOT_TLS:
        return "tls.not-tls"
    return "tls.handshake-dropped" if reason in _BROKEN_OFF else "tls.handshake"
