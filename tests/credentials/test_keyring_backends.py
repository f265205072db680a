"""Only a backend that keeps secrets, and keeps them secret, is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from countersign.credentials.keyring_backends import choose_backend, name_of, trusted
from countersign.model.errors import Failure, KeyringError
from tests.credentials.keyring_doubles import DictBackend, PlaintextKeyring


def refusal_of(choose) -> Failure:
    with pytest.raises(KeyringError) as raised:
        choose()
    return raised.value.failure


def test_the_real_service_is_found(secret_service):
    assert name_of(choose_backend()) == "keyring.backends.SecretService.Keyring"


def test_a_service_that_starts_later_is_found_by_a_later_look(start_secret_service):
    assert refusal_of(choose_backend).id == "keyring.none"
    start_secret_service()
    assert name_of(choose_backend()) == "keyring.backends.SecretService.Keyring"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(NullKeyring, "keyring.null"), (FailKeyring, "keyring.none"), (PlaintextKeyring, "keyring.plaintext")],
)
def test_a_subclass_of_an_untrusted_backend_is_as_untrusted(kind, expected):
    class Innocent(kind):
        priority = -3

    assert refusal_of(lambda: trusted(Innocent())).id == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [([NullKeyring, PlaintextKeyring], "keyring.plaintext"), ([], "keyring.none")],
)
def test_a_chain_of_untrusted_backends_is_refused(links, expected):
    class Chain(ChainerBackend):
        priority = -1
        backends = tuple(kind() for kind in links)

    assert refusal_of(lambda: trusted(Chain())).id == expected


def test_of_a_chain_the_first_trusted_backend_is_used_and_no_other():
    plain, good = PlaintextKeyring(), DictBackend()

    class Chain(ChainerBackend):
        priority = -1
        backends = (plain, good)

    assert trusted(Chain()) is good


@pytest.mark.parametrize("name", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_an_untrusted_backend_from_the_environment_is_refused(monkeypatch, name):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    assert refusal_of(choose_backend).id in {"keyring.null", "keyring.none"}


@pytest.mark.parametrize("name", ["no.such.Backend", "nonsense", ""])
def test_a_configured_backend_that_cannot_be_loaded_is_named_as_the_cause(monkeypatch, name):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    failure = refusal_of(choose_backend)
    assert failure.id == "keyring.configuration"
    assert "PYTHON_KEYRING_BACKEND" in failure.action


def test_a_configuration_file_that_names_the_null_backend_is_refused(home: Path):
    folder = home / ".config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    assert refusal_of(choose_backend).id == "keyring.null"
