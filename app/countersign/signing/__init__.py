"""SigV4 and SigV4A, pure: a request goes in, a record of every step comes out. No I/O."""

from countersign.signing.canonical_url import sorted_query
from countersign.signing.hosts import HostScope, region_and_service
from countersign.signing.signer import sign
from countersign.signing.signing_options import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, SigningOptions

__all__ = [
    "EMPTY_PAYLOAD_HASH",
    "UNSIGNED_PAYLOAD",
    "HostScope",
    "SigningOptions",
    "region_and_service",
    "sign",
    "sorted_query",
]
