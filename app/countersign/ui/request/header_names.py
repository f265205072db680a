"""Names and usual values of request headers, and which ones must not stand on screen.

Sources: IANA "HTTP Field Name Registry"; Amazon S3 API Reference, "Common Request Headers".
"""

from __future__ import annotations

HEADER_NAMES: tuple[str, ...] = (
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection",
    "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type",
    "Cookie", "Date", "Expect", "Forwarded", "From", "Host", "Idempotency-Key", "If-Match", "If-Modified-Since",
    "If-None-Match", "If-Range", "If-Unmodified-Since", "Last-Event-ID", "Origin", "Pragma", "Prefer",
    "Proxy-Authorization", "Range", "Referer", "Sec-WebSocket-Protocol", "TE", "Traceparent", "Tracestate",
    "Transfer-Encoding", "Upgrade", "User-Agent", "X-Api-Key", "X-Correlation-Id", "X-CSRF-Token",
    "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Request-Id",
    "X-Requested-With", "X-Amz-Acl", "X-Amz-Bucket-Region", "X-Amz-Checksum-Algorithm", "X-Amz-Checksum-Crc32",
    "X-Amz-Checksum-Crc32c", "X-Amz-Checksum-Sha1", "X-Amz-Checksum-Sha256", "X-Amz-Client-Context",
    "X-Amz-Content-Sha256", "X-Amz-Copy-Source", "X-Amz-Date", "X-Amz-Expected-Bucket-Owner",
    "X-Amz-Invocation-Type", "X-Amz-Log-Type", "X-Amz-Meta-", "X-Amz-Mfa", "X-Amz-Object-Lock-Mode",
    "X-Amz-Request-Payer", "X-Amz-Security-Token", "X-Amz-Server-Side-Encryption",
    "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", "X-Amz-Storage-Class", "X-Amz-Tagging", "X-Amz-Target",
    "X-Amz-User-Agent", "X-Amz-Website-Redirect-Location", "X-Amzn-Apigateway-Api-Id", "X-Amzn-Trace-Id",
    "X-Aws-Ec2-Metadata-Token",
)  # fmt: skip

_TYPES = (
    "application/json", "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/xml", "text/plain",
    "text/html", "text/csv", "text/event-stream", "application/x-www-form-urlencoded", "multipart/form-data",
    "application/octet-stream", "application/graphql-response+json", "application/x-ndjson",
    "application/problem+json", "application/cbor", "image/png", "image/jpeg", "application/pdf",
)  # fmt: skip
_CODINGS = ("gzip", "deflate", "br", "zstd", "identity", "gzip, deflate, br, zstd")

_VALUES: dict[str, tuple[str, ...]] = {
    "accept": ("*/*", *_TYPES),
    "content-type": (*_TYPES[:4], "application/json; charset=utf-8", "text/plain; charset=utf-8", *_TYPES[5:]),
    "accept-encoding": _CODINGS,
    "content-encoding": _CODINGS[:5],
    "accept-language": ("en", "en-US,en;q=0.9", "de", "fr", "es", "ja", "*"),
    "cache-control": ("no-cache", "no-store", "max-age=0", "only-if-cached", "no-transform"),
    "pragma": ("no-cache",),
    "connection": ("close", "keep-alive"),
    "expect": ("100-continue",),
    "prefer": ("return=minimal", "return=representation", "respond-async"),
    "range": ("bytes=0-1023",),
    "authorization": ("Bearer ", "Basic ", "Bearer {{token}}"),
    "x-requested-with": ("XMLHttpRequest",),
    "x-amz-content-sha256": ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    "x-amz-acl": ("private", "public-read", "bucket-owner-full-control", "authenticated-read"),
    "x-amz-storage-class": ("STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE"),
    "x-amz-server-side-encryption": ("AES256", "aws:kms", "aws:kms:dsse"),
    "x-amz-checksum-algorithm": ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"),
    "x-amz-invocation-type": ("RequestResponse", "Event", "DryRun"),
    "x-amz-log-type": ("Tail", "None"),
    "x-amz-request-payer": ("requester",),
    "x-amz-target": (
        "DynamoDB_20120810.GetItem",
        "DynamoDB_20120810.ListTables",
        "DynamoDB_20120810.Query",
        "Kinesis_20131202.PutRecord",
        "Logs_20140328.DescribeLogGroups",
        "secretsmanager.GetSecretValue",
        "AWSCognitoIdentityProviderService.DescribeUserPool",
    ),
}  # fmt: skip
_SENSITIVE = frozenset(
    ("authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-amz-security-token", "x-auth-token",
     "x-csrf-token", "x-aws-ec2-metadata-token", "x-amz-mfa")
)  # fmt: skip
MASK = "••••••••"


def header_values(name: str) -> tuple[str, ...]:
    """Return usual values of a header."""
    return _VALUES.get(name.strip().lower(), ())


def shown_header_value(name: str, value: str) -> str:
    """Return a header's value for the screen: a secret typed in full is masked, a template is not."""
    if value and name.strip().lower() in _SENSITIVE and "{{" not in value:
        return MASK
    return value
