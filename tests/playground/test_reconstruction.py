"""The text that the playground compares with is awscrt's own, whatever the request looks like."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.model.credentials import Credentials
from countersign.playground.claim import V4, V4A, SignatureClaim
from countersign.playground.exchange import ReceivedBody, ReceivedRequest
from countersign.playground.reconstruction import awscrt_agrees

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

segments = st.sampled_from(["", ".", "..", "a", "%20", "%2f", "%2F", "é%C3", "!'()*", "a b", "~", "%7E", "+:@,;=$&"])
paths = st.lists(segments, max_size=6).map(
    lambda parts: "/" + "/".join(parts).replace("é", "%C3%A9").replace(" ", "")
)
pieces = st.text("ab+%~/=&;:!'()*,@?-_.$", max_size=12)
names = st.sampled_from(["x-tag", "content-type", "user-agent", "expect", "x-amz-meta-a", "cookie", "te", "accept"])
values = st.text("ab  \t,=;\"'", max_size=12).map(str.strip)


@settings(max_examples=400, deadline=None)
@given(
    path=paths,
    query=pieces,
    headers=st.lists(st.tuples(names, values), max_size=5),
    in_query=st.booleans(),
    s3=st.booleans(),
    asymmetric=st.booleans(),
    token=st.sampled_from(["", "a token/with+signs="]),
)
def test_awscrt_signs_the_same_text(*, path, query, headers, in_query, s3, asymmetric, token):
    algorithm = V4A if asymmetric else V4
    signed = ";".join(
        sorted({"host", *(name for name, _ in headers)} | ({"x-amz-security-token"} if token else set()))
    )
    if in_query:
        query += "&X-Amz-Algorithm=" + algorithm
        query += (
            "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2F"
            + ("" if asymmetric else "us-west-2%2F")
            + "s%2Faws4_request"
        )
        query += "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00"
        query += "&X-Amz-Security-Token=a%20token/with%2Bsigns%3D" if token else ""
        query += "&X-Amz-Region-Set=us-west-2" if asymmetric else ""
    request = ReceivedRequest(
        "GET", path, query, (("host", "h"), *headers), "1.1", "https", ReceivedBody(EMPTY, 0, b"")
    )
    claim = SignatureClaim(
        place="query" if in_query else "headers",
        algorithm=algorithm,
        access_key_id="AKIDEXAMPLE",
        scope=("20150830", "" if asymmetric else "us-west-2", "s", "aws4_request"),
        signed_headers=signed,
        signature="00",
        moment=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
        expires=60 if in_query else None,
        session_token=token,
        region_set="us-west-2" if asymmetric else "",
    )
    assert awscrt_agrees(request, claim, KEYS, "s", EMPTY, s3=s3) is True
