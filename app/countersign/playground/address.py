"""Where a running playground listens and which keys it takes: the one line that it prints when it is ready."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class PlaygroundAddress:
    """Hold base URLs, the CA in PEM, two sets of keys, and a user pool. The secrets never show in a repr.

    `access_key_id`, `secret_access_key` and `session_token` are the temporary keys and belong together; the
    `long_term_` ones are used without a session token. STS knows both where there is a user pool.

    Without MiniStack there is none: `cognito_note` says why, and all fields below it are "". The endpoints are on
    the plain listener, so that a browser or an SDK need not trust the CA; `https` serves them as well.
    `machine_` is an app client for client credentials, `brief_` one whose tokens last 2 seconds, `user_client_id` one
    for people, without a secret. `new_user_name` has to change `new_user_password` when signing in. `role_arn` may be
    assumed by both sets of keys, `guarded_role_arn` with `external_id` only. `test_issuer` makes tokens for anybody
    at `/token` (`token_mint.py` lists the wishes), also without MiniStack; `/test-issuer/factorial` trusts it.

    `ws` and `ws_plain` are the base URLs of WebSockets. `kvs_control_plane` is a base URL, too; the first channel has
    `channel_name` and `channel_arn`, and `signaling_` are the endpoints that it names for each role.
    """

    https: str
    http: str
    ca_pem: str = field(repr=False)
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    long_term_access_key_id: str
    long_term_secret_access_key: str = field(repr=False)
    region: str
    test_issuer: str = ""
    ws: str = ""
    ws_plain: str = ""
    account_id: str = ""
    kvs_control_plane: str = ""
    channel_name: str = ""
    channel_arn: str = ""
    signaling_master: str = ""
    signaling_viewer: str = ""
    cognito_note: str = ""
    cognito_endpoint: str = ""
    cognito_domain_endpoint: str = ""
    cognito_domain: str = ""
    user_pool_id: str = ""
    machine_client_id: str = ""
    machine_client_secret: str = field(default="", repr=False)
    brief_client_id: str = ""
    brief_client_secret: str = field(default="", repr=False)
    user_client_id: str = ""
    user_name: str = ""
    user_password: str = field(default="", repr=False)
    new_user_name: str = ""
    new_user_password: str = field(default="", repr=False)
    sts_endpoint: str = ""
    role_arn: str = ""
    guarded_role_arn: str = ""
    external_id: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret value that there is."""
        values = (
            self.secret_access_key,
            self.session_token,
            self.long_term_secret_access_key,
            self.machine_client_secret,
            self.brief_client_secret,
            self.user_password,
            self.new_user_password,
        )
        return tuple(value for value in values if value)

    @classmethod
    def from_line(cls, line: str) -> PlaygroundAddress:
        """Read the ready line; raise `ValueError` when it is not one."""
        try:
            return cls(**json.loads(line))
        except TypeError:
            raise ValueError("the ready line has other fields") from None

    def to_line(self) -> str:
        """Return the ready line, one JSON object without a line break."""
        return json.dumps(asdict(self))
