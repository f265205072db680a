"""The inspector shows what is signed, line by line, and hides the session token."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication

from countersign.model.body import WireBody
from countersign.model.credentials import Credentials
from countersign.model.errors import Failure
from countersign.model.url import WireUrl
from countersign.signing import SigningOptions, sign
from countersign.ui.inspector import SignatureInspector, authorization_lines, canonical_lines, string_lines
from countersign.ui.theme import Theme

TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKENEXAMPLETOKEN"


def record(place="headers", token=TOKEN):
    url = WireUrl.parse("https://a1b2.execute-api.us-west-2.amazonaws.com/Prod/users/a%20b?q=blue shoes")
    options = SigningOptions("us-west-2", "execute-api", datetime(2026, 11, 22, 2, 14, 2, tzinfo=UTC), place)
    return sign("GET", url, (), WireBody().sha256, Credentials("AKIDEXAMPLE", "secret-secret", token), options)


@pytest.fixture
def inspector(qapp, qtbot):
    widget = SignatureInspector(Theme(qapp))
    qtbot.addWidget(widget)
    return widget


def test_every_line_of_the_canonical_request_has_its_label():
    assert canonical_lines(record(token="")) == [
        ("method", "GET"),
        ("path", "/Prod/users/a%2520b"),
        ("query", "q=blue%20shoes"),
        ("headers", "host:a1b2.execute-api.us-west-2.amazonaws.com"),
        ("", "x-amz-date:20261122T021402Z"),
        ("signed headers", "host;x-amz-date"),
        ("payload hash", WireBody().sha256),
    ]


def test_the_string_to_sign_has_four_labelled_lines():
    assert [label for label, _ in string_lines(record())] == ["algorithm", "date", "scope", "canonical request hash"]


def test_the_authorization_is_taken_apart_in_headers_and_in_the_query():
    assert [label for label, _ in authorization_lines(record())] == [
        "algorithm",
        "credential",
        "signed headers",
        "signature",
    ]
    names = [label for label, _ in authorization_lines(record("query"))]
    assert names[0] == "X-Amz-Algorithm"
    assert "X-Amz-Signature" in names


@pytest.mark.parametrize("place", ["headers", "query"])
def test_the_session_token_is_cut_everywhere(inspector, place):
    inspector.show_record(record(place))
    for view in ("canonical", "string", "authorization"):
        assert TOKEN not in inspector.text(view)
    assert "IQoJb3JpZ2lu…" in inspector.text("canonical")


def test_copying_hides_the_token_unless_it_is_asked_for(inspector):
    inspector.show_record(record())
    actions = {action.text(): action for action in inspector._copy.menu().actions()}
    actions["Copy canonical request"].trigger()
    assert TOKEN not in QGuiApplication.clipboard().text()
    actions["Copy canonical request with the session token"].trigger()
    assert QGuiApplication.clipboard().text() == record().canonical_request


def test_a_failure_takes_the_place_of_the_record(inspector):
    inspector.show_record(record())
    inspector.show_failure(Failure("signing.region-missing", "The region is missing.", "Type it."))
    assert inspector.text("canonical") == ""
    assert inspector._note.text() == "The region is missing. Type it."
    assert not inspector._copy.isEnabled()
