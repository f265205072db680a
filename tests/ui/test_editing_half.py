"""What is signed is shown below the panels; the draft is frozen before it leaves the window's thread."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from countersign.model.auth import BearerAuth, SigV4Auth
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from tests.ui.stage import wait_for

AUTH = SigV4Auth(identity="playground", region="us-west-2", service="execute-api")
DRAFTS = {
    "request": RequestDraft(url="https://example.com/first", auth=AUTH),
    "socket": SocketDraft(url="wss://example.com/first", auth=AUTH),
}


@pytest.fixture(params=["request", "socket"])
def tab(request, stage):
    stage.window.tabs.open(TabState("t", DRAFTS[request.param]))
    return stage.window.tabs.current


def type_into_url(tab, text):
    tab.editor.line.url.end(False)
    QTest.keyClicks(tab.editor.line.url, text)


def test_the_inspector_follows_what_is_typed(tab):
    tab.editor.set_current_panel("auth")
    wait_for(lambda: "/first" in tab.editing.inspector.text("canonical"))
    type_into_url(tab, "/second")
    wait_for(lambda: "/first/second" in tab.editing.inspector.text("canonical"))


def test_a_draft_is_signed_as_it_was_when_it_was_frozen(stage, tab):
    sign = tab._freeze()
    type_into_url(tab, "/second")
    records = []
    stage.engine.submit(lambda _report: sign(), done=records.append)
    wait_for(lambda: bool(records))
    assert records[0].url.path == "/first"


def test_nothing_is_signed_for_a_tab_that_was_let_go(stage, tab):
    tab.editor.set_current_panel("auth")
    wait_for(lambda: "/first" in tab.editing.inspector.text("canonical"))
    before = tab.editing.inspector.text("canonical")
    type_into_url(tab, "/second")
    tab.let_go()
    done = []
    stage.engine.submit(nothing, done=done.append)
    wait_for(lambda: bool(done))
    assert tab.editing.inspector.text("canonical") == before
    assert not tab.editing._preview_soon.isActive()


async def nothing(_report):
    """End at once."""


def test_another_auth_takes_the_inspector_away(tab):
    tab.editor.set_current_panel("auth")
    wait_for(lambda: tab.editing.inspectors and tab.editing.inspector.isVisible())
    draft = tab.editor.draft()
    tab.editor.set_draft(type(draft)(url=draft.url, auth=BearerAuth("x")))
    tab.editing.follow_edit()
    assert not tab.editing.inspector.isVisible()
