"""The whole editor: drafts in and out, problems at their fields."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.body import (
    FileBody,
    FormBody,
    FormField,
    GraphQlBody,
    MultipartBody,
    MultipartPart,
    NoBody,
    TextBody,
)
from countersign.model.errors import Failure
from countersign.model.request import Header, Parameter, RequestDraft, RequestSettings
from countersign.ui.request.row_table import RowTable
from countersign.variables.query_text import join_query, split_query

LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
BLOCK = st.lists(LINE, max_size=3).map("\n".join)
NAME = st.text(st.sampled_from("abcz09-_.~%{} é"), max_size=6)
VALUE = NAME | st.text(st.sampled_from("=a/?+:"), max_size=6)
PARAMETERS = st.lists(st.builds(Parameter, NAME, VALUE | st.none(), st.booleans(), LINE), max_size=4).map(tuple)
SECONDS = st.none() | st.integers(1, 86_400_000).map(lambda value: value / 1000)
FIELDS = st.builds(FormField, LINE, LINE, st.booleans())
PARTS = st.builds(MultipartPart, LINE, LINE, LINE, LINE, st.booleans())
BODIES = st.one_of(
    st.builds(NoBody),
    st.builds(TextBody, BLOCK, st.sampled_from(("json", "text", "xml"))),
    st.builds(GraphQlBody, BLOCK, BLOCK, LINE),
    st.builds(FormBody, st.lists(FIELDS, max_size=3).map(tuple)),
    st.builds(MultipartBody, st.lists(PARTS, max_size=3).map(tuple)),
    st.builds(FileBody, LINE, LINE),
)
SIGV4 = st.builds(
    SigV4Auth,
    source=st.sampled_from(("keyring", "environment")),
    identity=LINE,
    region=LINE,
    service=LINE,
    place=st.sampled_from(("headers", "query")),
    payload=st.sampled_from(("signed", "unsigned", "given")),
    payload_hash=LINE,
    algorithm=st.sampled_from(("v4", "v4a")),
    region_set=LINE,
    session_token=st.sampled_from(("signed", "appended")),
    signed_headers=st.sampled_from(("all", "required")),
    s3_path_rules=st.sampled_from((None, True, False)),
    fixed_date=LINE,
    expires=st.integers(1, 604_800),
)
AUTHS = st.one_of(
    st.builds(InheritAuth),
    st.builds(NoAuth),
    st.builds(BasicAuth, LINE, LINE),
    st.builds(BearerAuth, LINE),
    st.builds(ApiKeyAuth, LINE, LINE, st.sampled_from(("header", "query"))),
    SIGV4,
)
SETTINGS = st.builds(
    RequestSettings,
    follow_redirects=st.booleans(),
    max_redirects=st.integers(0, 1000),
    verify_tls=st.booleans(),
    http2=st.booleans(),
    connect_timeout=SECONDS,
    read_timeout=SECONDS,
    total_timeout=SECONDS,
    proxy=st.sampled_from(("none", "system", "", "http://127.0.0.1:3128")),
    client_certificate=LINE,
    client_key=LINE,
    extra_ca=LINE,
    use_cookies=st.booleans(),
)


@st.composite
def drafts(draw):
    """Generate drafts whose parameters are those of their URL."""
    params = draw(PARAMETERS)
    names = draw(st.lists(st.sampled_from(("id", "user", "x-1")), unique=True, max_size=2))
    base = draw(st.sampled_from(("", "http://h:80", "{{base}}", "wss://h"))) + "".join(f"/:{name}" for name in names)
    fragment = draw(st.sampled_from(("", "#top")))
    url = join_query(base + fragment, params)
    written = iter(split_query(url)[1])
    in_url = tuple(
        Parameter(found.name, found.value, description=param.description)
        if param.enabled and (found := next(written))
        else param
        for param in params
    )
    values = tuple(Parameter(name, draw(VALUE), draw(st.booleans()), draw(LINE)) for name in names)
    headers = draw(st.lists(st.builds(Header, LINE, LINE, st.booleans(), LINE), max_size=3).map(tuple))
    return RequestDraft(
        draw(LINE), draw(st.sampled_from(("GET", "POST", "PROPFIND", ""))), url, in_url, values, headers,
        draw(BODIES), draw(AUTHS), draw(SETTINGS), draw(BLOCK),
    )  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(draft=drafts())
def test_any_draft_comes_back_as_it_was(editor, draft):
    """Every field passes through the widgets without the loss of a character, and nothing counts as edited."""
    for key in ("headers", "body", "auth", "settings"):
        editor.set_current_panel(key)
    edits = []
    editor.edited.connect(lambda: edits.append(1))
    editor.set_draft(draft)
    assert editor.draft() == draft
    assert edits == []


def test_every_kind_of_change_is_told(qtbot, editor, find, type_over):
    """The window hears of a change in the line and in a panel."""
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClicks(find(QLineEdit, "Request URL"), "h")
    editor.set_current_panel("auth")
    with qtbot.waitSignal(editor.edited):
        find(QComboBox, "Auth type").setCurrentText("Basic")
    with qtbot.waitSignal(editor.edited):
        qtbot.keyClicks(find(QLineEdit, "User name"), "m")


def test_a_name_can_change_without_touching_the_fields(editor):
    """Renaming a tab loses no edit."""
    editor.line.url.setText("http://h/")
    editor.rename("Other")
    assert (editor.draft().name, editor.draft().url) == ("Other", "http://h/")


def sentences(root: QWidget) -> list[str]:
    """Return the problems on screen."""
    labels = root.findChildren(QLabel)
    return [one.text() for one in labels if one.property("kind") == "error" and one.isVisible() and one.text()]


def test_a_problem_with_the_url_stands_under_it_until_it_is_edited(qtbot, editor, find):
    """With a frame in the error colour, and for screen readers as the field's description."""
    failure = Failure("url.missing", "There is no URL.", "Type one.", field="Request URL")
    assert editor.show_problem(failure)
    url = find(QLineEdit, "Request URL")
    assert sentences(editor.line) == ["There is no URL. Type one."]
    assert url.accessibleDescription() == "There is no URL. Type one."
    qtbot.keyClicks(url, "h")
    assert sentences(editor.line) == []
    assert url.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("field", "draft", "tab"),
    [
        ("Request headers", RequestDraft(), "headers"),
        ("Path variables", RequestDraft(url="http://h/:id"), "params"),
        ("Request body", RequestDraft(body=TextBody("{", "json")), "body"),
        ("File", RequestDraft(body=FileBody("/gone")), "body"),
        ("Region", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Secret access key", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Keyring identity", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Fixed date", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Token", RequestDraft(auth=BearerAuth()), "auth"),
        ("Verify certificates", RequestDraft(), "settings"),
        ("Expires", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Payload", RequestDraft(auth=SigV4Auth()), "auth"),
        ("Client certificate", RequestDraft(), "settings"),
        ("Proxy URL", RequestDraft(settings=RequestSettings(proxy="x")), "settings"),
    ],
)
def test_a_problem_brings_its_field_to_the_front(editor, find, field, draft, tab):
    """The tab is shown, what is folded unfolds, the sentence stands at the field."""
    editor.set_draft(draft)
    assert editor.show_problem(Failure("x", f"{field} is wrong.", field=field))
    assert editor.current_panel() == tab
    assert find(QWidget, field).isVisible()
    assert sentences(editor.panels) == [f"{field} is wrong."]
    editor.clear_problems()
    assert sentences(editor.panels) == []


