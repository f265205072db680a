"""The sources of credentials in the Auth tab, by keys and clicks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QRadioButton, QSpinBox

from countersign.model.auth import SigV4Auth
from countersign.model.credentials import CallerIdentity, Identity
from countersign.model.errors import Failure
from countersign.model.identity_sources import AssumedRole, IdentityPool
from countersign.model.request import RequestDraft
from countersign.ui.widgets.segmented import SegmentedControl

ENDS = datetime.now(UTC) + timedelta(minutes=47, seconds=50)
ARN = "arn:aws:iam::123456789012:role/Orders"
IDENTITIES = (
    Identity("admin", "keyring", "AKIDADMIN"),
    Identity("dev", "profile", "ASIADEV", True, ENDS, detail="SSO", account="123456789012"),
    Identity("prod", "profile", detail="SSO", needs="sign-in"),
    Identity("deploy", "profile", detail="role", needs="mfa"),
    Identity("orders", "role", "ASIAORDERS", True, ENDS, arn=ARN),
    Identity("guest", "cognito", detail="guest"),
    Identity("environment", "environment", "AKIDENV"),
)
ROLE = AssumedRole("orders", "profile", "dev", ARN, "me", "ext", 1000, "arn:aws:iam::1:mfa/me", "eu-west-1")
POOL = IdentityPool("guest", "us-west-2:1a2b")


@pytest.fixture
def signed(editor, find):
    """Choose AWS Signature V4 with identities of every kind known."""
    editor.set_current_panel("auth")
    editor.set_identities(IDENTITIES)
    editor.set_roles((ROLE,))
    editor.set_identity_pools((POOL,))
    find(QComboBox, "Auth type").setCurrentText("AWS Signature V4")
    return editor


@pytest.fixture
def choose(qtbot, find):
    """Give a function that presses an option of a segmented control."""

    def press(option, control="Credentials source"):
        group = find(SegmentedControl, control)
        button = next(one for one in group.findChildren(QRadioButton) if one.text() == option)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


@pytest.fixture
def press(qtbot, find):
    """Give a function that presses a button."""
    return lambda name: qtbot.mouseClick(find(QPushButton, name), Qt.MouseButton.LeftButton)


def choices(combo):
    return [combo.itemText(row) for row in range(combo.count())]


def open_with(editor, source, identity):
    editor.set_draft(RequestDraft(auth=SigV4Auth(source=source, identity=identity)))


@pytest.mark.parametrize(
    ("source", "identity"),
    [("keyring", "admin"), ("profile", "dev"), ("role", "orders"), ("cognito", "guest"), ("environment", "")],
)
def test_every_source_comes_back_as_it_was(signed, source, identity):
    """A draft keeps its source and identity, also one that is not here."""
    for name in (identity, "elsewhere"):
        open_with(signed, source, name)
        assert signed.draft().auth == SigV4Auth(source=source, identity=name)


def test_each_source_keeps_its_choice_while_others_are_tried(qtbot, signed, find, choose):
    """Until another draft is shown."""
    open_with(signed, "profile", "dev")
    choose("Keyring")
    find(QComboBox, "Keyring identity").setCurrentIndex(1)
    assert signed.draft().auth == SigV4Auth(identity="admin")
    with qtbot.waitSignal(signed.edited):
        choose("AWS profile")
    assert signed.draft().auth == SigV4Auth(source="profile", identity="dev")
    open_with(signed, "profile", "prod")
    choose("Keyring")
    assert signed.draft().auth == SigV4Auth()


def test_the_only_identity_of_a_source_is_chosen_with_it(signed, find, choose):
    """Among several a person chooses, unless one is the workspace's default."""
    choose("Cognito identity")
    assert signed.draft().auth == SigV4Auth(source="cognito", identity="guest")
    choose("AWS profile")
    assert find(QComboBox, "AWS profile").currentText() == "Choose a profile"
    choose("Keyring")
    signed.set_default_identity("deploy")
    choose("AWS profile")
    assert signed.draft().auth == SigV4Auth(source="profile", identity="deploy")


def test_a_request_without_a_profile_is_held_back(qtbot, signed, find, choose):
    """The sentence stands at the choice, not at the source's button of the same name."""
    choose("AWS profile")
    with qtbot.assertNotEmitted(signed.send_requested):
        signed.send()
    box = find(QComboBox, "AWS profile")
    assert box.property("invalid") == "true"
    box.setCurrentIndex(1)
    assert box.property("invalid") == "false"
    with qtbot.waitSignal(signed.send_requested):
        signed.send()


def test_profiles_are_listed_with_what_they_are(signed, find, words):
    """The chip and the line tell more of the chosen one."""
    open_with(signed, "profile", "dev")
    combo = find(QComboBox, "AWS profile")
    assert choices(combo) == ["dev", "prod", "deploy"]
    assert combo.chips() == ["SSO", "123456789012"]
    assert "SSO session · ASIADEV · 123456789012" in words()
    assert any(text.endswith(" min left") for text in words())
    combo.setCurrentIndex(2)
    assert "Asks for an MFA code when the request is signed." in words()


