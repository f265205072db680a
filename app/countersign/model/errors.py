"""The error tree, and the one shape in which every failure reaches a person.

CountersignError
├── InputError            what the user typed cannot be used; `failure.field` names the control
│   └── SigningError      the request cannot be signed, so it is not sent
├── CredentialsError      no usable credentials
│   └── KeyringError      the system keyring refused, hung, or is not there
├── TransportError        the network; becomes the failure of an exchange
└── StorageError          a file could not be read or written
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """Say what went wrong: a stable id, the cause in one sentence, the next action.

    `field` is the accessible name of the control at fault, "" where there is none. `detail` holds the words of
    a library or a server, already free of secrets.
    """

    id: str
    sentence: str
    action: str = ""
    field: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence, self.action) if part)


class CountersignError(Exception):
    """Carry a `Failure` up to the place that shows it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class InputError(CountersignError):
    """The user's input cannot be used as it is."""


class SigningError(InputError):
    """The request cannot be signed; it must not be sent."""


class CredentialsError(CountersignError):
    """There are no usable credentials."""


class KeyringError(CredentialsError):
    """The system keyring cannot be used."""


class TransportError(CountersignError):
    """The request could not be carried to the server, or the answer not back."""


class StorageError(CountersignError):
    """A file could not be read or written."""
