"""The keys that one start of the playground knows: random, gone when it ends."""

from __future__ import annotations

import base64
import re
import secrets
import string
from dataclasses import dataclass, field

from countersign.model.credentials import Credentials

_KEY_ID_LETTERS = string.ascii_uppercase + "234567"
_SECRET_LETTERS = string.ascii_letters + string.digits + "+/"
_ELEMENT = re.compile(r"<(AccessKeyId|SecretAccessKey|SessionToken)>([^<]+)</")


@dataclass(frozen=True, slots=True)
class PlaygroundKeys:
    """Hold the long-term keys of a user and the temporary keys of a role session, and what STS issued since."""

    long_term: Credentials
    temporary: Credentials
    _issued: dict[str, Credentials] = field(default_factory=dict, repr=False)

    @classmethod
    def generate(cls) -> PlaygroundKeys:
        """Make new keys in AWS's shapes: AKIA for a user, ASIA with a session token for a session."""
        return cls(_credentials("AKIA", ""), _credentials("ASIA", _session_token()))

    def find(self, access_key_id: str) -> Credentials | None:
        """Return the credentials with that access key ID, None if nobody has it."""
        known = (self.long_term, self.temporary)
        own = next((one for one in known if one.access_key_id == access_key_id), None)
        return own or self._issued.get(access_key_id)

    def remember(self, credentials: Credentials) -> None:
        """Take keys that STS issued, until the playground ends: their own end is not kept."""
        self._issued[credentials.access_key_id] = credentials


def credentials_in(document: str) -> Credentials | None:
    """Return the keys that an XML answer of IAM or STS holds, None where there are none."""
    found = dict(_ELEMENT.findall(document))
    if not {"AccessKeyId", "SecretAccessKey"} <= found.keys():
        return None
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found.get("SessionToken", ""))


def _credentials(prefix: str, session_token: str) -> Credentials:
    key_id = prefix + "".join(secrets.choice(_KEY_ID_LETTERS) for _ in range(16))
    secret = "".join(secrets.choice(_SECRET_LETTERS) for _ in range(40))
    return Credentials(key_id, secret, session_token)


def _session_token() -> str:
    return base64.b64encode(b'"\x89\xa3v' + secrets.token_bytes(335)).decode()
