"""IAM Identity Center on loopback: the access portal and its sign-in service."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.credentials.aws_endpoints import (
    START_URL,
    Asked,
    Endpoint,
    Reply,
    endpoint,
    json_error,
    role_credentials,
    written_time,
)

CONFIG = f"""
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-central-1
[profile second]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnly
[profile legacy]
sso_start_url = {START_URL}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_start_url = {START_URL}
sso_region = eu-west-1
"""
CLIENT = {"clientId": "a-client", "clientSecret": "the-secret-of-the-client", "clientSecretExpiresAt": 4_000_000_000}
DEVICE = {
    "deviceCode": "the-code-of-the-device",
    "userCode": "ABCD-EFGH",
    "verificationUri": "https://device.sso.eu-west-1.amazonaws.com/",
    "verificationUriComplete": "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH",
    "expiresIn": 600,
    "interval": 0,
}
BEARER = "x-amz-sso_bearer_token"


class SsoPortal:
    """Take the tokens in `accepted`; answer polls with `polls` in turn, then with a token."""

    def __init__(self) -> None:
        self.accepted = {"a-cached-token", "token-1", "token-2"}
        self.polls: list[Reply] = []
        self.device = DEVICE
        self.role: Reply | None = None
        self.renewal: Reply | None = None
        self.given = 0
        self.server: Endpoint

    def environment(self, home: Path) -> dict[str, str]:
        """Return the variables under which the portal is found."""
        url = self.server.url
        return {"HOME": str(home), "AWS_ENDPOINT_URL_SSO": url, "AWS_ENDPOINT_URL_SSO_OIDC": url}

    def asked(self, path: str) -> list[Asked]:
        """Return the requests to one path."""
        return [asked for asked in self.server.asked if asked.path.partition("?")[0] == path]

    def answer(self, asked: Asked) -> Reply:
        """Answer one request."""
        match asked.path.partition("?")[0]:
            case "/federation/credentials":
                if asked.headers.get(BEARER) not in self.accepted:
                    return json_error("UnauthorizedException", "Session token not found or invalid", 401)
                return self.role or role_credentials()
            case "/client/register":
                return Reply(CLIENT)
            case "/device_authorization":
                return Reply(self.device)
            case "/token":
                return self._token(asked)
            case _:
                return Reply(status=404)

    def _token(self, asked: Asked) -> Reply:
        if asked.document["grantType"] == "refresh_token" and self.renewal is not None:
            return self.renewal
        if asked.document["grantType"] != "refresh_token" and self.polls:
            return self.polls.pop(0)
        self.given += 1
        token = {"accessToken": f"token-{self.given}", "expiresIn": 3600, "refreshToken": "a-refresh-token"}
        return Reply({**token, "tokenType": "Bearer"})


@contextmanager
def sso_portal(home: Path) -> Iterator[SsoPortal]:
    """Run a portal, and write the profiles that use it."""
    (home / ".aws" / "sso" / "cache").mkdir(parents=True)
    (home / ".aws" / "config").write_text(CONFIG)
    portal = SsoPortal()
    with endpoint(portal.answer) as server:
        portal.server = server
        yield portal


def sign_in_with_cli(home: Path, session: str = "corp", after: timedelta = timedelta(hours=1)) -> Path:
    """Leave a token in the cache as `aws sso login` does; return the file."""
    name = hashlib.sha1(session.encode()).hexdigest()
    path = home / ".aws" / "sso" / "cache" / f"{name}.json"
    token = {"accessToken": "a-cached-token", "expiresAt": written_time(after), "region": "eu-west-1"}
    path.write_text(json.dumps({**token, "startUrl": START_URL}))
    return path
