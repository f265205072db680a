"""Keys and signatures of other tools become SigV4 auth, and the keys an identity."""

from __future__ import annotations

import pytest

from countersign.formats.importing.import_notes import ImportNotes
from countersign.formats.importing.secrets_found import SecretsFound
from countersign.formats.importing.sigv4_sources import AwsKeys, auth_from_keys, recorded_signature
from countersign.model.auth import SigV4Auth
from countersign.model.request import Header, Parameter


def made(keys: AwsKeys, **options):
    notes, secrets = ImportNotes(), SecretsFound()
    auth = auth_from_keys(keys, region="eu-west-3", service="es", place="A", notes=notes, secrets=secrets, **options)
    return auth, notes.all, secrets.found


def test_literal_keys_become_an_identity_that_a_profile_may_name():
    keys = AwsKeys("AKIAIOSFODNN7EXAMPLE", "secret-secret", "token-token")
    auth, _, found = made(keys, profile="work")
    assert auth == SigV4Auth(identity="work", region="eu-west-3", service="es")
    assert {secret.value for secret in found} == set(keys)


def test_a_profile_without_keys_is_named():
    auth, _, found = made(AwsKeys(), profile="work")
    assert (auth.source, auth.identity, found) == ("profile", "work", ())


def test_keys_from_variables_are_noted():
    auth, notes, found = made(AwsKeys("{{id}}", "{{ key }}"), signed_in="query")
    assert (auth.place, auth.identity, found) == ("query", "", ())
    assert "(id, key)" in notes[0].sentence


SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-3/s3/aws4_request, Signature=ab"


def test_a_signed_header_and_what_signing_adds_go():
    headers = [
        Header("Authorization", SIGNED),
        Header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
        Header("X-A", "1"),
    ]
    auth, left, _ = recorded_signature(headers, ())
    assert auth == SigV4Auth(region="eu-west-3", service="s3", payload="unsigned")
    assert left == (Header("X-A", "1"),)


def test_sigv4a_names_its_regions():
    value = "AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/s3/aws4_request, Signature=ab"
    headers = [Header("authorization", value), Header("x-amz-region-set", "eu-*")]
    assert recorded_signature(headers, ())[0] == SigV4Auth(service="s3", algorithm="v4a", region_set="eu-*")


@pytest.mark.parametrize("slash", ["/", "%2F", "%2f"])
def test_a_presigned_query(slash):
    credential = slash.join(["AKIAIOSFODNN7EXAMPLE", "20260101", "eu-west-3", "s3", "aws4_request"])
    params = [Parameter("X-Amz-Credential", credential), Parameter("X-Amz-Signature", "ab"), Parameter("v", "1")]
    auth, _, left = recorded_signature((), params)
    assert (auth.place, auth.region, auth.expires, left) == ("query", "eu-west-3", 300, (Parameter("v", "1"),))


def test_what_is_not_signed_stays():
    headers, params = (Header("Authorization", "Bearer x"),), (Parameter("X-Amz-Date", "1"),)
    assert recorded_signature(headers, params) == (None, headers, params)
