"""Identities are saved, deleted and asked about from every kind of tab; answers never reach a tab that is gone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from countersign.model.auth import SigV4Auth
from countersign.model.channel import ChannelDraft
from countersign.model.request import RequestDraft
from countersign.model.session import TabState
from countersign.model.socket import SocketDraft
from tests.credentials.aws_endpoints import Reply, endpoint
from tests.ui.stage import press, shown, wait_for, words, write

WHO = "arn:aws:sts::123456789012:assumed-role/Admin/me"
ANSWER = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    f"<Arn>{WHO}</Arn><UserId>AROA:me</UserId><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
AUTH = SigV4Auth(identity="mine", region="us-west-2", service="execute-api")
DRAFTS = {
    "request": RequestDraft(auth=AUTH),
    "socket": SocketDraft(auth=AUTH),
    "channel": ChannelDraft(identity="mine", region="us-west-2"),
}


@pytest.fixture
def sts(monkeypatch):
    with endpoint(lambda _asked: Reply(ANSWER, headers={"content-type": "text/xml"})) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield server


@pytest.fixture
def window(sts, open_stage):
    return open_stage().window


def open_draft(window, kind):
    window.tabs.open(TabState(kind, DRAFTS[kind]))
    return window.tabs.current


def save_keys(window, kind="request"):
    tab = open_draft(window, kind)
    tab.editor.set_current_panel("auth")
    press(tab, "New identity")
    write(shown(tab, QLineEdit, "Identity name"), "mine")
    write(shown(tab, QLineEdit, "Access key ID"), "AKIAIOSFODNN7EXAMPLE")
    write(shown(tab, QLineEdit, "Secret access key"), SECRET)
    press(tab, "Save to keyring")
    wait_for(lambda: any(one.name == "mine" for one in window.surroundings.identities))
    return tab


@pytest.mark.parametrize("kind", ["request", "socket"])
def test_keys_are_saved_become_the_default_and_are_said_to_be_saved(window, kind):
    save_keys(window, kind)
    assert window.surroundings.identity == "mine"
    assert "The identity mine is saved." in window.status.sentence
    assert SECRET not in words(window)


@pytest.mark.parametrize("kind", ["request", "socket", "channel"])
def test_who_am_i_is_answered_where_it_was_asked(window, sts, kind):
    save_keys(window)
    tab = open_draft(window, kind)
    if kind != "channel":
        tab.editor.set_current_panel("auth")
    press(tab, "Who am I")
    wait_for(lambda: WHO.rsplit(":", maxsplit=1)[-1] in everything_said(tab))
    assert sts.asked


def everything_said(tab):
    """Return the words on the screen, and those of tool tips."""
    return words(tab) + "".join(widget.toolTip() for widget in tab.findChildren(QWidget))


@pytest.mark.parametrize("kind", ["request", "channel"])
def test_an_answer_for_a_tab_that_was_closed_meanwhile_harms_nothing(window, sts, kind):
    save_keys(window)
    tab = open_draft(window, kind)
    if kind != "channel":
        tab.editor.set_current_panel("auth")
    press(tab, "Who am I")
    window.tabs.close_current()
    wait_for(lambda: bool(sts.asked))
    other = open_draft(window, "channel")
    press(other, "Who am I")
    wait_for(lambda: WHO.rsplit(":", maxsplit=1)[-1] in everything_said(other))


def test_deleted_keys_are_no_longer_offered(window):
    tab = save_keys(window)
    tab.editor.delete_identity_requested.emit("mine")
    wait_for(lambda: not any(one.name == "mine" for one in window.surroundings.identities))
    names = shown(tab, QComboBox, "Keyring identity")
    assert not any(names.itemText(row) == "mine" for row in range(names.count()))


def test_keys_that_cannot_be_kept_are_said_and_the_form_stays(window):
    tab = open_draft(window, "request")
    tab.editor.set_current_panel("auth")
    tab.editor.save_identity_requested.emit("", "AKIAIOSFODNN7EXAMPLE", SECRET, "")
    wait_for(lambda: bool(window.status.sentence))
    assert SECRET not in window.status.sentence