@pytest.mark.parametrize(
    ("name", "draft", "field"),
    [
        ("Request body", RequestDraft(body=FileBody("/gone")), "File"),
        ("Request body", RequestDraft(body=MultipartBody()), "Multipart parts"),
        ("Request body", RequestDraft(body=FormBody()), "Form fields"),
        ("Headers", RequestDraft(), "Request headers"),
        ("Date", RequestDraft(auth=SigV4Auth()), "Fixed date"),
    ],
)
def test_a_problem_may_name_its_field_by_what_it_is_about(editor, name, draft, field):
    """The body is wherever the chosen type keeps it."""
    editor.set_draft(RequestDraft(body=TextBody("x", "json")))
    editor.set_current_panel("body")
    editor.set_draft(draft)
    assert editor.show_problem(Failure("x", "Wrong.", field=name))
    widgets = editor.panels.findChildren(QWidget)
    assert [one.accessibleName() for one in widgets if one.accessibleDescription() == "Wrong."] == [field]


def test_a_problem_found_while_typing_does_not_change_the_tab(editor):
    """Only what is on screen moves then."""
    assert editor.show_problem(Failure("x", "Wrong.", field="Request headers"), reveal=False)
    assert editor.current_panel() == "params"


def test_a_problem_without_a_field_here_is_left_to_others(editor):
    """The response pane shows it."""
    assert not editor.show_problem(Failure("x", "Wrong.", field="Environment"))
    assert not editor.show_problem(Failure("x", "Wrong."))
    assert sentences(editor.panels) == []


def test_a_problem_in_a_table_goes_when_the_table_is_edited(qtbot, editor, find):
    """Deleting the wrong row is an edit."""
    editor.set_draft(RequestDraft(headers=(Header("bad header", "x"),)))
    editor.show_problem(Failure("x", "Wrong.", field="Request headers"))
    table = find(RowTable, "Request headers")
    table.setCurrentIndex(table.model().index(0, 1))
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert sentences(editor.panels) == []


def test_a_theme_change_reaches_every_panel(editor, theme, find):
    """Nothing keeps colours of the other theme."""
    editor.set_draft(RequestDraft(method="DELETE", body=TextBody('{"a": 1}')))
    for key in ("headers", "body", "auth", "settings"):
        editor.set_current_panel(key)
    try:
        before = editor.draft()
        theme.set_mode("light")
        assert editor.draft() == before
        method = find(QComboBox, "Method")
        assert method.lineEdit().palette().text().color().name() == theme.method_colour("DELETE")
        editor.set_current_panel("body")
        block = find(QPlainTextEdit, "Request body").document().firstBlock()
        colours = {part.format.foreground().color().name() for part in block.layout().formats()}
        assert {theme.syntax_colour("key"), theme.syntax_colour("number")} <= colours
    finally:
        theme.set_mode("dark")
