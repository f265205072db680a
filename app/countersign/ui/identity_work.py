"""Carries what people do with identities to the engine thread: sign-ins, roles, pools, who am I, MFA codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from countersign.model.credentials import Credentials, Identity
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool, MfaQuestion
from countersign.ui.engine_thread import EngineThread, Job, Question, Report
from countersign.ui.identity.mfa_panel import MfaPanel
from countersign.ui.identity.sso_panel import SsoPanel
from countersign.ui.parts_work import PartsWork, Work
from countersign.ui.request.draft_editor import AnyEditor
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.ui.channel.channel_builder import ChannelBuilder
    from countersign.workflows.parts import Parts


class IdentityWork(PartsWork):
    """Serve the identity forms of every tab, and the two panels under the top bar.

    `identities_changed` carries all identities; `definitions_changed` follows a role or pool that changed.
    `identity_saved` carries a name and a warning, None where the keys look as keys do.
    """

    identities_changed = Signal(object)
    identity_saved = Signal(str, object)
    definitions_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, engine: EngineThread, application: Application, mfa: MfaPanel, sso: SsoPanel, parent: QObject
    ) -> None:
        super().__init__(engine, application, parent)
        self._mfa = mfa
        self._sso = sso
        self._questions: list[Question] = []
        self._signing_in: Job | None = None
        engine.question_asked.connect(self._ask)
        mfa.answered.connect(self._answer)
        mfa.cancelled.connect(lambda: self._answer(""))
        sso.cancelled.connect(self._cancel_sign_in)

    def serve(self, editor: AnyEditor) -> None:
        """Do what a tab's forms ask for."""
        editor.sso_sign_in_requested.connect(self._sign_in)
        editor.save_role_requested.connect(self._keep)
        editor.save_identity_pool_requested.connect(self._keep)
        editor.delete_role_requested.connect(lambda name: self._drop("roles", name))
        editor.delete_identity_pool_requested.connect(lambda name: self._drop("identity_pools", name))
        editor.caller_identity_requested.connect(lambda identity: self._ask_who(editor, identity))
        editor.save_identity_requested.connect(self._save_keys)
        editor.delete_identity_requested.connect(self._delete_keys)

    def serve_channel(self, builder: ChannelBuilder) -> None:
        """Do what a channel's builder asks for."""
        builder.sso_sign_in_requested.connect(self._sign_in)
        builder.caller_identity_requested.connect(lambda identity: self._ask_who(builder, identity))

    def refresh(self) -> None:
        """List the identities anew."""

        async def run(_report: Report) -> Any:
            return await self._application.identities()

        self._engine.submit(run, done=self.identities_changed.emit, failed=self.failed.emit)

    def _save_keys(self, name: str, access_key_id: str, secret: str, session_token: str) -> None:
        credentials = Credentials(access_key_id, secret, session_token)

        def show(saved: tuple[tuple[Identity, ...], Failure | None]) -> None:
            identities, warning = saved
            self.identities_changed.emit(identities)
            self.identity_saved.emit(name, warning)

        self._engine.submit(
            lambda _report: self._application.save_identity(name, credentials), done=show, failed=self.failed.emit
        )

    def _delete_keys(self, name: str) -> None:
        self._engine.submit(
            lambda _report: self._application.delete_identity(name),
            done=self.identities_changed.emit,
            failed=self.failed.emit,
        )

    def _sign_in(self, name: str) -> None:
        self._signing_in = self.submit(
            lambda parts, report: parts.identities.sign_in(name, report),
            progressed=self._sso.show_prompt,
            done=self._end_sign_in,
            failed=self._end_sign_in,
            cancelled=lambda: self._end_sign_in(None),
        )

    def _end_sign_in(self, failure: Failure | None) -> None:
        self._signing_in = None
        self._sso.finish()
        if failure is not None:
            self.failed.emit(failure)
        self.refresh()

    def _cancel_sign_in(self) -> None:
        if self._signing_in is not None:
            self._signing_in.cancel()

    def _keep(self, thing: AssumedRole | IdentityPool) -> None:
        self._change(lambda parts, _report: parts.things.keep(thing))

    def _drop(self, kind: Any, name: str) -> None:
        self._change(lambda parts, _report: parts.things.drop(kind, name))

    def _change(self, work: Work) -> None:
        async def change_and_define(parts: Parts, report: Report) -> None:
            await work(parts, report)
            parts.define()

        self.submit(change_and_define, done=lambda _nothing: self._after_change(), failed=self.failed.emit)

    def _after_change(self) -> None:
        self.definitions_changed.emit()
        self.refresh()

    def _ask_who(self, asking: AnyEditor | ChannelBuilder, identity: Identity) -> None:
        self.submit(
            lambda parts, _report: parts.identities.caller_identity(identity.source, identity.name),
            done=lambda caller: self._show_caller(asking, identity.name, caller),
            failed=self.failed.emit,
        )

    def _show_caller(self, asking: AnyEditor | ChannelBuilder, name: str, caller: Any) -> None:
        if isValid(asking):  # the tab may have been closed meanwhile
            asking.show_caller_identity(name, caller)
        self.refresh()

    def _ask(self, question: Question) -> None:
        if isinstance(question.asked, MfaQuestion):
            self._questions.append(question)
            self._mfa.ask(question.asked)

    def _answer(self, code: str) -> None:
        if self._questions:
            self._questions.pop(0).answer(code)
