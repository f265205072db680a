"""Sign requests with awscrt, in a process of its own so that its log is complete when it ends.

Reads a JSON list of requests from standard input; writes their signed targets and headers to standard output. The log
at the path in the first argument holds the canonical requests and strings to sign, which awscrt gives nowhere else.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

from awscrt import auth, http, io


def is_required(name: str) -> bool:
    return name.lower() in ("host", "content-type") or name.lower().startswith("x-amz-")


def signed(request: dict) -> dict:
    headers = http.HttpHeaders([tuple(header) for header in request["headers"]])
    message = http.HttpRequest(request["method"], request["target"], headers)
    provider = auth.AwsCredentialsProvider.new_static(
        request["access_key_id"], request["secret_access_key"], request["session_token"] or None
    )
    in_query = request["place"] == "query"
    config = auth.AwsSigningConfig(
        algorithm=auth.AwsSigningAlgorithm.V4_ASYMMETRIC if request["v4a"] else auth.AwsSigningAlgorithm.V4,
        signature_type=(
            auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS
            if in_query
            else auth.AwsSignatureType.HTTP_REQUEST_HEADERS
        ),
        credentials_provider=provider,
        region=request["region"],
        service=request["service"],
        date=datetime.fromisoformat(request["date"]),
        should_sign_header=is_required if request["required_only"] else None,
        use_double_uri_encode=not request["s3_path"],
        should_normalize_uri_path=request["normalize"],
        signed_body_value=request["payload_hash"],
        signed_body_header_type=(
            auth.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256
            if request["hash_header"]
            else auth.AwsSignedBodyHeaderType.NONE
        ),
        expiration_in_seconds=request["expires"] if in_query else None,
        omit_session_token=request["token_appended"],
    )
    auth.aws_sign_request(message, config).result(10)
    return {"target": message.path, "headers": list(message.headers)}


if __name__ == "__main__":
    io.init_logging(io.LogLevel.Info, sys.argv[1])
    json.dump([signed(request) for request in json.load(sys.stdin)], sys.stdout)
