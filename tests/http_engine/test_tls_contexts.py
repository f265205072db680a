"""Files of the TLS settings that cannot be used are named."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization

from countersign.model.url import WireUrl
from tests.http_engine.certificates import issue
from tests.http_engine.loopback import DIRECT, request, send_once


@pytest.mark.parametrize(
    "case",
    [
        ("extra_ca", None, "tls.extra-ca-file", "no such file"),
        ("extra_ca", "nothing", "tls.extra-ca-file", "no certificate in PEM form"),
        ("client_certificate", None, "tls.client-certificate-file", "no such file"),
        ("client_certificate", "nothing", "tls.client-certificate-file", "not both there"),
        ("client_key", None, "tls.client-key-file", "no such file"),
        ("client_key", "other", "tls.client-key-file", "do not belong together"),
        ("client_key", "locked", "tls.client-key-file", "protected by a password"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, authority, case):
    setting, content, failure_id, words = case
    good = issue("client", authority).save(tmp_path, "good")
    file = tmp_path / "file.pem"
    if content == "nothing":
        file.write_text("nothing")
    elif content == "other":
        issue("other", authority).save(tmp_path, "file")
    elif content == "locked":
        locked = serialization.BestAvailableEncryption(b"canary")
        form = serialization.PrivateFormat.PKCS8
        file.write_bytes(authority.key.private_bytes(serialization.Encoding.PEM, form, locked))
    settings = replace(DIRECT, client_certificate=str(good) if setting == "client_key" else "")
    settings = replace(settings, **{setting: str(file)})
    outcome = asyncio.run(send_once(request(WireUrl.parse("https://localhost:1/")), tmp_path / "spool", settings))
    assert outcome.failure.id == failure_id
    assert str(file) in outcome.failure.sentence
    assert words in outcome.failure.sentence
