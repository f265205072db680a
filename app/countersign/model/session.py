"""What the window remembers between two runs: tabs, drafts, sizes. No secret."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.model.drafts import Draft


@dataclass(frozen=True, slots=True)
class TabState:
    """Remember one tab. `saved` is the draft as last saved, None for one that never was."""

    id: str
    draft: Draft
    saved: Draft | None = None
    source: str = ""  # path of the draft's file, "" for none
    collection: str = ""


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
