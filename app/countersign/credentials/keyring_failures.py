"""Every way in which a system keyring fails, in words."""

from __future__ import annotations

from countersign.model.errors import Failure

_MEMORY = "Secrets stay in memory and are gone when Countersign closes."

NO_KEYRING = Failure(
    "keyring.none",
    "There is no system keyring.",
    f"Start GNOME Keyring, KWallet or KeePassXC to keep secrets. {_MEMORY}",
)
NULL_KEYRING = Failure(
    "keyring.null",
    "The configured keyring stores nothing.",
    f"Take the null backend out of PYTHON_KEYRING_BACKEND or keyringrc.cfg. {_MEMORY}",
)
PLAINTEXT_KEYRING = Failure(
    "keyring.plaintext",
    "The configured keyring writes secrets to a file as plain text.",
    f"Choose another backend in PYTHON_KEYRING_BACKEND or keyringrc.cfg. {_MEMORY}",
)
LOCKED = Failure("keyring.locked", "The system keyring is locked.", "Unlock it, then try again.")
WRITE_MISMATCH = Failure(
    "keyring.write-mismatch",
    "The system keyring gave back something else than what was stored.",
    "Try again; if it stays so, choose another keyring.",
)
DAMAGED = Failure(
    "keyring.damaged",
    "Parts of this secret are missing from the system keyring.",
    "Save it again.",
)
NOT_TEXT = Failure(
    "keyring.not-text",
    "The value holds a character that no keyring can store.",
    "Paste it again from its source.",
)
_NOT_OPENED = Failure(
    "keyring.not-opened",
    "The system keyring could not be opened.",
    "Open it with its own program (such as Passwords and Keys), then try again.",
)
_SERVICE_GONE = Failure(
    "keyring.service-gone",
    "The system keyring's service does not answer.",
    "Start it again (gnome-keyring-daemon or KWallet), then try again.",
)
_WRITE_REFUSED = Failure(
    "keyring.write-refused",
    "The system keyring refused to store the secret.",
    "Look in the keyring's own program for the cause, then try again.",
)
DELETE_REFUSED = Failure(
    "keyring.delete-refused",
    "The system keyring refused to delete the secret.",
    "Delete the entry “countersign” in the keyring's own program.",
)
_FAILED = Failure(
    "keyring.failed",
    "The system keyring failed.",
    "Try again; the details name the cause.",
)

# By class name, most derived first, so that none of the backends' libraries is imported to recognise its errors.
_BY_CLASS = {
    "NoKeyringError": NO_KEYRING,
    "KeyringLocked": LOCKED,
    "InitError": _NOT_OPENED,
    "PasswordSetError": _WRITE_REFUSED,
    "PasswordDeleteError": DELETE_REFUSED,
    "LockedException": LOCKED,
    "PromptDismissedException": LOCKED,
    "SecretServiceNotAvailableException": _SERVICE_GONE,
    "DBusErrorResponse": _SERVICE_GONE,
    "DBusException": _SERVICE_GONE,
    "EOFError": _SERVICE_GONE,
    "OSError": _SERVICE_GONE,
}


def failure_of(error: BaseException) -> Failure:
    """Recognise a backend's exception; `detail` is left empty."""
    return next((_BY_CLASS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _BY_CLASS), _FAILED)


def timeout_failure(seconds: float) -> Failure:
    """Say that the keyring hangs, or waits for a person at its prompt."""
    return Failure(
        "keyring.timeout",
        f"The system keyring did not answer within {seconds:g} s.",
        "Look for its prompt and unlock it, then try again.",
    )


def configuration_failure(error: BaseException) -> Failure:
    """Say that the backend that somebody configured cannot be loaded."""
    return Failure(
        "keyring.configuration",
        "The keyring backend that is configured cannot be loaded.",
        f"Correct PYTHON_KEYRING_BACKEND or keyringrc.cfg. {_MEMORY}",
        detail=f"{type(error).__name__}: {error}",
    )
