"""Every exception of the keyring's libraries has an id, a sentence and a way out."""

from __future__ import annotations

import pytest
from jeepney import DBusErrorResponse
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError
from secretstorage.exceptions import (
    ItemNotFoundException,
    LockedException,
    PromptDismissedException,
    SecretServiceNotAvailableException,
)

from countersign.credentials.keyring_failures import configuration_failure, failure_of, timeout_failure


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NoKeyringError("no"), "keyring.none"),
        (InitError("no"), "keyring.not-opened"),
        (KeyringLocked("no"), "keyring.locked"),
        (LockedException("no"), "keyring.locked"),
        (PromptDismissedException("no"), "keyring.locked"),
        (PasswordSetError("no"), "keyring.write-refused"),
        (PasswordDeleteError("no"), "keyring.delete-refused"),
        (SecretServiceNotAvailableException("gone"), "keyring.service-gone"),
        (DBusErrorResponse.__new__(DBusErrorResponse), "keyring.service-gone"),
        (ConnectionResetError("gone"), "keyring.service-gone"),
        (FileNotFoundError("gone"), "keyring.service-gone"),
        (TimeoutError(), "keyring.service-gone"),
        (EOFError(), "keyring.service-gone"),
        (ItemNotFoundException("no"), "keyring.failed"),
        (RuntimeError("whatever"), "keyring.failed"),
    ],
)
def test_an_exception_becomes_a_failure_with_a_sentence_and_an_action(error, expected):
    failure = failure_of(error)
    assert failure.id == expected
    assert failure.sentence.endswith(".")
    assert failure.action.endswith((".", ";"))


def test_a_timeout_names_the_seconds_and_a_wrong_configuration_its_cause():
    assert "10 s" in timeout_failure(10.0).sentence
    assert configuration_failure(ImportError("no module named x")).detail == "ImportError: no module named x"
