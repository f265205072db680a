"""The tabs, their badges, and that panels are built late."""

from __future__ import annotations

from PySide6.QtCore import Qt

from countersign.model.auth import BasicAuth, SigV4Auth
from countersign.model.body import FormBody, TextBody
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.model.workspace import Variable
from countersign.ui.request.auth_panel import AuthPanel
from countersign.ui.request.body_panel import BodyPanel
from countersign.ui.request.code_editor import CodeEditor
from countersign.ui.request.hint_edit import HintEdit
from countersign.ui.request.key_value_table import VALUE_COLUMN
from countersign.ui.request.row_table import RowTable
from countersign.ui.widgets.underline_tabs import UnderlineTabs
from countersign.variables.scopes import Layer, Scope

DRAFT = RequestDraft(
    url="http://h/:id?a=1",
    params=(Parameter("a", "1"), Parameter("b", "2", enabled=False)),
    path_params=(Parameter("id", "7"),),
    headers=(Header("A", "1"), Header("B", "2", enabled=False)),
    body=FormBody(),
    auth=BasicAuth("me", "pw"),
    settings=RequestSettings(http2=False, use_cookies=False),
)


def badges(tabs):
    """Return what stands beside the tabs."""
    return {key: tabs.badge(key) for key in ("params", "headers", "body", "auth", "settings")}


def test_badges_count_what_is_enabled(editor, find):
    """Before a panel is built and after."""
    editor.set_draft(DRAFT)
    tabs = find(UnderlineTabs, "Request")
    expected = {"params": "2", "headers": "1", "body": "•", "auth": "", "settings": "2"}
    assert badges(tabs) == expected
    for key in expected:
        editor.set_current_panel(key)
    assert badges(tabs) == expected
    editor.set_draft(RequestDraft())
    assert set(badges(tabs).values()) == {""}


def test_panels_are_built_when_they_are_first_shown(editor, qtbot):
    """A draft passes through panels that are not there."""
    editor.set_draft(DRAFT)
    assert editor.draft() == DRAFT
    assert not editor.panels.findChildren(AuthPanel)
    with qtbot.waitSignal(editor.panel_changed) as changed:
        editor.set_current_panel("auth")
    assert changed.args == ["auth"]
    assert editor.panels.findChildren(AuthPanel)
    assert not editor.panels.findChildren(BodyPanel)
    assert editor.draft() == DRAFT


def test_tabs_are_walked_with_the_arrow_keys(editor, qtbot, find):
    """The keyboard reaches every panel."""
    tabs = find(UnderlineTabs, "Request")
    tabs.setFocus()
    for key in ("headers", "body", "auth", "settings"):
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
        assert editor.current_panel() == key


def test_an_unknown_tab_is_ignored(editor):
    """An older session may name a tab that is gone."""
    editor.set_current_panel("scripts")
    assert editor.current_panel() == "params"


def test_variables_are_looked_up_in_panels_that_are_built_later_too(editor, find):
    """A header's cell, the body and the region find the same scope, whichever tab was open when it came."""
    scope = Scope((Layer("environment dev", (Variable("known", "1"),)),))
    editor.set_draft(
        RequestDraft(
            url="http://h", headers=(Header("A", "{{known}}"),), body=TextBody("{{known}}"), auth=SigV4Auth()
        )
    )
    editor.set_scope(scope)
    editor.set_current_panel("headers")
    table = find(RowTable, "Request headers")
    (chip,) = table.itemDelegate().chips(table.model().index(0, VALUE_COLUMN))
    assert chip.words == "known = 1\nfrom environment dev"
    editor.set_current_panel("body")
    assert find(CodeEditor, "Request body").completion is not None
    editor.set_current_panel("auth")
    region = find(HintEdit, "Region")
    region.setText("{{known}}")
    assert [chip.missing for chip in region.marks.chips()] == [False]
    editor.set_scope(Scope())
    assert [chip.missing for chip in region.marks.chips()] == [True]
    assert table.itemDelegate().chips(table.model().index(0, VALUE_COLUMN))[0].missing
