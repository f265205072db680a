"""Every kind of auth that a request can have, in the order of the choice."""

from __future__ import annotations

from typing import Any

from countersign.ui.request.auth import api_key, basic, bearer, cognito, inherit, none, oauth, sigv4
from countersign.ui.request.auth.form import AuthKind

AUTH_KINDS: tuple[AuthKind[Any], ...] = (
    inherit.KIND,
    none.KIND,
    sigv4.KIND,
    cognito.KIND,
    oauth.KIND,
    bearer.KIND,
    basic.KIND,
    api_key.KIND,
)
