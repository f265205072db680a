"""Bundled collections: what was exported comes in as it was, others' files and bad ones too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.formats.exporting.open_collection import OpenCollection
from countersign.formats.importing.open_collection import OPEN_COLLECTION
from countersign.formats.importing.registry import importer_for
from countersign.model.auth import BearerAuth, NoAuth, SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.errors import InputError
from countersign.model.imported import ImportedFolder
from countersign.model.request import Header, RequestDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace

SIGNED = SigV4Auth(region="eu-west-1", place="query", expires=60)
CHANNEL = ChannelDraft(name="Door", channel="front-door", region="us-west-2")
REQUEST = RequestDraft(name="Users", url="https://api.example/users", auth=SIGNED, headers=(Header("X-A", "1"),))
WHOLE = Workspace(
    "Shop",
    Folder(
        "Shop",
        "",
        (
            SavedRequest("z.yml", REQUEST, tags=("read",)),
            Folder("Deep", "some/where", (SavedRequest("some/where/b.yml", CHANNEL),), NoAuth(), docs="Doors."),
        ),
        SIGNED,
    ),
    (Environment("dev", (Variable("base", "https://x.example"),)),),
)


def test_what_was_exported_comes_in_as_it_was():
    data = OpenCollection().export(WHOLE).data
    assert importer_for(data, "shop.yml") is OPEN_COLLECTION
    imported = OPEN_COLLECTION.read(data, "shop.yml")
    request, deep = imported.root.items
    assert imported.root.auth == SIGNED
    assert (request.draft, request.tags) == (REQUEST, ("read",))
    assert isinstance(deep, ImportedFolder)
    assert (deep.name, deep.docs, deep.auth) == ("Deep", "Doors.", NoAuth())
    assert deep.items[0].draft == CHANNEL
    assert [environment.name for environment in imported.environments] == ["dev"]
    assert imported.notes == ()


def test_a_secret_in_it_becomes_a_variable():
    draft = replace(REQUEST, auth=BearerAuth("canary-1f08bb9e"))
    text = OpenCollection().export(replace(WHOLE, root=Folder("Shop", "", (SavedRequest("a.yml", draft),)))).data
    literal = text.replace(b"{{token}}", b"canary-1f08bb9e")
    assert b"canary-1f08bb9e" in literal
    imported = OPEN_COLLECTION.read(literal, "shop.yml")
    assert "canary-1f08bb9e" not in repr(imported.root)


def test_an_item_that_cannot_be_read_is_named_and_the_rest_comes_in():
    text = """opencollection: 1.0.0
info: {name: Mixed}
items:
  - info: {name: Call, type: grpc}
  - info: {name: Fine, type: http}
    http: {method: GET, url: 'https://x.example/'}
"""
    imported = OPEN_COLLECTION.read(text.encode(), "mixed.yml")
    assert [item.draft.name for item in imported.root.items] == ["Fine"]
    (note,) = imported.notes
    assert note.place == "Call"
    assert "gRPC" in note.sentence


def test_the_file_of_a_folder_says_to_open_the_folder():
    with pytest.raises(InputError, match="Open its folder"):
        OPEN_COLLECTION.read(b"opencollection: 1.0.0\ninfo: {name: Shop}\n", "opencollection.yml")


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_any_damage_is_read_or_refused(noise, place):
    data = OpenCollection().export(WHOLE).data
    damaged = data[:place] + noise + data[place + len(noise) :]
    try:
        imported = OPEN_COLLECTION.read(damaged, "shop.yml")
    except InputError:
        return
    assert imported.format == "OpenCollection"
