"""Every kind of auth, by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QToolButton,
)

from countersign.model.auth import ApiKeyAuth, BasicAuth, BearerAuth, InheritAuth, NoAuth, SigV4Auth
from countersign.model.credentials import Identity
from countersign.model.request import RequestDraft
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl

KEYS = (
    Identity("admin", "keyring", "AKIDADMIN", has_session_token=True),
    Identity("scratch", "memory", "AKIDSCRATCH"),
    Identity("environment", "environment", "AKIDENV"),
)


@pytest.fixture
def auth_type(editor, find):
    """Give the choice of the kind of auth, on screen."""
    editor.set_current_panel("auth")
    return find(QComboBox, "Auth type")


@pytest.fixture
def signed(editor, auth_type):
    """Choose AWS Signature V4 with two identities known."""
    editor.set_identities(KEYS)
    auth_type.setCurrentText("AWS Signature V4")
    return editor


@pytest.fixture
def choose(qtbot, find):
    """Give a function that presses an option of a segmented control."""

    def press(control, option):
        group = find(SegmentedControl, control)
        button = next(one for one in group.findChildren(QRadioButton) if one.text() == option)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def choices(combo):
    """Return what a combo offers."""
    return [combo.itemText(row) for row in range(combo.count())]


def chip(editor):
    """Return what stands beside the choice of the kind."""
    return next(one.text() for one in editor.panels.findChildren(QLabel) if one.property("kind") == "chip")


def test_inherited_auth_tells_what_and_from_where(editor, auth_type, words):
    """Without a folder it says that nothing is sent."""
    signed, plain = ["AWS Signature V4", "Cognito JWT", "OAuth 2 / OIDC"], ["Bearer token", "Basic", "API key"]
    assert choices(auth_type) == ["Inherit", "None", *signed, *plain]
    assert editor.draft().auth == InheritAuth()
    assert "No folder above this request sets any auth, so it carries no credentials." in words()
    editor.set_inherited_auth(SigV4Auth(identity="admin", region="eu-west-1"), "Orders")
    assert "AWS Signature V4 (admin, eu-west-1), as “Orders” sets it." in words()
    assert chip(editor) == "inherited from Orders"
    auth_type.setCurrentText("None")
    assert chip(editor) == "set on this request"
    assert editor.draft().auth == NoAuth()


def test_bearer_basic_and_api_key_are_typed(qtbot, editor, auth_type, find, type_over, choose):
    """Their secrets are masked."""
    auth_type.setCurrentText("Bearer token")
    type_over(find(SecretField, "Token"), "tok{{en}}")
    assert editor.draft().auth == BearerAuth("tok{{en}}")
    assert find(SecretField, "Token").displayText() == "●" * 9
    auth_type.setCurrentText("Basic")
    type_over(find(QLineEdit, "User name"), "me")
    type_over(find(SecretField, "Password"), "pw")
    assert editor.draft().auth == BasicAuth("me", "pw")
    auth_type.setCurrentText("API key")
    type_over(find(QLineEdit, "Key name"), "k")
    type_over(find(SecretField, "Key value"), "v")
    choose("Send in", "Query string")
    assert editor.draft().auth == ApiKeyAuth("k", "v", "query")
    auth_type.setCurrentText("Basic")
    assert editor.draft().auth == BasicAuth("me", "pw")


def test_identities_are_offered_and_marked(signed, find):
    """Memory-only ones say so; the environment's is none of the keyring's."""
    combo = find(QComboBox, "Keyring identity")
    assert choices(combo) == ["Workspace default", "admin", "scratch (memory only)", "New identity…"]
    signed.set_default_identity("admin")
    assert choices(combo)[0] == "Workspace default (admin)"
    combo.setCurrentIndex(1)
    assert signed.draft().auth == SigV4Auth(identity="admin")
    assert find(QLineEdit, "Access key ID").text() == "AKIDADMIN"
    assert find(SecretField, "Secret access key").placeholderText() == "kept in the keyring"
    combo.setCurrentIndex(2)
    assert find(SecretField, "Secret access key").placeholderText() == "kept in memory only"
    assert find(SecretField, "Session token").placeholderText() == "none"


def test_an_identity_that_is_gone_is_named_and_kept(signed, find):
    """A draft from another machine names keys that are not here."""
    signed.set_draft(RequestDraft(auth=SigV4Auth(identity="elsewhere")))
    assert find(QComboBox, "Keyring identity").currentText() == "elsewhere (not in this keyring)"
    assert signed.draft().auth == SigV4Auth(identity="elsewhere")


def test_a_new_identity_is_typed_and_saved(qtbot, signed, find, type_over):
    """The typed keys stay until the identity is there, then the request uses it."""
    qtbot.mouseClick(find(QPushButton, "New identity"), Qt.MouseButton.LeftButton)
    type_over(find(QLineEdit, "Identity name"), "fresh")
    type_over(find(QLineEdit, "Access key ID"), "AKIDFRESH")
    assert not find(QPushButton, "Save to keyring").isEnabled()
    type_over(find(SecretField, "Secret access key"), "hush")
    type_over(find(SecretField, "Session token"), "tok")
    with qtbot.waitSignal(signed.save_identity_requested) as saved:
        qtbot.mouseClick(find(QPushButton, "Save to keyring"), Qt.MouseButton.LeftButton)
    assert saved.args == ["fresh", "AKIDFRESH", "hush", "tok"]
    assert find(SecretField, "Secret access key").text() == "hush"
    with qtbot.waitSignal(signed.edited):
        signed.set_identities((*KEYS, Identity("fresh", "keyring", "AKIDFRESH", has_session_token=True)))
    assert signed.draft().auth == SigV4Auth(identity="fresh")
    assert find(SecretField, "Secret access key").text() == ""
    assert find(QLineEdit, "Access key ID").text() == "AKIDFRESH"


def test_a_failed_save_keeps_the_typed_keys(qtbot, signed, find, type_over):
    """Other identities that arrive meanwhile do not wipe them."""
    type_over(find(QLineEdit, "Access key ID"), "AKID")
    type_over(find(SecretField, "Secret access key"), "hush")
    with qtbot.waitSignal(signed.save_identity_requested) as saved:
        qtbot.keyClick(find(SecretField, "Secret access key"), Qt.Key.Key_Return)
    assert saved.args == ["default", "AKID", "hush", ""]
    signed.set_identities(KEYS[:1])
    assert find(SecretField, "Secret access key").text() == "hush"


def test_keys_that_are_not_saved_hold_the_request_back(qtbot, signed, find, type_over):
    """Else it would be signed with other keys than those on screen."""
    type_over(find(QLineEdit, "Access key ID"), "AKID")
    type_over(find(SecretField, "Secret access key"), "hush")
    with qtbot.assertNotEmitted(signed.send_requested):
        signed.send()
    assert "not saved yet" in find(SecretField, "Secret access key").accessibleDescription()
    find(SecretField, "Secret access key").clear()
    with qtbot.waitSignal(signed.send_requested):
        signed.send()


def test_an_identity_is_deleted_by_name(qtbot, signed, find):
    """Only one that is there."""
    signed.set_draft(RequestDraft(auth=SigV4Auth(identity="admin")))
    with qtbot.waitSignal(signed.delete_identity_requested) as deleted:
        qtbot.mouseClick(find(QPushButton, "Delete identity"), Qt.MouseButton.LeftButton)
    assert deleted.args == ["admin"]
    find(QComboBox, "Keyring identity").setCurrentIndex(0)
    with pytest.raises(LookupError):
        find(QPushButton, "Delete identity")


def test_the_environment_shows_what_is_set(signed, words, choose):
    """And says what to do when nothing is."""
    choose("Credentials source", "Environment")
    assert signed.draft().auth == SigV4Auth(source="environment")
    shown = words()
    for name, state in (("ACCESS_KEY_ID", "AKIDENV"), ("SECRET_ACCESS_KEY", "set"), ("SESSION_TOKEN", "not set")):
        assert shown[shown.index(f"AWS_{name}") + 1] == state
    signed.set_identities(())
    assert "AWS_ACCESS_KEY_ID" not in words()
    assert any("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set" in text for text in words())


def test_region_and_service_come_from_the_url_until_they_are_typed(signed, find, type_over):
    """The chip says so, to a screen reader too; the draft stays empty."""
    region, service = find(QLineEdit, "Region"), find(QLineEdit, "Service")
    assert (region.placeholderText(), region.source()) == ("not in the URL", "")
    signed.set_hints("us-west-2", "execute-api")
    assert (region.placeholderText(), region.source()) == ("us-west-2", "from URL")
    assert service.accessibleDescription() == "execute-api, from URL"
    assert signed.draft().auth == SigV4Auth()
    type_over(region, "eu-west-1")
    assert region.source() == ""
    assert signed.draft().auth == SigV4Auth(region="eu-west-1")
    assert "eu-west-1" in [
        region.completer().completionModel().index(row, 0).data()
        for row in range(region.completer().completionModel().rowCount())
    ]


def test_place_payload_and_hash(signed, find, choose, type_over):
    """The hash is asked for only where it is given."""
    with pytest.raises(LookupError):
        find(QLineEdit, "Payload hash")
    choose("Sign in", "Query string")
    choose("Payload", "Given hash")
    type_over(find(QLineEdit, "Payload hash"), "abc")
    assert signed.draft().auth == SigV4Auth(place="query", payload="given", payload_hash="abc")


def test_the_rare_options_unfold_by_keyboard(qtbot, signed, find, choose, type_over):
    """Each of them reaches the draft."""
    with pytest.raises(LookupError):
        find(QLineEdit, "Fixed date")
    find(QToolButton, "Advanced").setFocus()
    qtbot.keyClick(find(QToolButton, "Advanced"), Qt.Key.Key_Space)
    choose("Signed headers", "Required only")
    choose("S3 path rules", "Off")
    choose("Session token placement", "Appended after signing")
    qtbot.keyClick(find(QCheckBox, "SigV4A"), Qt.Key.Key_Space)
    type_over(find(QLineEdit, "Region set"), "us-*")
    type_over(find(QLineEdit, "Fixed date"), "20150830T123600Z")
    assert not find(QSpinBox, "Expires").isEnabled()
    choose("Sign in", "Query string")
    find(QSpinBox, "Expires").setValue(60)
    assert signed.draft().auth == SigV4Auth(
        place="query",
        signed_headers="required",
        s3_path_rules=False,
        session_token="appended",
        algorithm="v4a",
        region_set="us-*",
        fixed_date="20150830T123600Z",
        expires=60,
    )


def test_unusual_options_are_unfolded_from_the_start(signed, find):
    """Nothing that changes a signature hides."""
    signed.set_draft(RequestDraft(auth=SigV4Auth(s3_path_rules=True)))
    assert find(QLineEdit, "Fixed date").isVisible()


def test_the_window_can_ask_for_the_form_of_a_new_identity(editor, find):
    """From the identity chip, whatever tab is on screen."""
    editor.show_identity_form()
    assert editor.current_panel() == "auth"
    assert find(QLineEdit, "Identity name").isVisible()
    assert isinstance(editor.draft().auth, SigV4Auth)
