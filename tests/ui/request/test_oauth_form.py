"""Tokens of OAuth providers in a request's Auth tab, by keys and clicks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QToolButton

from countersign.model.auth import OAuthAuth
from countersign.model.errors import Failure
from countersign.model.oauth import DeviceAuthorization, OAuthProvider
from countersign.model.request import RequestDraft
from countersign.ui.request.auth.oauth_device import DeviceCodeBox
from countersign.ui.request.auth.oauth_provider_box import host_of
from countersign.ui.request.auth.oauth_sign_in import ProviderState
from countersign.ui.request.auth.oauth_state import ProviderStateLine, state_words
from countersign.ui.widgets.banner import Banner
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOGIN = OAuthProvider(
    "login", "https://login.example.com", client_id="web", has_client_secret=True, scopes=("openid", "orders/read")
)
MACHINE = OAuthProvider("machine", "https://idp.example.com:8443", client_id="svc", grant="client_credentials")
DEVICE = DeviceAuthorization("WDJB-MJHT", "https://login.example.com/device", "hush", NOON + timedelta(minutes=10))


@pytest.fixture
def oauth(editor):
    """Show a request that takes its token from a provider."""
    editor.set_providers((LOGIN, MACHINE))
    editor.set_draft(RequestDraft(auth=OAuthAuth("login")))
    editor.set_current_panel("auth")
    return editor


@pytest.fixture
def press(qtbot, find):
    """Give a function that clicks a button by its name."""

    def click(name):
        qtbot.mouseClick(find(QPushButton, name), Qt.MouseButton.LeftButton)

    return click


@pytest.fixture
def choose(qtbot, find):
    """Give a function that presses an option of a segmented control."""

    def click(control, option):
        group = find(SegmentedControl, control)
        button = next(one for one in group.findChildren(QRadioButton) if one.text() == option)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return click


def is_shown(find, kind, name):
    """Tell whether a control is on screen."""
    try:
        find(kind, name)
    except LookupError:
        return False
    return True


def test_the_choice_header_and_prefix_reach_the_draft(qtbot, oauth, find, type_over):
    """A provider from another machine is named and kept."""
    assert find(QComboBox, "Auth type").currentText() == "OAuth 2 / OIDC"
    assert oauth.draft().auth == OAuthAuth("login")
    with qtbot.waitSignal(oauth.edited):
        find(QComboBox, "Provider").setCurrentText("machine")
    type_over(find(QLineEdit, "Token header"), "X-Token")
    type_over(find(QLineEdit, "Token prefix"), "")
    assert oauth.draft().auth == OAuthAuth("machine", "X-Token", "")
    oauth.set_draft(RequestDraft(auth=OAuthAuth("elsewhere")))
    assert find(QComboBox, "Provider").currentText() == "elsewhere (not known here)"
    assert oauth.draft().auth == OAuthAuth("elsewhere")
    for name in ("Edit provider", "Delete provider", "Get token"):
        assert not find(QPushButton, name).isEnabled()


def test_the_grant_and_the_host_stand_beside_the_name(oauth, find):
    """The chips are those of the chosen provider; the host is left out where there is no room."""
    box = find(QComboBox, "Provider")
    assert box.chips() == ["authorization code"]
    box.window().resize(900, 720)
    box.setCurrentText("machine")
    assert box.chips() == ["client credentials", "idp.example.com:8443"]


@pytest.mark.parametrize(
    ("provider", "host"),
    [
        (replace(LOGIN, issuer="https://me:pw@a.example/x"), "a.example"),
        (replace(LOGIN, issuer="", token_endpoint="https://b.example/token"), "b.example"),
        (replace(LOGIN, issuer="https://[oops"), ""),
        (OAuthProvider("none"), ""),
    ],
)
def test_the_host_is_read_from_any_address(provider, host):
    """A password never shows, and a broken address shows nothing."""
    assert host_of(provider) == host


def test_without_a_provider_the_request_waits(qtbot, editor, find):
    """The reason stands at the choice."""
    editor.set_draft(RequestDraft(url="https://a.example", auth=OAuthAuth()))
    editor.set_current_panel("auth")
    box = find(QComboBox, "Provider")
    assert box.currentText() == "No provider yet"
    with qtbot.assertNotEmitted(editor.send_requested):
        editor.send()
    assert problem_of(editor).startswith("No provider is chosen, so there is no token to send.")


def problem_of(editor):
    """Return the sentences that stand at fields."""
    labels = editor.panels.findChildren(QLabel)
    return " ".join(one.text() for one in labels if one.property("kind") == "error" and one.isVisible())


def test_a_new_provider_is_typed_and_saved(qtbot, oauth, find, type_over, choose, press):
    """It is chosen once it is there; the secret travels beside it, and leaves the field."""
    press("New provider")
    assert find(QPushButton, "New provider").isChecked()
    for name, text in (
        ("Provider name", "tv"),
        ("Issuer", " https://tv.example.com "),
        ("Client ID", "screen"),
        ("Client secret", "hush"),
        ("Scopes", "openid  profile"),
        ("Audience", "https://api.example.com"),
    ):
        type_over(find(QLineEdit, name), text)
    choose("Grant", "Device code")
    choose("Client authentication", "Body")
    with qtbot.waitSignal(oauth.save_provider_requested) as saved:
        press("Save provider")
    wanted = OAuthProvider(
        "tv",
        "https://tv.example.com",
        client_id="screen",
        has_client_secret=True,
        scopes=("openid", "profile"),
        audience="https://api.example.com",
        client_auth="body",
        grant="device_code",
    )
    assert saved.args == [wanted, "hush"]
    with qtbot.waitSignal(oauth.edited):
        oauth.set_providers((LOGIN, MACHINE, wanted))
    assert oauth.draft().auth == OAuthAuth("tv")
    assert not is_shown(find, QLineEdit, "Issuer")
    assert find(QPushButton, "Get token").isEnabled()
    press("Edit provider")
    assert find(SecretField, "Client secret").text() == ""


def test_a_provider_is_edited_in_place(qtbot, oauth, find, type_over, choose, press):
    """The secret that is kept stays, and every field shows what is known."""
    press("Edit provider")
    assert find(QLineEdit, "Provider name").text() == "login"
    assert find(QLineEdit, "Scopes").text() == "openid orders/read"
    assert find(SecretField, "Client secret").placeholderText() == "kept in the keyring"
    choose("Grant", "Client credentials")
    with qtbot.waitSignal(oauth.save_provider_requested) as saved:
        qtbot.keyClick(find(QLineEdit, "Scopes"), Qt.Key.Key_Return)
    assert saved.args == [replace(LOGIN, grant="client_credentials"), ""]
    oauth.set_providers((saved.args[0], MACHINE))
    assert not is_shown(find, QLineEdit, "Issuer")


def test_endpoints_unfold_where_they_are_typed(qtbot, oauth, find, type_over, press):
    """Empty ones are discovered."""
    press("Edit provider")
    assert not is_shown(find, QLineEdit, "Token endpoint")
    find(QToolButton, "Endpoints").setFocus()
    qtbot.keyClick(find(QToolButton, "Endpoints"), Qt.Key.Key_Space)
    for name in ("Authorization", "Token", "Device authorization", "Revocation"):
        type_over(find(QLineEdit, f"{name} endpoint"), f"https://login.example.com/{name[0].lower()}")
    with qtbot.waitSignal(oauth.save_provider_requested) as saved:
        press("Save provider")
    provider = saved.args[0]
    assert provider.authorization_endpoint == "https://login.example.com/a"
    assert provider.token_endpoint == "https://login.example.com/t"
    assert provider.device_authorization_endpoint == "https://login.example.com/d"
    assert provider.revocation_endpoint == "https://login.example.com/r"
    oauth.set_providers((provider,))
    press("Edit provider")
    assert find(QLineEdit, "Token endpoint").text() == "https://login.example.com/t"


@pytest.mark.parametrize("field", ["Provider name", "Issuer", "Client ID"])
def test_a_kept_secret_goes_to_no_other_client_or_address(qtbot, oauth, find, type_over, press, field):
    """It has to be typed again."""
    press("Edit provider")
    type_over(find(QLineEdit, field), "https://other.example")
    assert find(SecretField, "Client secret").placeholderText() == "type it again: it belonged to another client"
    with qtbot.waitSignal(oauth.save_provider_requested) as saved:
        qtbot.keyClick(find(QLineEdit, field), Qt.Key.Key_Return)
    assert (saved.args[0].has_client_secret, saved.args[1]) == (False, "")


def test_a_kept_secret_can_be_forgotten_or_left_out(qtbot, oauth, find, type_over, choose, press):
    """A client that proves nothing sends no secret, not even a typed one."""
    press("Edit provider")
    press("Forget client secret")
    assert find(SecretField, "Client secret").placeholderText() == "none"
    type_over(find(SecretField, "Client secret"), "hush")
    choose("Client authentication", "None")
    assert not find(SecretField, "Client secret").isEnabled()
    with qtbot.waitSignal(oauth.save_provider_requested) as saved:
        press("Save provider")
    assert saved.args == [replace(LOGIN, has_client_secret=False, client_auth="none"), ""]


@pytest.mark.parametrize(
    ("name", "issuer", "client", "sentence"),
    [
        ("", "https://a.example", "c", "The provider has no name."),
        ("machine", "https://a.example", "c", "There is another provider of this name."),
        ("two words", "https://a.example", "c", "{{oauth.NAME.access_token}}"),
        ("new", "", "c", "Nothing says where the provider is."),
        ("new", "https://a.example", " ", "The provider has no client ID."),
    ],
)
def test_what_is_missing_is_said_at_its_field(qtbot, oauth, find, type_over, press, name, issuer, client, sentence):
    """Nothing is saved meanwhile."""
    press("New provider")
    for field, text in (("Provider name", name), ("Issuer", issuer), ("Client ID", client)):
        type_over(find(QLineEdit, field), text)
    with qtbot.assertNotEmitted(oauth.save_provider_requested):
        press("Save provider")
    assert sentence in problem_of(oauth)


def test_a_failed_save_keeps_what_was_typed(qtbot, oauth, find, type_over, press):
    """Providers that arrive meanwhile do not close the fields."""
    press("Edit provider")
    type_over(find(SecretField, "Client secret"), "hush")
    press("Save provider")
    oauth.show_provider_failure(Failure("keyring.refused", "The keyring is locked.", "Unlock it."))
    assert "The keyring is locked. Unlock it." in problem_of(oauth)
    oauth.set_providers((LOGIN, MACHINE))
    assert find(SecretField, "Client secret").text() == "hush"
    press("Close provider")
    press("Edit provider")
    assert find(SecretField, "Client secret").text() == ""
    assert problem_of(oauth) == ""


def test_unsaved_changes_hold_the_request_back(qtbot, oauth, find, type_over, press):
    """Else its token would be asked for with other settings than those on screen."""
    press("Edit provider")
    type_over(find(QLineEdit, "Scopes"), "other")
    with qtbot.assertNotEmitted(oauth.send_requested):
        oauth.send()
    assert "not saved yet" in problem_of(oauth)
    press("Close provider")
    with qtbot.waitSignal(oauth.send_requested):
        oauth.send()


def test_saving_without_a_change_only_closes(qtbot, oauth, find, press):
    """Nobody is asked for anything."""
    press("Edit provider")
    with qtbot.assertNotEmitted(oauth.save_provider_requested):
        press("Save provider")
    assert not is_shown(find, QLineEdit, "Issuer")


def test_a_provider_is_deleted_by_name(qtbot, oauth, find, press):
    """The request still names it."""
    with qtbot.waitSignal(oauth.delete_provider_requested) as deleted:
        press("Delete provider")
    assert deleted.args == ["login"]
    oauth.set_providers((MACHINE,))
    assert find(QComboBox, "Provider").currentText() == "login (not known here)"


def test_a_token_is_asked_for_given_up_and_signed_out_of(qtbot, oauth, find, press, words):
    """Buttons show what can be done now."""
    assert "not signed in" in words()
    assert not is_shown(find, QPushButton, "Sign out")
    assert not is_shown(find, QPushButton, "Cancel sign-in")
    with qtbot.waitSignal(oauth.provider_token_requested) as asked:
        press("Get token")
    assert asked.args == ["login"]
    oauth.set_provider_busy(True)
    assert not find(QPushButton, "Get token").isEnabled()
    assert "Sign in in the browser; this goes on by itself." in words()
    with qtbot.waitSignal(oauth.provider_token_cancelled):
        press("Cancel sign-in")
    oauth.set_provider_busy(False)
    oauth.show_provider_state("login", datetime.now(UTC) + timedelta(minutes=52, seconds=30), True)
    assert "signed in, 52 min left" in words()
    with qtbot.waitSignal(oauth.provider_sign_out_requested) as left:
        press("Sign out")
    assert left.args == ["login"]
    oauth.show_provider_state("login", None, False)
    assert "not signed in" in words()


def test_each_provider_has_its_own_state(oauth, find, words):
    """Sending gets a token where nobody has to sign in."""
    oauth.show_provider_state("login", None, True)
    assert "signed in" in words()
    find(QComboBox, "Provider").setCurrentText("machine")
    assert "not signed in; sending gets a token" in words()
    oauth.set_provider_busy(True)
    assert "Asking idp.example.com:8443…" in words()


@pytest.mark.parametrize(
    ("state", "look", "said"),
    [
        (ProviderState(), "faint", "not signed in"),
        (ProviderState(None, signed_in=True), "ok", "signed in"),
        (ProviderState(NOON + timedelta(minutes=52), signed_in=True), "ok", "signed in, 52 min left"),
        (ProviderState(NOON + timedelta(seconds=61), signed_in=True), "warn", "signed in, 1 min 1 s left"),
        (ProviderState(NOON, signed_in=True), "error", "expired 0 s ago"),
        (ProviderState(NOON - timedelta(minutes=3), signed_in=True), "error", "expired 3 min ago"),
    ],
)
def test_states_in_words(state, look, said):
    """Colour and words agree."""
    assert state_words(state, NOON, gets_itself=False) == (look, said)


def test_the_state_counts_down_only_while_it_is_seen(qtbot):
    """The clock is asked each second."""
    at = [NOON]
    line = ProviderStateLine(clock=lambda: at[0])
    qtbot.addWidget(line)
    line.show_state(ProviderState(NOON + timedelta(seconds=40), signed_in=True), gets_itself=False)
    assert line.words() == "signed in, 40 s left"
    at[0] += timedelta(seconds=1)
    line.show()
    assert line.words() == "signed in, 39 s left"
    at[0] += timedelta(seconds=9)
    qtbot.waitUntil(lambda: line.words() == "signed in, 30 s left", timeout=3000)


def test_a_device_code_takes_the_place_of_the_rows(qtbot, oauth, find, press, words):
    """Its page is opened by whoever listens, with the code filled in where the provider offers that."""
    oauth.show_device_code(DEVICE)
    assert {"WDJB-MJHT", "https://login.example.com/device"} <= set(words())
    assert any("type this code there" in text for text in words())
    assert not is_shown(find, QPushButton, "Get token")
    assert not find(QComboBox, "Provider").isEnabled()
    complete = replace(
        DEVICE,
        expires_at=datetime.now(UTC) + timedelta(minutes=9),
        verification_uri_complete="https://login.example.com/device?c=WDJB-MJHT",
    )
    oauth.show_device_code(complete)
    assert any("check that it shows this code" in text for text in words())
    with qtbot.waitSignal(oauth.provider_page_requested) as opened:
        press("Open browser")
    assert opened.args == ["https://login.example.com/device?c=WDJB-MJHT"]
    press("Copy code")
    assert QGuiApplication.clipboard().text() == "WDJB-MJHT"
    with qtbot.waitSignal(oauth.provider_token_cancelled):
        press("Cancel sign-in")
    oauth.show_device_code(None)
    assert "WDJB-MJHT" not in words()
    assert find(QPushButton, "Get token").isEnabled()


def test_the_code_counts_down_and_ends(qtbot, theme):
    """An ended code is neither copied nor opened; Escape gives up."""
    at = [NOON]
    box = DeviceCodeBox(theme, clock=lambda: at[0])
    qtbot.addWidget(box)
    box.show_device(DEVICE)
    box.show()
    left = next(one for one in box.findChildren(QLabel) if one.accessibleName() == "Code time left")
    opening = next(one for one in box.findChildren(QPushButton) if one.text() == "Open browser")
    assert left.text() == "10 min left"
    at[0] += timedelta(minutes=8, seconds=50)
    qtbot.waitUntil(lambda: left.text() == "1 min 10 s left", timeout=3000)
    assert left.property("kind") == "warn"
    at[0] += timedelta(minutes=2)
    qtbot.waitUntil(lambda: left.text() == "the code has ended", timeout=3000)
    assert not opening.isEnabled()
    with qtbot.waitSignal(box.cancelled):
        qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_a_failure_opens_the_provider_at_its_field(oauth, find):
    """Also at one that is folded away, and at the grant, which is Sign in with in other places."""
    oauth.show_provider_failure(Failure("oauth.status", "It answered 404.", "Check it.", "Token endpoint", "gone"))
    assert find(QLineEdit, "Token endpoint").accessibleDescription() == "It answered 404. Check it. Details: gone"
    oauth.show_provider_failure(Failure("oauth.pkce-not-offered", "It offers no PKCE.", field="Sign in with"))
    assert find(SegmentedControl, "Grant").accessibleDescription() == "It offers no PKCE."
    assert find(QLineEdit, "Token endpoint").accessibleDescription() == ""
    oauth.show_provider_failure(None)
    assert problem_of(oauth) == ""


def test_other_failures_stand_below_the_button(oauth, find, press):
    """Where signing in is the answer, no field is at fault; the next attempt takes the words away."""
    oauth.show_provider_failure(Failure("oauth.not-signed-in", "Nobody is signed in.", "Sign in.", "Sign in with"))
    banner = find(Banner, "Nobody is signed in.")
    assert banner.text() == "Sign in."
    oauth.show_provider_failure(Failure("oauth.other", "It answered with an error.", "Read it.", detail="no thanks"))
    assert banner.text() == "Read it.\nDetails: no thanks"
    press("Get token")
    assert not banner.isVisible()


def test_a_browser_that_did_not_open_leaves_its_address(oauth, find, press):
    """The sign-in goes on, so it is a warning."""
    oauth.set_provider_busy(True)
    address = "https://login.example.com/authorize?state=1"
    oauth.show_provider_failure(Failure("oauth.browser-not-opened", "No browser opened.", "Copy it.", detail=address))
    assert find(Banner, "No browser opened.").property("kind") == "banner-warn"
    press("Copy address")
    assert QGuiApplication.clipboard().text() == address
    oauth.show_provider_failure(None)
    assert not is_shown(find, QPushButton, "Copy address")


def test_a_form_that_is_built_later_finds_what_is_known(editor, find, words):
    """Providers, states and a code may arrive before somebody looks."""
    editor.set_providers((LOGIN,))
    editor.show_provider_state("login", None, True)
    editor.show_device_code(DEVICE)
    editor.set_draft(RequestDraft(auth=OAuthAuth("login")))
    editor.set_current_panel("auth")
    assert "WDJB-MJHT" in words()
    editor.show_device_code(None)
    assert "signed in" in words()
