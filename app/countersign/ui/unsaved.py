"""Whether an open tab holds edits that its file does not."""

from __future__ import annotations

from dataclasses import replace

from countersign.model.channel import ChannelDraft
from countersign.model.drafts import Draft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft


def is_unsaved(draft: Draft, saved: Draft | None) -> bool:
    """Tell whether a draft differs from what its file holds, or from an empty one where it has no file.

    A message that is being written makes nothing unsaved.
    """
    match draft:
        case SocketDraft():
            socket = saved if isinstance(saved, SocketDraft) else SocketDraft(name=draft.name, auth=draft.auth)
            return replace(draft, message=socket.message) != socket
        case ChannelDraft():
            channel = saved if isinstance(saved, ChannelDraft) else ChannelDraft(name=draft.name)
            return replace(draft, message=channel.message) != channel
    return draft != (saved if saved is not None else RequestDraft(name=draft.name, auth=draft.auth))
