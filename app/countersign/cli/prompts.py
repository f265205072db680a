"""Questions on the way to credentials, asked in the terminal."""

from __future__ import annotations

import asyncio
import getpass
import sys
import webbrowser

from countersign.model.identity_sources import MfaQuestion


class TerminalPrompts:
    """Ask on the terminal; where there is none, nobody answers, and nothing hangs."""

    async def ask_mfa(self, question: MfaQuestion) -> str:
        """Return the code that was typed, "" where there is nobody to type."""
        return await ask_secret(f"MFA code of {question.mfa_serial} for {question.identity}: ")

    def open_browser(self, url: str) -> bool:
        """Open a page in the system's browser; the address is printed too."""
        print(f"Open this page to sign in: {url}", file=sys.stderr)
        return webbrowser.open(url)


async def ask_secret(words: str) -> str:
    """Ask for something that is not shown while it is typed; "" without a terminal."""
    if not sys.stdin.isatty():
        return ""
    return (await asyncio.to_thread(getpass.getpass, words)).strip()
