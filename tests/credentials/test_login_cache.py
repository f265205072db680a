"""A console sign-in of the AWS CLI is used as long as it lasts, and its cache is only read."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from countersign.credentials.issued_credentials import IssuedCredentials
from countersign.credentials.login_cache import LoginCache
from countersign.model.errors import CredentialsError
from countersign.model.redaction import Redactor
from tests.credentials.aws_endpoints import KEY_ID, SECRET, written_time

SESSION = "arn:aws:iam::123456789012:user/me"


def resolve(tmp_path, token: object):
    folder = tmp_path / "cache"
    folder.mkdir()
    path = folder / f"{hashlib.sha256(SESSION.encode()).hexdigest()}.json"
    path.write_text(json.dumps(token))
    issued = IssuedCredentials(Redactor(), lambda: datetime.now(UTC))
    return asyncio.run(LoginCache(issued, {"AWS_LOGIN_CACHE_DIRECTORY": str(folder)}).credentials(SESSION))


def token(after: timedelta) -> dict[str, object]:
    keys = {"accessKeyId": KEY_ID, "secretAccessKey": SECRET, "sessionToken": "t", "accountId": "123456789012"}
    return {"accessToken": {**keys, "expiresAt": written_time(after)}, "refreshToken": "r"}


def test_a_login_that_lasts_is_used(tmp_path):
    found = resolve(tmp_path, token(timedelta(minutes=10)))
    assert (found.access_key_id, found.account) == (KEY_ID, "123456789012")


@pytest.mark.parametrize("cached", [token(timedelta(minutes=-1)), {}, [], {"accessToken": "text"}])
def test_a_login_that_has_ended_or_is_none_asks_to_sign_in(tmp_path, cached):
    with pytest.raises(CredentialsError) as raised:
        resolve(tmp_path, cached)
    assert raised.value.failure.id == "credentials.login-needed"
    assert "aws login" in raised.value.failure.action
