"""`kvs-url` and `kvs`: the signed URL of a signaling channel, and the channel itself on a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from countersign.cli.console_input import Order, channel_order
from countersign.cli.live_console import DONE, LiveConsole, printable
from countersign.model.auth import CredentialsSource
from countersign.model.channel import STEP_TITLES, ChannelDraft, JoinState, Role, Step
from countersign.model.errors import Failure
from countersign.model.exchange import Exchange
from countersign.model.frame_log import FrameLog
from countersign.model.request import RequestSettings
from countersign.variables.scopes import Scope
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext


async def print_channel_url(application: Application, options: argparse.Namespace, source: CredentialsSource) -> int:
    """Print the signed URL, or as JSON all that was found on the way and every step of its signature."""
    state = await application.sign_channel(_draft(options, source), _role(options), RequestContext(Scope()))
    assert state.signing is not None
    if not options.json:
        print(state.signing.url)
        return DONE
    from countersign.formats.exchange_json import record_document

    document = {
        "url": str(state.signing.url),
        "channelArn": state.channel_arn,
        "role": state.role,
        "clientId": state.client_id or None,
        "signing": record_document(state.signing),
        "steps": [_step(one) for one in state.steps if one.state in {"done", "skipped", "failed"}],
    }
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return DONE


async def talk_to_channel(application: Application, options: argparse.Namespace, source: CredentialsSource) -> int:
    """Join the channel and stay in it until the input ends or somebody leaves."""
    log = FrameLog()
    role = _role(options)
    draft = _draft(options, source)
    live = application.live_channel(draft, role, RequestContext(Scope()), log)

    async def deliver(line: str) -> Order | None:
        order = channel_order(line, as_json=options.json)
        if isinstance(order, Order):
            return order
        for note in await live.send(order, Scope()):
            print(f"countersign: {printable(note)}", file=sys.stderr, flush=True)
        return None

    console = _StepsConsole(
        live,
        log,
        application.signaling_reader(role, log),
        deliver,
        as_json=options.json,
        wait=options.wait,
        scrub=application.redactor.scrub,
    )
    return await console.run()


class _StepsConsole(LiveConsole):
    """Print the steps of joining as they are done."""

    _told: frozenset[tuple[str, str, str]] = frozenset()
    _steps: tuple[Step, ...] = ()

    def _notice(self, report: Any) -> None:
        super()._notice(report)
        assert isinstance(report, JoinState)
        self._steps = report.steps
        for step in report.steps:
            said = (step.name, step.state, step.answer)
            if step.state in {"done", "failed", "skipped"} and said not in self._told:
                self._told |= {said}
                time = f"{step.milliseconds:.0f} ms" if step.milliseconds else ""
                words = (STEP_TITLES[step.name], step.state if step.state != "done" else "", step.answer, time)
                self._complain("  ".join(word for word in words if word))

    def _verdict(self, failure: Failure, exchange: Exchange | None) -> int:
        called = next((step.exchange for step in self._steps if step.state == "failed" and step.exchange), None)
        return super()._verdict(failure, called or exchange)


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "state": step.state,
        "answer": step.answer,
        "milliseconds": round(step.milliseconds, 1),
        "failure": asdict(step.failure) if step.failure else None,
    }


def _role(options: argparse.Namespace) -> Role:
    return "MASTER" if options.role == "master" else "VIEWER"


def _draft(options: argparse.Namespace, source: CredentialsSource) -> ChannelDraft:
    return ChannelDraft(
        channel=options.channel_arn,
        join_as=_role(options),
        client_id=options.client_id,
        region=options.region,
        endpoint=options.endpoint,
        fips=options.fips,
        dual_stack=options.dual_stack,
        expires=options.expires,
        fixed_date=getattr(options, "date", ""),
        source=source,
        identity=options.identity,
        control_plane=options.control_plane,
        reconnect=not getattr(options, "no_reconnect", False),
        settings=RequestSettings(extra_ca=options.ca),
    )
