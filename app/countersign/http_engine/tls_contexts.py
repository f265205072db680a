"""Build SSL contexts from a request's settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from countersign.http_engine.failures import failure
from countersign.model.errors import TransportError
from countersign.model.request import RequestSettings


@dataclass(frozen=True, slots=True)
class TlsProfile:
    """Name everything that an SSL context depends on; `stamps` are the files' times (ns), so that an edit counts."""

    verify: bool
    client_certificate: str
    client_key: str
    extra_ca: str
    trusted: tuple[str, ...]
    stamps: tuple[int, ...]


def tls_profile(settings: RequestSettings, trusted: tuple[str, ...]) -> TlsProfile:
    """Return the profile of a request; `trusted` holds PEM texts of further CAs. Looks at the files' times."""
    files = (settings.client_certificate, settings.client_key, settings.extra_ca)
    return TlsProfile(settings.verify_tls, *files, trusted, tuple(_stamp(name) for name in files if name))


def build_context(profile: TlsProfile) -> ssl.SSLContext:
    """Return a context; raise `TransportError` that names the file which cannot be used.

    The system's CAs and certifi's are trusted, and those of the profile. Blocking: call it off the loop.
    """
    context = ssl.create_default_context()
    if profile.verify:
        _load_authorities(context, profile)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if profile.client_certificate:
        _load_client_certificate(context, profile)
    return context


def _load_authorities(context: ssl.SSLContext, profile: TlsProfile) -> None:
    import certifi

    context.load_verify_locations(certifi.where())
    for pem in profile.trusted:
        context.load_verify_locations(cadata=pem)
    if profile.extra_ca:
        try:
            context.load_verify_locations(Path(profile.extra_ca).expanduser())
        except (OSError, ValueError) as error:
            reason = _reason(error, "it holds no certificate in PEM form")
            raise TransportError(failure("tls.extra-ca-file", path=profile.extra_ca, reason=reason)) from None


def _load_client_certificate(context: ssl.SSLContext, profile: TlsProfile) -> None:
    asked: list[bool] = []

    def no_password() -> str:
        asked.append(True)
        return ""

    certificate = Path(profile.client_certificate).expanduser()
    key = Path(profile.client_key).expanduser() if profile.client_key else None
    kind, path = "tls.client-certificate-file", profile.client_certificate
    try:
        _require_readable(certificate)
        if key is not None:
            kind, path = "tls.client-key-file", profile.client_key
            _require_readable(key)
        context.load_cert_chain(certificate, key, password=no_password)
    except (OSError, ValueError) as error:
        reason = "its key is protected by a password" if asked else _reason(error, _mismatch(error))
        raise TransportError(failure(kind, path=path, reason=reason)) from None


def _require_readable(path: Path) -> None:
    with path.open("rb"):
        return


def _mismatch(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason == "KEY_VALUES_MISMATCH":
        return "key and certificate do not belong together"
    return "certificate and key are not both there in PEM form"


def _reason(error: Exception, otherwise: str) -> str:
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.strerror:
        return error.strerror.lower()
    return otherwise


def _stamp(name: str) -> int:
    try:
        return Path(name).expanduser().stat().st_mtime_ns
    except (OSError, ValueError, RuntimeError):
        return 0
