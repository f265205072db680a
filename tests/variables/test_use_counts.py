"""A variable's uses are counted by the places that name it."""

from __future__ import annotations

from countersign.model.auth import BearerAuth
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SavedMessage, SocketDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace
from countersign.variables.use_counts import use_counts


def test_requests_folders_and_environments_count_once_each():
    request = SavedRequest("a.yml", RequestDraft(url="{{base}}/{{base}}", headers=(Header("x", "{{$base64 key}}"),)))
    socket = SavedRequest("b.yml", SocketDraft(url="{{base}}", messages=(SavedMessage("m", data="{{id}}"),)))
    inner = Folder("Sub", "Sub", (socket,), auth=BearerAuth("{{key}}"), variables=(Variable("v", "{{base}}"),))
    workspace = Workspace("w", Folder("w", "", (request, inner)), (Environment("e", (Variable("url", "{{host}}"),)),))
    counts = use_counts(workspace)
    assert {name: counts[name] for name in ("base", "key", "id", "host")} == {"base": 3, "key": 2, "id": 1, "host": 1}
    assert counts.get("unused", 0) == 0
