"""The two layouts of Insomnia's exports as one: a flat list of resources (4), and a tree in YAML (5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from countersign.formats.importing.importer import refused
from countersign.formats.importing.loose_values import mapping, mappings, plain

_Object = Mapping[str, Any]
Kind = Literal["folder", "request", "socket", "other"]

_DEEPEST = 50
_KINDS: dict[str, Kind] = {
    "workspace": "folder",
    "request_group": "folder",
    "request": "request",
    "websocket_request": "socket",
    "grpc_request": "other",
    "socketio_request": "other",
}
_BELOW_WORKSPACES = frozenset(_KINDS) - {"workspace"}
_KINDS_OF_IDS: dict[str, Kind] = {"ws-req": "socket", "greq": "other", "socketio-req": "other", "mcp-req": "other"}


@dataclass(slots=True)
class Node:
    """Hold one folder, request or WebSocket with what stands below it; `messages` are those of a WebSocket."""

    kind: Kind
    item: _Object
    children: list[Node] = field(default_factory=list)
    environment: _Object = field(default_factory=dict)
    environments: list[tuple[str, _Object]] = field(default_factory=list)
    messages: list[_Object] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what it is called."""
        return plain(self.item.get("name"))

    @property
    def docs(self) -> str:
        """Return its documentation."""
        return plain(self.item.get("description")) or plain(mapping(self.item.get("meta")).get("description"))

    @property
    def scripts(self) -> tuple[tuple[str, str], ...]:
        """Return its scripts with the words for when they ran."""
        newer = mapping(self.item.get("scripts"))
        before = plain(self.item.get("preRequestScript")) or plain(newer.get("preRequest"))
        after = plain(self.item.get("afterResponseScript")) or plain(newer.get("afterResponse"))
        return (("Script before the request", before), ("Script after the response", after))


def resources_tree(document: _Object) -> list[Node]:
    """Return the workspaces of an export in version 4. What belongs to nothing stands in the first of them."""
    resources = [resource for resource in mappings(document.get("resources")) if plain(resource.get("_id"))]
    below: dict[str, list[_Object]] = {}
    for resource in resources:
        below.setdefault(plain(resource.get("parentId")), []).append(resource)
    known = {plain(resource.get("_id")) for resource in resources}
    tops = [resource for resource in resources if plain(resource.get("_type")) == "workspace"]
    lost = [
        resource
        for resource in resources
        if plain(resource.get("_type")) in _BELOW_WORKSPACES and plain(resource.get("parentId")) not in known
    ]
    seen: set[str] = set()
    nodes = [_node(top, below, seen, _DEEPEST) for top in tops]
    if lost or not nodes:
        first = nodes[0] if nodes else Node("folder", {"name": "Insomnia"})
        first.children += [_node(resource, below, seen, _DEEPEST) for resource in lost]
        nodes = nodes or [first]
    return nodes


def _node(resource: _Object, below: dict[str, list[_Object]], seen: set[str], deepest: int) -> Node:
    if deepest == 0:
        raise refused("depth", f"Its folders are nested more than {_DEEPEST} deep.")
    own = plain(resource.get("_id"))
    seen.add(own)
    own_variables = dict(_data(resource, "environment"))
    node = Node(_KINDS.get(plain(resource.get("_type")), "other"), resource, environment=own_variables)
    for child in sorted(below.get(own, ()), key=_sort_key):
        name, kind = plain(child.get("_id")), plain(child.get("_type"))
        if name in seen:
            continue
        if kind in _BELOW_WORKSPACES:
            node.children.append(_node(child, below, seen, deepest - 1))
        elif kind == "environment":
            own_variables.update(_data(child, "data"))
            subs = sorted(below.get(name, ()), key=_sort_key)
            node.environments += [(plain(sub.get("name")), _data(sub, "data")) for sub in subs]
        elif kind == "websocket_payload":
            node.messages.append(child)
    return node


def collection_tree(document: _Object) -> Node:
    """Return the collection of an export in version 5."""
    meta = mapping(document.get("meta"))
    root = Node("folder", {"name": document.get("name"), "meta": meta})
    root.children = [_child(child) for child in _sorted(document.get("collection"))]
    environments = mapping(document.get("environments")) or document
    root.environment = _data(environments, "data")
    root.environments = [
        (plain(sub.get("name")), _data(sub, "data")) for sub in _sorted(environments.get("subEnvironments"))
    ]
    return root


def _child(item: _Object) -> Node:
    if isinstance(item.get("children"), list):
        children = [_child(child) for child in _sorted(item["children"])]
        return Node("folder", item, children, _data(item, "environment"))
    identifier = plain(mapping(item.get("meta")).get("id"))
    kind = next((kind for prefix, kind in _KINDS_OF_IDS.items() if identifier.startswith(prefix)), None)
    if kind is None:
        is_socket = plain(item.get("url")).lower().startswith(("ws://", "wss://")) and "method" not in item
        kind = "socket" if is_socket else "request" if "method" in item or "url" in item else "folder"
    if "protoMethodName" in item or "protoFileId" in item:
        kind = "other"
    return Node(kind, item, environment=_data(item, "environment"))


def _sorted(value: object) -> list[_Object]:
    return sorted(mappings(value), key=lambda item: _sort_key(mapping(item.get("meta"))))


def _sort_key(item: _Object) -> float:
    key = item.get("metaSortKey", item.get("sortKey"))
    return float(key) if isinstance(key, int | float) and abs(key) < 2**53 else 0.0


def _data(item: _Object, key: str) -> _Object:
    """Return the variables of an environment, the pairs of its table where it has one."""
    pairs = {
        plain(pair.get("name")): pair.get("value")
        for pair in mappings(item.get("kvPairData"))
        if pair.get("enabled") is not False
    }
    return pairs or mapping(item.get(key))
