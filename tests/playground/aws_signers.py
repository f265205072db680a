"""AWS's own signers, made easy to call: awscrt and botocore."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from awscrt import auth as crt
from awscrt.http import HttpHeaders, HttpRequest
from botocore.auth import S3SigV4Auth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Signer:
    """Sign with awscrt; `headers` and `query` return target and headers as they must be sent."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    authority: str
    region: str = "us-west-2"
    service: str = "execute-api"
    moment: datetime | None = None
    s3: bool = False
    asymmetric: bool = False
    expires: int | None = None
    payload_hash: str = ""

    def but(self, **changes) -> Signer:
        return replace(self, **changes)

    def in_headers(self, method, target, headers: Headers = (), body=b"") -> tuple[str, Headers]:
        return self._sign(method, target, headers, body, crt.AwsSignatureType.HTTP_REQUEST_HEADERS)

    def in_query(self, method, target, headers: Headers = (), body=b"") -> tuple[str, Headers]:
        return self._sign(method, target, headers, body, crt.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS)

    def _sign(self, method, target, headers, body, place):
        request = HttpRequest(method, target, HttpHeaders([("host", self.authority), *headers]))
        with_hash = self.s3 and place is crt.AwsSignatureType.HTTP_REQUEST_HEADERS
        in_s3_url = self.s3 and not with_hash
        config = crt.AwsSigningConfig(
            algorithm=crt.AwsSigningAlgorithm.V4_ASYMMETRIC if self.asymmetric else crt.AwsSigningAlgorithm.V4,
            signature_type=place,
            credentials_provider=crt.AwsCredentialsProvider.new_static(
                self.access_key_id, self.secret_access_key, self.session_token or None
            ),
            region=self.region,
            service=self.service,
            date=self.moment or datetime.now(UTC),
            use_double_uri_encode=not self.s3,
            should_normalize_uri_path=not self.s3,
            signed_body_value=self.payload_hash
            or ("UNSIGNED-PAYLOAD" if in_s3_url else hashlib.sha256(body).hexdigest()),
            signed_body_header_type=crt.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256
            if with_hash
            else crt.AwsSignedBodyHeaderType.NONE,
            expiration_in_seconds=self.expires,
        )
        signed = crt.aws_sign_request(request, config).result(10)
        return signed.path, list(signed.headers)


def botocore_headers(signer: Signer, method, url, body=b"", headers=None) -> dict[str, str]:
    """Return the headers that botocore would send."""
    request = AWSRequest(method=method, url=url, data=body, headers=headers or {})
    kind = S3SigV4Auth if signer.s3 else SigV4Auth
    kind(_botocore_credentials(signer), signer.service, signer.region).add_auth(request)
    return dict(request.headers.items())


def botocore_target(signer: Signer, method, url, body=b"") -> str:
    """Return the target that botocore would presign."""
    request = AWSRequest(method=method, url=url, data=body)
    SigV4QueryAuth(_botocore_credentials(signer), signer.service, signer.region, expires=60).add_auth(request)
    parts = urlsplit(request.url)
    return f"{parts.path}?{parts.query}"


def _botocore_credentials(signer: Signer) -> Credentials:
    return Credentials(signer.access_key_id, signer.secret_access_key, signer.session_token or None)
