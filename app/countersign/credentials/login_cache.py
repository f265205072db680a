"""Credentials of `aws login`, taken from the AWS CLI's cache as long as they last.

The CLI renews them with a key of its own; that stays its work. Source: "Login for AWS local development using console
credentials", AWS CLI User Guide.
"""

from __future__ import annotations

from collections.abc import Mapping

from countersign.credentials.aws_cache import cached_login
from countersign.credentials.issued_credentials import LOGIN, IssuedCredentials
from countersign.model.credentials import Credentials
from countersign.model.errors import CredentialsError, Failure


class LoginCache:
    """Read what the AWS CLI keeps of a console sign-in."""

    def __init__(self, issued: IssuedCredentials, environment: Mapping[str, str]) -> None:
        self._issued = issued
        self._environment = environment

    async def credentials(self, login_session: str) -> Credentials:
        """Return the cached credentials; raise `CredentialsError`."""
        found = (await cached_login(self._environment, login_session)).get("accessToken")
        if isinstance(found, dict):
            try:
                return self._issued.read(found, LOGIN, "The AWS CLI's cache")
            except CredentialsError as error:
                if error.failure.id != "credentials.issued-expired":
                    raise
        raise CredentialsError(
            Failure(
                "credentials.login-needed",
                "The console sign-in of this profile has ended, or nobody has signed in yet.",
                "Run aws login in a terminal, then try again.",
                field="Identity",
            )
        )
