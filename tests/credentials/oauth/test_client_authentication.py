"""A client proves itself as RFC 6749, section 2.3.1, says."""

from __future__ import annotations

import base64
from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.credentials.oauth.client_authentication import client_proof
from countersign.model.errors import InputError
from countersign.model.oauth import OAuthProvider
from countersign.model.redaction import MASK, Redactor

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)


@given(TEXTS, TEXTS)
def test_a_server_that_decodes_gets_back_what_was_typed(client_id, secret):
    proof = client_proof(OAuthProvider("p", client_id=client_id), secret, Redactor())
    scheme, _, pair = proof.headers["Authorization"].partition(" ")
    encoded_id, _, encoded_secret = base64.b64decode(pair).decode("ascii").partition(":")
    assert scheme == "Basic"
    assert (unquote_plus(encoded_id), unquote_plus(encoded_secret)) == (client_id, secret)
    assert proof.fields == {}


def test_basic_credentials_are_percent_encoded_before_they_are_joined():
    proof = client_proof(OAuthProvider("p", client_id="a:b"), "c %+/é", Redactor())
    assert base64.b64decode(proof.headers["Authorization"].removeprefix("Basic ")) == b"a%3Ab:c+%25%2B%2F%C3%A9"


def test_in_the_body_they_are_fields():
    proof = client_proof(OAuthProvider("p", client_id="a", client_auth="body"), "s", Redactor())
    assert proof.headers == {}
    assert proof.fields == {"client_id": "a", "client_secret": "s"}


@pytest.mark.parametrize(("client_auth", "secret"), [("none", "s"), ("basic", ""), ("body", "")])
def test_a_client_without_a_secret_sends_its_id_alone(client_auth, secret):
    proof = client_proof(OAuthProvider("p", client_id="a", client_auth=client_auth), secret, Redactor())
    assert (proof.headers, proof.fields) == ({}, {"client_id": "a"})


def test_secret_and_pair_are_known_to_the_redactor_and_show_nowhere():
    redactor = Redactor()
    proof = client_proof(OAuthProvider("p", client_id="client"), "cAnArY secret", redactor)
    assert redactor.scrub(proof.headers["Authorization"]) == f"Basic {MASK}"
    assert redactor.scrub("cAnArY secret") == MASK
    assert "Basic" not in repr(proof)


def test_a_missing_client_id_names_its_field():
    with pytest.raises(InputError) as caught:
        client_proof(OAuthProvider("p"), "", Redactor())
    assert (caught.value.failure.id, caught.value.failure.field) == ("oauth.client-id-missing", "Client ID")
