"""What the window remembers between two runs: tabs, drafts, sizes. No secret."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.model.request import RequestDraft


@dataclass(frozen=True, slots=True)
class TabState:
    """Remember one request tab. `saved` is the draft as last saved, None for one that never was."""

    id: str
    draft: RequestDraft
    saved: RequestDraft | None = None
    source: str = ""  # path of the request's file, "" for none


@dataclass(frozen=True, slots=True)
class SessionState:
    """Remember the window. `layout` maps a splitter's or a window's name to an opaque text of its own."""

    tabs: tuple[TabState, ...] = ()
    active_tab: str = ""
    environment: str = ""
    identity: str = ""
    theme: str = "system"  # "system", "dark", "light"
    workspace: str = ""
    layout: tuple[tuple[str, str], ...] = ()
