"""How API Gateway words its answers.

Source: "Troubleshooting HTTP 403 Forbidden errors" in AWS re:Post and "Gateway response types", API Gateway Developer
Guide.
"""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from dataclasses import replace
from typing import Any

from countersign.playground.exchange import Answer, ReceivedRequest
from countersign.playground.refusal import Refusal
from countersign.playground.signature_words import error_type as type_of
from countersign.playground.signature_words import sentence_for


def gateway_answer(value: Any, status: int = 200, error_type: str = "") -> Answer:
    """Return JSON as an integration behind API Gateway would, on one line."""
    body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
    return with_gateway_headers(Answer(status, (("content-type", "application/json"),), body), error_type)


def with_gateway_headers(answer: Answer, error_type: str = "") -> Answer:
    """Add the headers that API Gateway puts on every answer."""
    added = (
        ("x-amzn-requestid", str(uuid.uuid4())),
        *((("x-amzn-errortype", error_type),) if error_type else ()),
        ("x-amz-apigw-id", base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()),
    )
    return replace(answer, headers=answer.headers + added)


def missing_token() -> Answer:
    """Answer as API Gateway does for no signature, and for a route that does not exist."""
    return gateway_answer({"message": "Missing Authentication Token"}, 403, "MissingAuthenticationTokenException")


def word_refusal(refusal: Refusal, request: ReceivedRequest) -> Answer:
    """Return API Gateway's 403 for a refusal."""
    if refusal.reason == "unreadable":
        return gateway_answer({"message": "Bad Request"}, 400, "BadRequestException")
    message = sentence_for(refusal, request, "execute-api")
    return gateway_answer({"message": message}, 403, type_of(refusal))
