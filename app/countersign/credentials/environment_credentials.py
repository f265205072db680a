"""Credentials from the variables that every AWS tool reads."""

from __future__ import annotations

from collections.abc import Mapping

from countersign.credentials.identity_entries import described
from countersign.credentials.identity_rules import cleaned
from countersign.model.credentials import Credentials, Identity
from countersign.model.errors import CredentialsError, Failure

ENVIRONMENT_NAME = "Environment"

_REQUIRED = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_TOKEN = "AWS_SESSION_TOKEN"


def credentials_from(variables: Mapping[str, str]) -> Credentials:
    """Read the variables; raise `CredentialsError` that names the missing ones.

    Source: "Environment variables to configure the AWS CLI", AWS CLI User Guide.
    """
    missing = _missing(variables)
    if missing:
        raise CredentialsError(
            Failure(
                "credentials.environment-missing",
                f"{_listed(missing)} not set.",
                "Set it and start Countersign again, or choose an identity from the keyring.",
                field="Credentials source",
            )
        )
    key_id, secret = (variables[name] for name in _REQUIRED)
    return cleaned(Credentials(key_id, secret, variables.get(_TOKEN, "")))


def identity_from(variables: Mapping[str, str]) -> Identity | None:
    """Describe the variables; None where none of them is set."""
    if not any(variables.get(name, "").strip() for name in (*_REQUIRED, _TOKEN)):
        return None
    missing = _missing(variables)
    if missing:
        return Identity(ENVIRONMENT_NAME, "environment", note=f"{_listed(missing)} not set")
    return described(ENVIRONMENT_NAME, credentials_from(variables), "environment")


def _missing(variables: Mapping[str, str]) -> list[str]:
    return [name for name in _REQUIRED if not variables.get(name, "").strip()]


def _listed(names: list[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"
