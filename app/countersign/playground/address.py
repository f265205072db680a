"""Where a running playground listens and which keys it takes: the one line that it prints when it is ready."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class PlaygroundAddress:
    """Hold base URLs, the CA in PEM, and two sets of keys. The secrets never show in a repr.

    `access_key_id`, `secret_access_key` and `session_token` are the temporary keys and belong together; the
    `long_term_` ones are used without a session token.
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
