"""Sign a draft without sending it: for the inspector while a request is edited, and for the command line."""

from __future__ import annotations

from countersign.model.request import RequestDraft
from countersign.model.signing_record import SigningRecord
from countersign.workflows.prepare_request import PrepareRequest, RequestContext


class SignRequest:
    """Sign drafts, with any scheme that a signature can be made for."""

    def __init__(self, prepare: PrepareRequest) -> None:
        self._prepare = prepare

    async def __call__(self, draft: RequestDraft, context: RequestContext) -> SigningRecord | None:
        """Return the record of the signature, None for a request that is not signed; raise like `PrepareRequest`."""
        unsigned, auth, _ = await self._prepare.unsigned(draft, context)
        return (await self._prepare.authorized(unsigned, auth, draft.settings)).signing
