"""Carries what a tab wants of a user pool to the engine thread, and shows what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from countersign.model.auth import CognitoAuth
from countersign.model.cognito import Challenge, ChallengeAnswer, UserPool
from countersign.model.errors import Failure, InputError
from countersign.model.jwt import DecodedJwt, Verification
from countersign.ui.engine_thread import EngineThread, Job, Report
from countersign.ui.parts_work import PartsWork, Work
from countersign.ui.request.draft_editor import AnyEditor
from countersign.ui.token.token_inspector import TokenInspector
from countersign.variables.template import fill
from countersign.workflows.application import Application
from countersign.workflows.prepare_request import RequestContext
from countersign.workflows.user_pools import HeldToken, SignInRequest

if TYPE_CHECKING:
    from countersign.workflows.parts import Parts


class TokenWork(PartsWork):
    """Sign in, renew and sign out for one tab; `definitions_changed` follows a pool that was saved or deleted."""

    definitions_changed = Signal()
    token_changed = Signal()

    def __init__(
        self,
        editor: AnyEditor,
        context: Callable[[], RequestContext],
        engine: EngineThread,
        application: Application,
        parent: QObject,
    ) -> None:
        super().__init__(engine, application, parent)
        self._context = context
        self._editor = editor
        self._inspector: TokenInspector | None = None
        self._auth = CognitoAuth()
        self._signing_in: Job | None = None
        editor.token_requested.connect(self._begin)
        editor.challenge_answered.connect(self._answer)
        editor.token_cancelled.connect(self._cancel)
        editor.save_pool_requested.connect(self._save_pool)
        editor.delete_pool_requested.connect(self._delete_pool)
        editor.import_pools_requested.connect(self._read_account)

    def serve(self, inspector: TokenInspector) -> None:
        """Show tokens in this inspector from now on."""
        self._inspector = inspector
        inspector.renew_requested.connect(self._renew)
        inspector.sign_out_requested.connect(self._sign_out)
        inspector.token_pasted.connect(self._verify_pasted)

    def follow(self, auth: CognitoAuth) -> None:
        """Show the token that this auth sends."""
        changed, self._auth = auth != self._auth, auth
        if changed:
            self.refresh()

    def refresh(self) -> None:
        """Show the token as it is now."""
        if self._inspector is None:
            return
        self._inspector.set_sending(self._auth.header, self._auth.prefix)
        if not self._auth.pool:
            self._inspector.show_note("No user pool is chosen.")
            return
        pool, use = self._auth.pool, self._auth.token
        self.submit(lambda parts, _report: parts.user_pools.held(pool, use), done=self._show_held, failed=self._note)

    def let_go(self) -> None:
        """Stop a sign-in that is under way, before the tab goes."""
        if self._signing_in is not None:
            self._signing_in.drop()

    def _begin(self, wanted: Any) -> None:
        scope = self._context().scope
        try:
            username, password = fill(wanted.username, scope), fill(wanted.password, scope)
        except InputError as error:
            self._refuse(error.failure)
            return
        request = SignInRequest(wanted.pool, wanted.method, username, password, wanted.scopes)
        self._step(lambda parts, report: parts.user_pools.begin(request, report))

    def _answer(self, challenge: Challenge, answer: ChallengeAnswer) -> None:
        self._step(lambda parts, _report: parts.user_pools.answer(challenge, answer))

    def _step(self, work: Work) -> None:
        self._editor.show_token_failure(None)
        self._editor.set_token_busy(True)
        self._signing_in = self.submit(
            work,
            done=self._take_step,
            failed=self._refuse,
            progressed=self._editor.show_browser_wait,
            cancelled=lambda: self._end_sign_in(None),
        )

    def _take_step(self, challenge: Challenge | None) -> None:
        self._end_sign_in(challenge)
        if challenge is None:
            self.refresh()
            self.token_changed.emit()

    def _refuse(self, failure: Failure) -> None:
        self._end_sign_in(None)
        self._editor.show_token_failure(failure)

    def _end_sign_in(self, challenge: Challenge | None) -> None:
        self._signing_in = None
        self._editor.set_token_busy(False)
        self._editor.show_browser_wait(None)
        self._editor.show_challenge(challenge)

    def _cancel(self) -> None:
        if self._signing_in is not None:
            self._signing_in.cancel()
        else:
            self._end_sign_in(None)

    def _renew(self) -> None:
        pool = self._auth.pool
        self._while_busy(lambda parts, _report: parts.user_pools.renew(pool))

    def _sign_out(self) -> None:
        pool = self._auth.pool
        self._while_busy(lambda parts, _report: parts.user_pools.sign_out(pool))

    def _while_busy(self, work: Work) -> None:
        assert self._inspector is not None
        self._inspector.set_busy(busy=True)
        self.submit(work, done=self._end_busy, failed=self._end_busy)

    def _end_busy(self, failure: Failure | None) -> None:
        assert self._inspector is not None
        self._inspector.set_busy(busy=False)
        self._editor.show_token_failure(failure)
        self.refresh()
        self.token_changed.emit()

    def _save_pool(self, pool: UserPool, client_secret: str) -> None:
        self.submit(
            lambda parts, _report: parts.user_pools.keep(pool, client_secret),
            done=lambda _nothing: self.definitions_changed.emit(),
            failed=self._editor.show_token_failure,
        )

    def _read_account(self) -> None:
        context = self._context()

        async def read(parts: Parts, _report: Report) -> tuple[UserPool, ...]:
            source, name = context.default_source, context.default_identity
            credentials = await parts.identities.resolve(source, name)
            return await parts.user_pools.read_account(credentials, await parts.identities.region(source, name))

        self.submit(read, done=self._editor.show_found_pools, failed=self._editor.show_token_failure)

    def _delete_pool(self, name: str) -> None:
        self.submit(
            lambda parts, _report: parts.things.drop("user_pools", name),
            done=lambda _nothing: self.definitions_changed.emit(),
            failed=self._editor.show_token_failure,
        )

    def _verify_pasted(self, token: DecodedJwt) -> None:
        pool, inspector = self._auth.pool, self._inspector
        if not pool or inspector is None:
            return

        def show(verification: Verification) -> None:
            inspector.show_pasted_verification(token, verification)

        self.submit(lambda parts, _report: parts.user_pools.verify(pool, token), done=show)

    def _show_held(self, held: HeldToken | None) -> None:
        if self._inspector is None:
            return
        if held is None:
            self._inspector.show_note(f"There is no token of {self._auth.pool} yet. Press Get token.")
        else:
            self._inspector.show_tokens(held.pool, held.token, held.verification, held.expires_at)

    def _note(self, failure: Failure) -> None:
        if self._inspector is not None:
            self._inspector.show_note(str(failure))
