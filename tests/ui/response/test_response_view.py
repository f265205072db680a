"""A response, or why there is none, as a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from countersign.model.body import StoredBody, WireBody
from countersign.model.errors import Failure
from countersign.model.exchange import (
    Connection,
    Exchange,
    Hop,
    Phase,
    Progress,
    Response,
    ServerSentEvent,
    WireRequest,
)
from countersign.model.url import WireUrl
from countersign.ui.response.response_view import ResponseView, spoken_bytes, spoken_size, spoken_status

REQUEST = WireRequest(
    "GET", WireUrl.parse("https://example.com/x"), (("Host", "example.com"), ("Cookie", "a=secret")), WireBody()
)
PHASES = (Phase("DNS and TCP", 0, 2), Phase("TLS", 2, 6), Phase("Waiting", 6, 10.4))


def exchange(response=None, failure=None, request=REQUEST, **more):
    return Exchange("id", datetime(2026, 11, 22, tzinfo=UTC), request, response, failure, PHASES, **more)


def answer(body=b'{"a": 1}', content_type="application/json", status=200, **more):
    headers = (("content-type", content_type), ("set-cookie", "sid=1; Path=/"))
    return Response(status, "", headers, StoredBody(body, None, len(body), len(body), **more))


@pytest.fixture
def view(theme, qtbot):
    widget = ResponseView(theme)
    qtbot.addWidget(widget)
    widget.resize(600, 500)
    widget.show()
    return widget


def test_status_time_size_body_headers_and_cookies(view):
    view.show_exchange(exchange(answer()))
    assert (view.status.text(), view.time.text(), view.length.text()) == ("200 OK", "10 ms", "8 B")
    assert view.status.accessibleDescription() == "200 OK"
    assert '"a": 1' in view.body.visible_text()
    assert view.headers.rows.rows[0] == ("content-type", "application/json")
    assert view.cookies.table.rows.rows == (("sid", "1", "Path=/"), ("a", "•••", "sent with the request"))


def test_phases_stand_in_the_timeline_with_their_lengths(view):
    view.show_exchange(exchange(answer(), connection=Connection("HTTP/2", "127.0.0.1:443", "TLSv1.3", "AES")))
    assert [row[0] for row in view.timeline._bars._model.rows] == ["DNS and TCP", "TLS", "Waiting"]
    assert view.timeline._bars._model.rows[2][2] == "4.4 ms"
    assert ("TLS", "TLSv1.3 · AES") in view.timeline._facts.rows.rows


def test_redirects_are_listed_with_what_stayed_behind(view):
    hop = Hop("GET", "https://a/", 302, "https://b/", ("Authorization",))
    view.show_exchange(exchange(answer(), hops=(hop,)))
    assert view.timeline._hops.rows.rows == (("302 GET https://a/", "https://b/", "Authorization"),)


def test_a_failure_is_a_sentence_with_what_to_do(view):
    view.show_exchange(exchange(failure=Failure("connect.refused", "The server refused.", "Start it.")))
    assert view.status.text() == "Failed"
    assert view.shown_problems() == ("The server refused. Start it.",)


def test_what_was_not_sent_says_so(view):
    view.show_exchange(exchange(failure=Failure("url.missing", "There is no URL."), request=None))
    assert view.status.text() == "Not sent"


def test_a_new_exchange_takes_the_old_problems_away(view):
    view.show_exchange(exchange(failure=Failure("x", "Old.")))
    view.show_exchange(exchange(answer(), warnings=(Failure("y", "Careful."),)))
    assert view.shown_problems() == ("Careful. ",)


def test_markup_of_a_server_is_shown_as_text(view):
    view.show_exchange(exchange(failure=Failure("x", "<b>bold</b>", "<img src='file:///etc/passwd'>")))
    assert view.shown_problems() == ("<b>bold</b> <img src='file:///etc/passwd'>",)


def test_progress_and_events_show_before_the_end(view):
    view.start()
    view.show_progress(Progress("Download", received=512, expected=1024, status=200))
    assert view._waiting.text() == "Download, 512 B of 1.0 KB"
    assert view._progress.value() == 50
    view.show_progress(Progress("Download", events=(ServerSentEvent("order", "1"), ServerSentEvent("", "2\n3"))))
    assert [row[1:] for row in view.events.table.rows.rows] == [("order", "1"), ("", "2 ⏎ 3")]


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 KB"), (8_000_000, "8.0 MB"), (2.1e9, "2.1 GB")]
)
def test_sizes_are_spoken(count, words):
    assert spoken_bytes(int(count)) == words


def test_a_compressed_body_tells_both_sizes():
    assert spoken_size(StoredBody(b"", None, 2000, 500)) == "2.0 KB (500 B sent)"


def test_an_unknown_status_stays_bare():
    assert spoken_status(answer(status=299)) == "299"
