"""Send a request and bring back the exchange, redirects followed under our own rules."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from countersign.model.auth import ApiKeyAuth, Auth, NoAuth
from countersign.model.errors import CountersignError, Failure, TransportError
from countersign.model.exchange import Exchange, Hop, Outcome, Phase, Progress, WireRequest
from countersign.model.redaction import Redactor
from countersign.model.request import RequestDraft
from countersign.model.signing_record import HeaderList
from countersign.workflows.prepare_request import (
    AUTOMATIC_HEADERS,
    PreparedRequest,
    PrepareRequest,
    RequestContext,
)

if TYPE_CHECKING:
    from countersign.http_engine.engine import HttpEngine
    from countersign.http_engine.redirects import RedirectPlan

_ENDED_CREDENTIALS = ("ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException")
_MOST_REASON = 4096

Observe = Callable[[Progress], None]


@dataclass(slots=True)
class _Journey:
    """Gather what happens on the way of one exchange."""

    started_at: datetime
    hops: list[Hop] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def add_phases(self, phases: tuple[Phase, ...]) -> None:
        """Put the spans of a hop after those of the hops before; what this program did in between does not count."""
        elapsed = max((phase.end for phase in self.phases), default=0.0)
        shift = elapsed - min((phase.start for phase in phases), default=0.0)
        self.phases += [replace(phase, start=phase.start + shift, end=phase.end + shift) for phase in phases]

    def unsent(self, failure: Failure) -> Exchange:
        return Exchange(self.id, self.started_at, None, None, failure, warnings=tuple(self.warnings))

    def finished(self, prepared: PreparedRequest, outcome: Outcome, failure: Failure | None) -> Exchange:
        return Exchange(
            id=self.id,
            started_at=self.started_at,
            request=prepared.request,
            response=outcome.response,
            failure=failure,
            phases=tuple(self.phases),
            connection=outcome.connection,
            signing=prepared.signing,
            hops=tuple(self.hops),
            warnings=tuple(dict.fromkeys(self.warnings)),
        )


class SendRequest:
    """Send requests. What cannot be prepared is not sent and comes back as a failure."""

    def __init__(self, prepare: PrepareRequest, engine: HttpEngine, redactor: Redactor) -> None:
        self._prepare = prepare
        self._engine = engine
        self._redactor = redactor

    async def __call__(self, draft: RequestDraft, context: RequestContext, observe: Observe) -> Exchange:
        """Return the exchange, whatever came of it; only cancellation raises."""
        journey = _Journey(datetime.now(UTC))
        try:
            prepared = await self._prepare(draft, context)
        except CountersignError as error:
            return journey.unsent(self._scrubbed(error.failure))
        return await self._travel(prepared, journey, observe)

    async def _travel(self, prepared: PreparedRequest, journey: _Journey, observe: Observe) -> Exchange:
        while True:
            journey.warnings += prepared.warnings
            outcome = await self._carry(prepared, journey, observe)
            failure = self._scrubbed(outcome.failure) if outcome.failure else None
            try:
                following = None if failure else await self._following(prepared, outcome, journey)
            except CountersignError as error:
                return journey.finished(prepared, outcome, self._scrubbed(error.failure))
            if following is None:
                return journey.finished(prepared, outcome, failure)
            prepared = following

    async def _carry(self, prepared: PreparedRequest, journey: _Journey, observe: Observe) -> Outcome:
        sent = self._with_cookies(prepared)
        outcome = await self._engine.send(sent, prepared.settings, observe)
        journey.add_phases(outcome.phases)
        return outcome

    def _with_cookies(self, prepared: PreparedRequest) -> WireRequest:
        request = prepared.request
        if not prepared.settings.use_cookies or any(name.lower() == "cookie" for name, _ in request.headers):
            return request
        cookies = self._engine.cookies.header_for(request.url)
        return replace(request, headers=(*request.headers, ("Cookie", cookies))) if cookies else request

    async def _following(
        self, prepared: PreparedRequest, outcome: Outcome, journey: _Journey
    ) -> PreparedRequest | None:
        from countersign.http_engine.failures import failure
        from countersign.http_engine.redirects import next_hop

        response = outcome.response
        if response is None or not prepared.settings.follow_redirects:
            return None
        plan = next_hop(prepared.request, response)
        if plan is None:
            return None
        if len(journey.hops) >= prepared.settings.max_redirects:
            raise TransportError(failure("redirect.too-many", limit=prepared.settings.max_redirects))
        journey.hops.append(_hop(prepared, response.status, response.header("Location"), plan))
        return await self._replanned(prepared, plan)

    async def _replanned(self, prepared: PreparedRequest, plan: RedirectPlan) -> PreparedRequest:
        unsigned = WireRequest(plan.method, plan.url, _carried_headers(prepared.auth, plan), plan.body)
        # Once the origin is left, nothing is signed any more, not even on the way back.
        auth = prepared.auth if plan.same_origin else NoAuth()
        again = await self._prepare.authorized(unsigned, auth, prepared.settings)
        return replace(again, warnings=(*again.warnings, *_redirect_warnings(plan)))

    def _scrubbed(self, failure: Failure) -> Failure:
        scrub = self._redactor.scrub
        return replace(failure, sentence=scrub(failure.sentence), detail=scrub(failure.detail))


def _carried_headers(auth: Auth, plan: RedirectPlan) -> HeaderList:
    """Return Host and the headers that go on, without those that are put on anew."""
    key_name = auth.name.lower() if isinstance(auth, ApiKeyAuth) else ""
    carried = (pair for pair in plan.headers if pair not in AUTOMATIC_HEADERS and pair[0].lower() != key_name)
    return (("Host", plan.url.authority), *carried)


def _redirect_warnings(plan: RedirectPlan) -> tuple[Failure, ...]:
    warnings = []
    if plan.downgraded:
        warnings.append(
            Failure(
                "redirect.downgraded",
                f"A redirect led from https to plain http, to {plan.url.host}.",
                "Turn off Follow redirects under Settings if that is not wanted.",
            )
        )
    if plan.sends_body_elsewhere:
        warnings.append(
            Failure(
                "redirect.body-elsewhere",
                f"A redirect sent the request's body on to another server, {plan.url.host}.",
                "Turn off Follow redirects under Settings if that is not wanted.",
            )
        )
    return tuple(warnings)


def refuses_credentials(exchange: Exchange) -> bool:
    """Tell whether AWS said that the credentials have ended or are not known ("Common error types", AWS APIs)."""
    response = exchange.response
    if response is None or response.status not in {400, 401, 403}:
        return False
    words = response.header("x-amzn-errortype") + response.body.read(_MOST_REASON).decode(errors="replace")
    return any(code in words for code in _ENDED_CREDENTIALS)


def _hop(prepared: PreparedRequest, status: int, location: str, plan: RedirectPlan) -> Hop:
    return Hop(
        method=prepared.request.method,
        url=str(prepared.request.url),
        status=status,
        location=location,
        dropped_headers=plan.dropped_headers,
        signed_again=plan.same_origin and prepared.signing is not None,
    )
