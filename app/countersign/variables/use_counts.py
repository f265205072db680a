"""How often the variables of a workspace are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from countersign.model.channel import ChannelDraft
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Folder, Workspace
from countersign.variables.scopes import Scope
from countersign.variables.used_names import names_in_order


def use_counts(workspace: Workspace) -> Mapping[str, int]:
    """Return in how many requests, folders and environments each name is written, messages included."""
    return Counter(name for place in _places(workspace) for name in names_in_order(place, Scope()))


def _places(workspace: Workspace) -> Iterator[object]:
    yield from (environment.variables for environment in workspace.environments)
    folders = [workspace.root]
    while folders:
        folder = folders.pop()
        yield (folder.auth, folder.headers, folder.variables)
        for item in folder.items:
            if isinstance(item, Folder):
                folders.append(item)
                continue
            draft = item.draft
            messages = draft.messages if isinstance(draft, SocketDraft | ChannelDraft) else ()
            yield (draft, messages, item.variables)
