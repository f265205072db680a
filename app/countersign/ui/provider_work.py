"""Carries what a tab wants of an OAuth 2 or OIDC provider to the engine thread, and shows what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from countersign.model.errors import Failure
from countersign.model.oauth import DeviceAuthorization, OAuthProvider, OAuthTokens
from countersign.ui.engine_thread import EngineThread, Job, Report
from countersign.ui.parts_work import PartsWork
from countersign.ui.request.draft_editor import AnyEditor
from countersign.workflows.application import Application

if TYPE_CHECKING:
    from countersign.workflows.parts import Parts


class ProviderWork(PartsWork):
    """Sign in and out for one tab; `definitions_changed` follows a provider that was saved or deleted."""

    definitions_changed = Signal()

    def __init__(self, editor: AnyEditor, engine: EngineThread, application: Application, parent: QObject) -> None:
        super().__init__(engine, application, parent)
        self._editor = editor
        self._signing_in: Job | None = None
        editor.provider_token_requested.connect(self._sign_in)
        editor.provider_token_cancelled.connect(self._cancel)
        editor.provider_sign_out_requested.connect(self._sign_out)
        editor.save_provider_requested.connect(self._save)
        editor.delete_provider_requested.connect(self._delete)
        editor.provider_page_requested.connect(lambda url: QDesktopServices.openUrl(QUrl(url)))

    def refresh(self, name: str) -> None:
        """Show whether somebody is signed in at a provider."""

        async def held(parts: Parts, _report: Report) -> OAuthTokens | None:
            return parts.providers.held(name)

        self.submit(held, done=lambda tokens: self._show(name, tokens))

    def let_go(self) -> None:
        """Stop a sign-in that is under way, before the tab goes."""
        if self._signing_in is not None:
            self._signing_in.drop()

    def _sign_in(self, name: str) -> None:
        self._editor.show_provider_failure(None)
        self._editor.set_provider_busy(True)
        self._signing_in = self.submit(
            lambda parts, report: parts.providers.sign_in(name, _Prompts(report)),
            progressed=self._show_step,
            done=lambda tokens: self._end(name, tokens, None),
            failed=lambda failure: self._end(name, None, failure),
            cancelled=lambda: self._end(name, None, None),
        )

    def _show_step(self, step: DeviceAuthorization | Failure) -> None:
        if isinstance(step, DeviceAuthorization):
            self._editor.show_device_code(step)
        else:
            self._editor.show_provider_failure(step)

    def _end(self, name: str, tokens: OAuthTokens | None, failure: Failure | None) -> None:
        self._signing_in = None
        self._editor.set_provider_busy(False)
        self._editor.show_device_code(None)
        self._editor.show_provider_failure(failure)
        if tokens is not None:
            self._show(name, tokens)

    def _cancel(self) -> None:
        if self._signing_in is not None:
            self._signing_in.cancel()

    def _sign_out(self, name: str) -> None:
        def signed_out(failure: Failure | None) -> None:
            self._editor.show_provider_failure(failure)
            self._show(name, None)

        self.submit(
            lambda parts, _report: parts.providers.sign_out(name),
            done=signed_out,
            failed=self._editor.show_provider_failure,
        )

    def _save(self, provider: OAuthProvider, client_secret: str) -> None:
        self.submit(
            lambda parts, _report: parts.providers.keep(provider, client_secret),
            done=lambda _nothing: self.definitions_changed.emit(),
            failed=self._editor.show_provider_failure,
        )

    def _delete(self, name: str) -> None:
        self.submit(
            lambda parts, _report: parts.things.drop("providers", name),
            done=lambda _nothing: self.definitions_changed.emit(),
            failed=self._editor.show_provider_failure,
        )

    def _show(self, name: str, tokens: OAuthTokens | None) -> None:
        expires_at = tokens.expires_at if tokens is not None else None
        self._editor.show_provider_state(name, expires_at, tokens is not None)


class _Prompts:
    """Report to the window what a person must see during a sign-in."""

    def __init__(self, report: Report) -> None:
        self._report = report

    async def show_device_code(self, device: DeviceAuthorization) -> None:
        """Show the code and the page to type it on."""
        self._report(device)

    async def show_notice(self, notice: Failure) -> None:
        """Show something that does not stop the sign-in."""
        self._report(notice)
