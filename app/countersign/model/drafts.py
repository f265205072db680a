"""What a tab may hold, and what a workspace may save: one of three things to send from."""

from __future__ import annotations

from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.socket import SocketDraft

Draft = RequestDraft | SocketDraft | ChannelDraft