def test_a_profile_asks_for_its_sign_in(qtbot, signed, find, press):
    """SSO ones always can; it is the next step where it is needed."""
    open_with(signed, "profile", "prod")
    assert find(QPushButton, "Sign in to SSO").property("kind") == "primary"
    with qtbot.waitSignal(signed.sso_sign_in_requested) as asked:
        press("Sign in to SSO")
    assert asked.args == ["prod"]
    find(QComboBox, "AWS profile").setCurrentIndex(0)
    assert find(QPushButton, "Sign in to SSO").property("kind") == ""
    find(QComboBox, "AWS profile").setCurrentIndex(2)
    with pytest.raises(LookupError):
        find(QPushButton, "Sign in to SSO")


def test_without_profiles_it_says_how_to_get_one(signed, choose, words):
    """An empty state teaches."""
    signed.set_identities(IDENTITIES[:1])
    choose("AWS profile")
    assert any("aws configure sso" in text for text in words())


def test_the_caller_is_asked_for_and_kept_for_every_tab(qtbot, signed, press, words):
    """The answer belongs to the identity of that name."""
    open_with(signed, "profile", "dev")
    with qtbot.waitSignal(signed.caller_identity_requested) as asked:
        press("Who am I")
    assert asked.args == [IDENTITIES[1]]
    signed.show_caller_identity("dev", CallerIdentity("123456789012", "arn:aws:sts::123456789012:user/me", "AIDA"))
    assert "AWS says 123456789012, user/me" in words()
    open_with(signed, "profile", "deploy")
    assert "AWS says 123456789012, user/me" not in words()


def test_facts_told_before_the_panel_is_built_are_shown(editor, words):
    """The panel is built late."""
    editor.set_identities(IDENTITIES)
    editor.show_caller_identity("admin", CallerIdentity("123456789012", "arn:aws:iam::123456789012:user/me", "AIDA"))
    open_with(editor, "keyring", "admin")
    editor.set_current_panel("auth")
    assert "AWS says 123456789012, user/me" in words()


def test_the_line_tells_who_the_default_is(signed, words):
    """Also when it is no keyring identity."""
    signed.set_default_identity("dev")
    assert "SSO session · ASIADEV · 123456789012" in words()
    signed.set_default_identity("admin")
    assert "keyring · AKIDADMIN" in words()


def test_a_role_is_defined_in_place_and_chosen_once_it_is_saved(qtbot, signed, find, choose, press, type_over):
    """The form stays open until the role is there."""
    signed.set_default_identity("dev")
    choose("Assume role")
    press("New role")
    assert not find(QPushButton, "Save role").isEnabled()
    type_over(find(QLineEdit, "Role name"), "audit")
    type_over(find(QLineEdit, "Role ARN"), ARN)
    find(QComboBox, "Base identity").setCurrentIndex(0)
    type_over(find(QLineEdit, "Session name"), "me")
    type_over(find(QLineEdit, "External ID"), "ext")
    find(QSpinBox, "Duration").setValue(900)
    type_over(find(QLineEdit, "MFA device"), "GAHT")
    type_over(find(QLineEdit, "Role region"), "us-west-2")
    with qtbot.waitSignal(signed.save_role_requested) as saved:
        press("Save role")
    role = AssumedRole("audit", "keyring", "admin", ARN, "me", "ext", 900, "GAHT", "us-west-2")
    assert saved.args == [role]
    assert find(QLineEdit, "Role name").isVisible()
    with qtbot.waitSignal(signed.edited):
        signed.set_roles((ROLE, role))
    assert signed.draft().auth == SigV4Auth(source="role", identity="audit")
    with pytest.raises(LookupError):
        find(QLineEdit, "Role name")


def test_a_new_role_stands_on_the_default_identity(signed, find, choose, press):
    """And never on itself."""
    signed.set_default_identity("dev")
    choose("Assume role")
    press("New role")
    assert find(QComboBox, "Base identity").currentText() == "dev"
    press("Cancel role")
    press("Edit role")
    assert "orders" not in choices(find(QComboBox, "Base identity"))


def test_a_role_is_edited_under_its_name(qtbot, signed, find, press, type_over):
    """What is not touched stays, seconds included."""
    open_with(signed, "role", "orders")
    press("Edit role")
    assert not find(QLineEdit, "Role name").isEnabled()
    type_over(find(QLineEdit, "External ID"), "other")
    with qtbot.waitSignal(signed.save_role_requested) as saved:
        qtbot.keyClick(find(QLineEdit, "External ID"), Qt.Key.Key_Return)
    expected = AssumedRole("orders", "profile", "dev", ARN, "me", "other", 1000, ROLE.mfa_serial, "eu-west-1")
    assert saved.args == [expected]


