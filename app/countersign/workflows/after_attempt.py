"""What follows an attempt to open a connection, besides the connection itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countersign.model.auth import SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.exchange import Exchange
from countersign.model.socket import SocketDraft
from countersign.workflows.prepare_request import RequestContext, effective_auth
from countersign.workflows.send_request import refuses_credentials

if TYPE_CHECKING:
    from countersign.workflows.parts import Parts


def note_attempt(
    parts: Parts,
    draft: SocketDraft | ChannelDraft,
    context: RequestContext,
    exchange: Exchange,
    before: tuple[Exchange, ...] = (),
) -> None:
    """Keep a handshake in the history, and forget temporary credentials that AWS calls ended.

    `before` is what was signed with the same credentials on the way to it.
    """
    if context.origin is not None:
        parts.history.keep(draft, exchange, context.origin)
    own = SigV4Auth(draft.source, draft.identity) if isinstance(draft, ChannelDraft) else draft.auth
    auth = effective_auth(own, context)
    if isinstance(auth, SigV4Auth) and any(map(refuses_credentials, (*before, exchange))):
        parts.identities.forget(auth.source, auth.identity)
