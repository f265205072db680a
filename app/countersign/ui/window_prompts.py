"""Questions on the way to credentials, asked in the window."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from countersign.model.identity_sources import MfaQuestion
from countersign.ui.engine_thread import EngineThread


class WindowPrompts:
    """Bring questions from the engine thread to the window."""

    def __init__(self, engine: EngineThread) -> None:
        self._engine = engine

    async def ask_mfa(self, question: MfaQuestion) -> str:
        """Return the code that a person typed, "" when they cancelled."""
        return str(await self._engine.ask(question))

    def open_browser(self, url: str) -> bool:
        """Open a page in the system's browser."""
        self._engine.tell(lambda: _open(url))
        return True


def _open(url: str) -> None:
    QDesktopServices.openUrl(QUrl(url))