def test_a_duration_that_aws_refuses_is_said(signed, find, choose, press, words):
    """Before it is saved."""
    choose("Assume role")
    press("Edit role")
    find(QSpinBox, "Duration").setValue(60)
    assert "The shortest duration is 900 s." in words()
    assert not find(QPushButton, "Save role").isEnabled()
    find(QSpinBox, "Duration").setValue(0)
    assert find(QPushButton, "Save role").isEnabled()


def test_an_open_form_holds_the_request_back_only_when_it_was_changed(qtbot, signed, find, press, type_over):
    """Cancel lets it go."""
    open_with(signed, "role", "orders")
    press("Edit role")
    with qtbot.waitSignal(signed.send_requested):
        signed.send()
    type_over(find(QLineEdit, "Session name"), "other")
    with qtbot.assertNotEmitted(signed.send_requested):
        signed.send()
    assert "not saved yet" in find(QLineEdit, "Role name").accessibleDescription()
    press("Cancel role")
    with qtbot.waitSignal(signed.send_requested):
        signed.send()


def test_a_refused_definition_is_said_at_its_field(signed, find, press):
    """The form is still open."""
    open_with(signed, "role", "orders")
    press("Edit role")
    assert signed.show_problem(Failure("role.arn", "This is no role ARN.", field="Role ARN"))
    assert find(QLineEdit, "Role ARN").accessibleDescription() == "This is no role ARN."


def test_a_role_is_deleted_by_name(qtbot, signed, find, press):
    """One that is not defined here cannot be."""
    open_with(signed, "role", "orders")
    with qtbot.waitSignal(signed.delete_role_requested) as deleted:
        press("Delete role")
    assert deleted.args == ["orders"]
    signed.set_identities(IDENTITIES[:4])
    signed.set_roles(())
    assert find(QComboBox, "Role").currentText() == "orders (not defined here)"
    with pytest.raises(LookupError):
        find(QPushButton, "Delete role")


def test_an_identity_pool_is_defined_for_a_guest_or_a_token(qtbot, signed, find, choose, press, type_over):
    """A guest brings no user pool."""
    choose("Cognito identity")
    press("New identity pool")
    type_over(find(QLineEdit, "Cognito identity name"), "shop")
    type_over(find(QLineEdit, "Identity pool ID"), "us-west-2:9f")
    type_over(find(QLineEdit, "Identity pool region"), "us-west-2")
    choose("User pool token", "Identity pool access")
    assert not find(QPushButton, "Save identity pool").isEnabled()
    type_over(find(QLineEdit, "User pool name"), "orders-users")
    type_over(find(QLineEdit, "Login provider"), "cognito-idp.us-west-2.amazonaws.com/us-west-2_a")
    type_over(find(QLineEdit, "Cognito role ARN"), ARN)
    with qtbot.waitSignal(signed.save_identity_pool_requested) as saved:
        press("Save identity pool")
    provider = "cognito-idp.us-west-2.amazonaws.com/us-west-2_a"
    pool = IdentityPool("shop", "us-west-2:9f", "us-west-2", "orders-users", provider, ARN)
    assert saved.args == [pool]
    choose("Guest", "Identity pool access")
    with qtbot.waitSignal(signed.save_identity_pool_requested) as saved:
        press("Save identity pool")
    assert saved.args == [IdentityPool("shop", "us-west-2:9f", "us-west-2")]
    signed.set_identity_pools((POOL, pool))
    assert signed.draft().auth == SigV4Auth(source="cognito", identity="shop")


def test_an_identity_pool_is_edited_and_deleted(qtbot, signed, find, press):
    """By its name."""
    open_with(signed, "cognito", "guest")
    press("Edit identity pool")
    assert find(QLineEdit, "Identity pool ID").text() == "us-west-2:1a2b"
    press("Cancel identity pool")
    with qtbot.waitSignal(signed.delete_identity_pool_requested) as deleted:
        press("Delete identity pool")
    assert deleted.args == ["guest"]


def test_sources_without_identities_teach(signed, choose, words):
    """And offer the form."""
    signed.set_identities(())
    signed.set_roles(())
    signed.set_identity_pools(())
    choose("Assume role")
    assert any("Press New to define one" in text for text in words())
    choose("Cognito identity")
    assert any("a guest, or to a user of a user pool" in text for text in words())


def test_every_segment_is_on_screen_in_a_narrow_panel(qtbot, signed, find):
    """They move to a second line."""
    signed.panels.window().resize(480, 720)
    group = find(SegmentedControl, "Credentials source")
    segments = group.findChildren(QRadioButton)
    qtbot.waitUntil(lambda: len({segment.y() for segment in segments}) > 1)
    qtbot.waitUntil(lambda: all(group.rect().contains(segment.geometry()) for segment in segments))
