"""Say what an answer to a handshake means when it opens no WebSocket."""

from __future__ import annotations

from countersign.model.errors import Failure
from countersign.model.exchange import Outcome, Response
from countersign.websocket_engine.failures import failure, failure_ids

_WSS_ACTIONS = {
    "tls.not-tls": "Try ws://, or the port meant for wss.",
    "response.tls-expected": "Write wss:// in place of ws://.",
    "timeout.response": "Check that the path serves WebSockets, or allow more time under Settings.",
}
_KEPT = frozenset({"proxy.authentication"})  # the proxy's answer, not the server's


def refusal(outcome: Outcome, host: str) -> Failure | None:
    """Return why an exchange brought no WebSocket; None for an answer of 101 that came whole.

    What broke within the body of a refusal stands in its detail.
    """
    response, broken = outcome.response, outcome.failure
    if broken is not None and broken.id in _WSS_ACTIONS:
        return Failure(broken.id, broken.sentence, _WSS_ACTIONS[broken.id], broken.field, broken.detail)
    if response is None or response.status == 101 or (broken is not None and broken.id in _KEPT):
        return broken
    return _refused(response, host, "" if broken is None else broken.sentence)


def _refused(response: Response, host: str, detail: str) -> Failure:
    status = response.status
    own, family = f"websocket.refused-{status}", f"websocket.refused-{status // 100}xx"
    if 300 <= status < 400 and response.header("location"):
        found = "websocket.refused-redirect"
    else:
        found = next((name for name in (own, family) if name in failure_ids()), "websocket.refused")
    return failure(found, detail, host=host, status=status)
