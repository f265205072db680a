"""A request takes from the nearest folder that says something."""

from __future__ import annotations

import pytest

from countersign.formats.inheritance import (
    effective_auth,
    headers_with_origin,
    inherited_auth,
    inherited_headers,
    scope_of,
)
from countersign.model.auth import BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.request import Header, RequestDraft
from countersign.model.socket import SocketDraft
from countersign.model.workspace import Environment, Folder, SavedRequest, Variable, Workspace


def request(path: str, auth, **options) -> SavedRequest:
    return SavedRequest(path, RequestDraft(name=path.rsplit("/", 1)[-1], auth=auth), **options)


INNER = Folder(
    "Inner",
    "A/B",
    (
        request("A/B/own.yml", BearerAuth("t")),
        request("A/B/none.yml", NoAuth()),
        request("A/B/in.yml", InheritAuth()),
    ),
    headers=(Header("x-a", "inner"),),
    variables=(Variable("v", "inner"),),
)
OUTER = Folder(
    "Outer",
    "A",
    (INNER, request("A/in.yml", InheritAuth(), variables=(Variable("v", "request"),))),
    auth=BasicAuth("u"),
    headers=(Header("X-A", "outer"), Header("X-B", "outer"), Header("X-Off", "", enabled=False)),
    variables=(Variable("v", "outer"), Variable("w", "outer")),
)
ROOT = Folder(
    "Orders",
    "",
    (OUTER, request("in.yml", InheritAuth())),
    auth=SigV4Auth(identity="i"),
    headers=(Header("X-A", "root"),),
    variables=(Variable("v", "root"), Variable("e", "root"), Variable("r", "root")),
)
WORKSPACE = Workspace("Orders", ROOT)


@pytest.mark.parametrize(
    ("path", "auth", "origin"),
    [
        ("A/B/own.yml", BearerAuth("t"), "own.yml"),
        ("A/B/none.yml", NoAuth(), "none.yml"),
        ("A/B/in.yml", BasicAuth("u"), "Outer"),
        ("A/in.yml", BasicAuth("u"), "Outer"),
        ("in.yml", SigV4Auth(identity="i"), "Orders"),
        ("A/not yet saved.yml", BasicAuth("u"), "Outer"),
        ("AB/other folder.yml", SigV4Auth(identity="i"), "Orders"),
        ("", NoAuth(), ""),
    ],
)
def test_the_nearest_statement_counts(path, auth, origin):
    assert effective_auth(WORKSPACE, path) == (auth, origin)


def test_what_would_be_inherited_is_told_for_a_request_with_auth_of_its_own():
    assert inherited_auth(WORKSPACE, "A/B/own.yml") == (BasicAuth("u"), "Outer")


def test_without_any_statement_nothing_is_sent():
    bare = Workspace("x", Folder("x", "", (request("a.yml", InheritAuth()),)))
    assert effective_auth(bare, "a.yml") == (NoAuth(), "")


def test_a_nearer_header_replaces_those_of_its_name():
    assert inherited_headers(WORKSPACE, "A/B/in.yml") == (Header("X-B", "outer"), Header("x-a", "inner"))


def test_each_inherited_header_says_where_it_comes_from():
    found = headers_with_origin(WORKSPACE, "A/B/in.yml")
    assert tuple(header for header, _ in found) == inherited_headers(WORKSPACE, "A/B/in.yml")
    assert len({origin for _, origin in found}) == 2


def test_variables_come_from_the_request_its_folders_the_environment_and_the_collection_in_this_order():
    environment = Environment("local", (Variable("e", "environment"), Variable("v", "environment")))
    scope = scope_of(WORKSPACE, "A/B/in.yml", environment)
    assert scope.origins == ("folder Inner", "folder Outer", "environment local", "collection Orders")
    found = {name: scope.lookup(name).value for name in "vwer"}
    assert found == {"v": "inner", "w": "outer", "e": "environment", "r": "root"}
    assert scope_of(WORKSPACE, "A/in.yml", None).lookup("v").value == "request"
    assert scope_of(WORKSPACE, "", environment).origins == ("environment local", "collection Orders")


def test_a_websocket_inherits_as_a_request_does_and_a_channel_is_signed_as_signaling_wants_it():
    channel = ChannelDraft("front", "c", region="us-west-2", source="profile", identity="p", expires=60)
    root = Folder(
        "Root",
        "",
        (
            SavedRequest("in.yml", SocketDraft(auth=InheritAuth())),
            SavedRequest("own.yml", SocketDraft(name="own", auth=NoAuth())),
            SavedRequest("front.yml", channel),
        ),
        auth=BearerAuth("t"),
    )
    workspace = Workspace("Root", root)
    assert effective_auth(workspace, "in.yml") == (BearerAuth("t"), "Root")
    assert effective_auth(workspace, "own.yml") == (NoAuth(), "own")
    signed = SigV4Auth(
        source="profile",
        identity="p",
        region="us-west-2",
        service="kinesisvideo",
        place="query",
        signed_headers="required",
        expires=60,
    )
    assert effective_auth(workspace, "front.yml") == (signed, "front")
