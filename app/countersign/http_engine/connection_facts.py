"""Describe a connection for people: protocol, cipher, certificates."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from countersign.http_engine.off_loop import run_to_end
from countersign.model.exchange import Certificate, Connection

if TYPE_CHECKING:
    from cryptography import x509


async def with_certificates(connection: Connection, tls: ssl.SSLObject | None) -> Connection:
    """Return the same connection with the server's whole chain, leaf first."""
    chain = () if tls is None else presented_chain(tls)
    if not chain:
        return connection
    return replace(connection, certificates=await run_to_end(_parsed, chain))


def with_tls(connection: Connection, tls: ssl.SSLObject | None) -> Connection:
    """Return the same connection with its TLS version and cipher."""
    if tls is None:
        return connection
    cipher = tls.cipher()
    return replace(connection, tls_version=tls.version() or "", cipher=cipher[0] if cipher else "")


def presented_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the certificates as the server sent them, DER, also those that were not verified."""
    public: Any = getattr(tls, "get_unverified_chain", None)  # Python 3.13 and newer
    if public is not None:
        return tuple(public() or ())
    inner: Any = getattr(tls, "_sslobj", None)
    if inner is None:
        return ()
    return tuple(certificate.public_bytes(2) for certificate in inner.get_unverified_chain() or ())


def _parsed(chain: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    from cryptography import x509

    certificates = []
    for der in chain:
        try:
            certificates.append(_described(x509.load_der_x509_certificate(der)))
        except ValueError:
            break  # a certificate that OpenSSL takes and this library does not; show those before it
    return tuple(certificates)


def _described(certificate: x509.Certificate) -> Certificate:
    from cryptography.hazmat.primitives.hashes import SHA256

    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        names=_names(certificate),
        serial=f"{certificate.serial_number:x}",
        sha256=certificate.fingerprint(SHA256()).hex(),
    )


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(str(name.value) for name in extension.value)
