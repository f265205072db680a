"""The Cognito JWT form: pools edited in place, sign-in, challenges and the browser, by keys and clicks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import segno
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QToolButton

from countersign.model.auth import CognitoAuth, InheritAuth
from countersign.model.cognito import BrowserWait, Challenge, ChallengeAnswer, UserPool
from countersign.model.errors import Failure
from countersign.model.request import RequestDraft
from countersign.ui.request.auth.cognito_browser import BrowserWaitPanel
from countersign.ui.request.auth.cognito_qr import QrCode
from countersign.ui.request.auth.cognito_questions import QUESTIONS, attribute_words
from countersign.ui.token.token_request import TokenRequest
from countersign.ui.widgets.secret_field import SecretField
from countersign.ui.widgets.segmented import SegmentedControl

POOL = UserPool(
    "orders-users",
    "eu-west-3_Ab129faBb",
    "3n4b5urk1ft4fl3mg5e62d9ado",
    "orders",
    ("orders/read", "orders/write"),
    "client_credentials",
    has_client_secret=True,
)
STAFF = UserPool("staff", "us-east-1_Zz9", "client2")
WAIT = BrowserWait("https://orders.example/authorize?state=1", "http://localhost:53682/callback", opened=False)
SECRET = "JBSWY3DPEHPK3PXP"
URL = f"otpauth://totp/orders:ada?secret={SECRET}"


def challenge(kind, **values):
    return Challenge(kind, POOL, "srp", "ada", **values)


@pytest.fixture
def form(editor):
    """Show a request that uses the first of two pools."""
    editor.set_user_pools((POOL, STAFF))
    editor.set_draft(RequestDraft(auth=CognitoAuth("orders-users")))
    editor.set_current_panel("auth")
    return editor


@pytest.fixture
def press(qtbot, find):
    """Give a function that clicks a button by its name."""
    return lambda name: qtbot.mouseClick(find(QPushButton, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def choose(qtbot, find):
    """Give a function that presses an option of a segmented control."""

    def press(control, option):
        buttons = find(SegmentedControl, control).findChildren(QRadioButton)
        qtbot.mouseClick(next(one for one in buttons if one.text() == option), Qt.MouseButton.LeftButton)

    return press


def absent(find, kind, name):
    with pytest.raises(LookupError):
        find(kind, name)


def test_a_draft_is_shown_and_edited(form, find, choose, type_over):
    """Pool, token, header and prefix reach the draft."""
    assert find(QComboBox, "User pool").currentText() == "orders-users"
    choose("Token to send", "ID token")
    type_over(find(QLineEdit, "Token header"), "X-Token")
    type_over(find(QLineEdit, "Token prefix"), "")
    assert form.draft().auth == CognitoAuth("orders-users", "id", "X-Token", "")
    find(QComboBox, "User pool").setCurrentText("staff")
    assert form.draft().auth.pool == "staff"


def test_showing_a_draft_is_no_edit(qtbot, form):
    """Nor is the arrival of pools."""
    with qtbot.assertNotEmitted(form.edited):
        form.set_draft(RequestDraft(auth=CognitoAuth("staff", "id", "X", "")))
        form.set_user_pools((POOL,))
    assert form.draft().auth == CognitoAuth("staff", "id", "X", "")


def test_a_pool_from_elsewhere_is_named_and_kept(form, find):
    """A file can name a pool that this computer does not know."""
    form.set_draft(RequestDraft(auth=CognitoAuth("elsewhere")))
    assert find(QComboBox, "User pool").currentText() == "elsewhere (not known here)"
    assert not find(QPushButton, "Edit user pool").isEnabled()
    assert form.draft().auth == CognitoAuth("elsewhere")


def test_the_pools_own_method_and_scopes_are_offered(form, find):
    """Client credentials ask for scopes only, SRP for user name and password only."""
    assert find(SegmentedControl, "Sign-in method").current() == "client_credentials"
    assert find(QLineEdit, "Scopes").text() == "orders/read orders/write"
    absent(find, QLineEdit, "User name")
    find(QComboBox, "User pool").setCurrentText("staff")
    assert find(SegmentedControl, "Sign-in method").current() == "srp"
    absent(find, QLineEdit, "Scopes")
    assert find(SecretField, "Password").text() == ""


def test_get_token_asks_with_what_is_on_screen(qtbot, form, press):
    """Nothing is saved when nothing differs."""
    with qtbot.assertNotEmitted(form.save_pool_requested), qtbot.waitSignal(form.token_requested) as asked:
        press("Get token")
    assert asked.args == [TokenRequest("orders-users", "client_credentials", scopes=POOL.scopes)]


def test_another_method_and_other_scopes_are_saved_with_the_pool(qtbot, form, find, press, choose, type_over):
    """So that a token that is fetched later is asked for in the same way."""
    choose("Sign-in method", "Hosted UI")
    type_over(find(QLineEdit, "Scopes"), "openid  orders/read")
    with qtbot.waitSignals([form.save_pool_requested, form.token_requested], order="strict"):
        press("Get token")
    saved = replace(POOL, method="hosted_ui", scopes=("openid", "orders/read"))
    with qtbot.waitSignal(form.save_pool_requested) as emitted:
        qtbot.keyClick(find(QLineEdit, "Scopes"), Qt.Key.Key_Return)
    assert emitted.args == [saved, ""]


def test_scopes_that_were_not_asked_for_hold_the_request_back(qtbot, form, find, type_over):
    """Else it would go out with a token for others than those on screen."""
    type_over(find(QLineEdit, "Scopes"), "orders/read")
    with qtbot.assertNotEmitted(form.send_requested):
        form.send()
    assert "not asked for" in find(QLineEdit, "Scopes").accessibleDescription()
    form.set_user_pools((replace(POOL, scopes=("orders/read",)), STAFF))
    with qtbot.waitSignal(form.send_requested):
        form.send()


def test_without_a_pool_nothing_is_sent(qtbot, form, find):
    """The choice says so."""
    form.set_draft(RequestDraft(auth=CognitoAuth()))
    with qtbot.assertNotEmitted(form.send_requested):
        form.send()
    assert "No user pool is chosen" in find(QComboBox, "User pool").accessibleDescription()


@pytest.mark.parametrize("method", ["SRP", "Password"])
def test_user_name_and_password_are_asked_for(qtbot, form, find, press, choose, type_over, method):
    """A missing one is named at its field; the password is masked and in no repr."""
    choose("Sign-in method", method)
    with qtbot.assertNotEmitted(form.token_requested):
        press("Get token")
        assert "no user name" in find(QLineEdit, "User name").accessibleDescription()
        type_over(find(QLineEdit, "User name"), "ada")
        press("Get token")
        assert "no password" in find(SecretField, "Password").accessibleDescription()
    type_over(find(SecretField, "Password"), "hush-hush")
    with qtbot.waitSignal(form.token_requested) as asked:
        qtbot.keyClick(find(SecretField, "Password"), Qt.Key.Key_Return)
    assert asked.args == [TokenRequest("orders-users", method.lower(), "ada", "hush-hush")]
    assert "hush-hush" not in repr(asked.args)
    assert find(SecretField, "Password").displayText() == "●" * 9
    find(QComboBox, "User pool").setCurrentText("staff")
    assert find(SecretField, "Password").text() == ""


def test_a_choice_needs_a_user_name_only(qtbot, form, find, press, choose, type_over):
    """Cognito then says which ways there are."""
    choose("Sign-in method", "Choice")
    type_over(find(QLineEdit, "User name"), "ada")
    absent(find, SecretField, "Password")
    with qtbot.waitSignal(form.token_requested) as asked:
        press("Get token")
    assert asked.args == [TokenRequest("orders-users", "choice", "ada")]


def test_while_it_is_busy_it_can_be_cancelled(qtbot, form, find, press, words):
    """The button waits."""
    form.set_token_busy(True)
    assert not find(QPushButton, "Get token").isEnabled()
    assert "Asking Cognito…" in words()
    with qtbot.waitSignal(form.token_cancelled):
        press("Cancel sign-in")
    form.set_token_busy(False)
    absent(find, QPushButton, "Cancel sign-in")


def test_a_failure_is_said_at_its_field_or_in_a_banner(form, find, words, choose):
    """The words of Cognito are quoted; the next try takes them away."""
    choose("Sign-in method", "SRP")
    form.show_token_failure(Failure("a", "The password is wrong.", "Type it again.", "Password", "Incorrect"))
    said = find(SecretField, "Password").accessibleDescription()
    assert said == "The password is wrong. Type it again. Cognito says: “Incorrect”"
    form.show_token_failure(Failure("b", "Too many requests.", "Wait.", detail="Rate exceeded"))
    assert "Too many requests." in words()
    assert "Wait. Cognito says: “Rate exceeded”" in words()
    form.show_token_failure(None)
    assert "Too many requests." not in words()
    form.show_token_failure(Failure("c", "Not allowed.", field="Sign in with"))
    assert "Not allowed." in find(SegmentedControl, "Sign-in method").accessibleDescription()


def test_a_failure_of_the_pool_opens_its_fields(form, find):
    """Where they are not on screen."""
    form.show_token_failure(Failure("a", "No domain is set.", field="Domain"))
    assert "No domain is set." in find(QLineEdit, "Domain").accessibleDescription()
    form.show_token_failure(Failure("b", "No such client.", field="App client ID"))
    assert "No such client." in find(QLineEdit, "Client ID").accessibleDescription()
    form.show_token_failure(Failure("c", "Not private.", field="Endpoint"))
    assert "Not private." in find(QLineEdit, "Cognito endpoint").accessibleDescription()


def test_a_new_pool_is_typed_and_saved(qtbot, form, find, press, words, type_over):
    """The secret leaves once, with the pool; when the pool arrives the request uses it."""
    press("New user pool")
    absent(find, QPushButton, "Get token")
    type_over(find(QLineEdit, "Pool name"), "fresh")
    type_over(find(QLineEdit, "User pool ID"), "us-gov-west-1_Ab1")
    assert "us-gov-west-1" in words()
    type_over(find(QLineEdit, "Client ID"), "abc123")
    type_over(find(SecretField, "Client secret"), "hush")
    type_over(find(QLineEdit, "Domain"), "fresh-domain")
    with qtbot.waitSignal(form.save_pool_requested) as saved:
        press("Save pool")
    pool = UserPool("fresh", "us-gov-west-1_Ab1", "abc123", "fresh-domain", has_client_secret=True)
    assert saved.args == [pool, "hush"]
    assert "Saving…" in words()
    with qtbot.waitSignal(form.edited):
        form.set_user_pools((POOL, STAFF, pool))
    assert form.draft().auth.pool == "fresh"
    press("Edit user pool")
    assert find(SecretField, "Client secret").text() == ""
    assert find(SecretField, "Client secret").placeholderText() == "kept in the keyring"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("Pool name", "", "has no name"),
        ("Pool name", "two words", "would not work"),
        ("Pool name", "staff", "another pool"),
        ("User pool ID", "Ab129", "is not a user pool ID"),
        ("Client ID", "no spaces", "app client ID"),
        ("Domain", "https://x", "neither a domain prefix"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(qtbot, form, find, press, type_over, field, text, sentence):
    """Nothing leaves."""
    press("Edit user pool")
    type_over(find(QLineEdit, field), text)
    with qtbot.assertNotEmitted(form.save_pool_requested):
        qtbot.keyClick(find(QLineEdit, field), Qt.Key.Key_Return)
    assert sentence in find(QLineEdit, field).accessibleDescription()


def test_addresses_of_ones_own_unfold_and_are_checked(qtbot, form, find, press, type_over, choose):
    """Plain http would carry passwords for all to read."""
    press("Edit user pool")
    absent(find, QLineEdit, "Cognito endpoint")
    find(QToolButton, "Advanced").click()
    choose("Secret sent in", "Body")
    type_over(find(QLineEdit, "Cognito endpoint"), "http://example.com")
    press("Save pool")
    assert "unencrypted" in find(QLineEdit, "Cognito endpoint").accessibleDescription()
    type_over(find(QLineEdit, "Cognito endpoint"), "http://127.0.0.1:4566")
    with qtbot.waitSignal(form.save_pool_requested) as saved:
        press("Save pool")
    pool = saved.args[0]
    assert (pool.api_endpoint, pool.client_authentication) == ("http://127.0.0.1:4566", "body")


def test_a_kept_secret_belongs_to_its_client(qtbot, form, find, press, type_over):
    """Another client ID, or another host, must not get it."""
    press("Edit user pool")
    assert find(SecretField, "Client secret").placeholderText() == "kept in the keyring"
    type_over(find(QLineEdit, "Client ID"), "other")
    assert find(SecretField, "Client secret").placeholderText().startswith("type it again")
    with qtbot.waitSignal(form.save_pool_requested) as saved:
        press("Save pool")
    assert saved.args == [replace(POOL, client_id="other", has_client_secret=False), ""]


def test_a_kept_secret_can_be_forgotten(qtbot, form, find, press):
    """The pool then has none."""
    press("Edit user pool")
    press("Forget client secret")
    with qtbot.waitSignal(form.save_pool_requested) as saved:
        press("Save pool")
    assert saved.args == [replace(POOL, has_client_secret=False), ""]


def test_edit_and_new_open_and_close_the_fields(form, find, press):
    """Each shows whether it is on."""
    press("New user pool")
    assert find(QPushButton, "New user pool").isChecked()
    assert not find(QPushButton, "Edit user pool").isChecked()
    press("Edit user pool")
    assert find(QLineEdit, "Pool name").text() == "orders-users"
    assert not find(QPushButton, "New user pool").isChecked()
    press("Edit user pool")
    absent(find, QLineEdit, "Pool name")
    press("New user pool")
    press("New user pool")
    absent(find, QLineEdit, "Pool name")
    assert not find(QPushButton, "New user pool").isChecked()


def test_a_failed_save_keeps_what_was_typed(qtbot, form, find, press, type_over):
    """Pools that arrive meanwhile do not close the fields."""
    press("Edit user pool")
    type_over(find(SecretField, "Client secret"), "hush")
    press("Save pool")
    form.show_token_failure(Failure("k", "The keyring is locked.", "Unlock it."))
    form.set_user_pools((POOL,))
    assert find(SecretField, "Client secret").text() == "hush"


def test_closing_forgets_the_typed_secret(form, find, press, type_over):
    """It comes back empty."""
    press("Edit user pool")
    type_over(find(SecretField, "Client secret"), "hush")
    press("Close user pool")
    press("Edit user pool")
    assert find(SecretField, "Client secret").text() == ""


def test_a_pool_is_deleted_by_name(qtbot, form, press, find):
    """And a copy can be saved under another one."""
    press("Edit user pool")
    find(QLineEdit, "Pool name").setText("copy")
    assert find(QPushButton, "Save as new pool").isVisible()
    with qtbot.waitSignal(form.delete_pool_requested) as deleted:
        press("Delete user pool")
    assert deleted.args == ["orders-users"]


def test_pools_of_the_account_fill_in_the_fields(qtbot, form, find, press):
    """The name is the user's own; a secret that Cognito told stays with those who read it."""
    press("New user pool")
    with qtbot.waitSignal(form.import_pools_requested):
        press("Read from my account")
    found = UserPool("web", "eu-west-1_Found1", "foundclient", "found", has_client_secret=True)
    form.show_found_pools((found,))
    find(QComboBox, "Pools in the account").setCurrentIndex(1)
    assert find(QLineEdit, "User pool ID").text() == "eu-west-1_Found1"
    with qtbot.waitSignal(form.save_pool_requested) as saved:
        press("Save pool")
    assert saved.args == [found, ""]


def test_an_account_without_pools_says_so(form, find, press):
    """In the choice itself."""
    press("New user pool")
    form.show_found_pools(())
    assert find(QComboBox, "Pools in the account").currentText() == "This account has none here"


@pytest.fixture
def answered(qtbot, form, press):
    """Give a function that presses Continue and returns the answer that left."""

    def go_on():
        with qtbot.waitSignal(form.challenge_answered) as signal:
            press("Continue")
        return signal.args[1]

    return go_on


def test_a_new_password_comes_with_the_required_attributes(form, find, answered, press, type_over, words):
    """Each has a field; an empty one is named."""
    names = ("userAttributes.given_name", "email")
    form.show_challenge(challenge("NEW_PASSWORD_REQUIRED", required_attributes=names))
    assert "Choose a new password" in words()
    absent(find, QPushButton, "Get token")
    assert not find(QComboBox, "User pool").isEnabled()
    type_over(find(SecretField, "New password"), "N3w-word")
    type_over(find(QLineEdit, "Given name"), "Ada")
    press("Continue")
    assert find(QLineEdit, "Email").accessibleDescription() == "The user pool requires this."
    type_over(find(QLineEdit, "Email"), "ada@example.com")
    values = (("userAttributes.given_name", "Ada"), ("email", "ada@example.com"))
    answer = answered()
    assert answer == ChallengeAnswer(new_password="N3w-word", attributes=values)
    assert "N3w-word" not in repr(answer)


@pytest.mark.parametrize(
    ("kind", "delivery", "sentence"),
    [
        ("SMS_MFA", "+*******1234", "Cognito sent it by text message to +*******1234."),
        ("SMS_OTP", "", "Cognito sent it by text message."),
        ("EMAIL_OTP", "a***@e***", "Cognito sent it by e-mail to a***@e***."),
        ("SOFTWARE_TOKEN_MFA", "", "The authenticator app of ada shows it."),
    ],
)
def test_a_code_is_typed(qtbot, form, find, type_over, words, kind, delivery, sentence):
    """It says where the code went; spaces do not matter; Enter sends it."""
    asked = challenge(kind, delivery=delivery)
    form.show_challenge(asked)
    assert sentence in words()
    qtbot.keyClick(find(QLineEdit, "Code"), Qt.Key.Key_Return)
    assert find(QLineEdit, "Code").accessibleDescription() == "There is no code."
    type_over(find(QLineEdit, "Code"), "123 456")
    with qtbot.waitSignal(form.challenge_answered) as signal:
        qtbot.keyClick(find(QLineEdit, "Code"), Qt.Key.Key_Return)
    assert signal.args == [asked, ChallengeAnswer(code="123456")]


def test_a_wrong_code_is_said_at_the_field_and_can_be_typed_again(form, find, answered, type_over):
    """The challenge stays; while Cognito is asked nothing is sent twice."""
    form.show_challenge(challenge("SMS_MFA"))
    type_over(find(QLineEdit, "Code"), "000000")
    form.set_token_busy(True)
    assert not find(QPushButton, "Continue").isEnabled()
    form.set_token_busy(False)
    form.show_token_failure(Failure("cognito.wrong-code", "The code is wrong.", field="Code"))
    assert find(QLineEdit, "Code").accessibleDescription() == "The code is wrong."
    type_over(find(QLineEdit, "Code"), "123456")
    assert answered() == ChallengeAnswer(code="123456")


def test_a_kind_of_mfa_is_chosen(form, find, answered):
    """In words, not in Cognito's constants."""
    form.show_challenge(challenge("SELECT_MFA_TYPE", choices=("SMS_MFA", "SOFTWARE_TOKEN_MFA")))
    find(QRadioButton, "Code from an authenticator app").click()
    assert answered() == ChallengeAnswer(choice="SOFTWARE_TOKEN_MFA")


def test_a_password_belongs_to_the_choice_of_it(form, find, answered, press, type_over):
    """Passkeys are not possible here and cannot be chosen."""
    form.show_challenge(challenge("SELECT_CHALLENGE", choices=("WEB_AUTHN", "PASSWORD_SRP", "EMAIL_OTP")))
    assert not find(QRadioButton, "Passkey (in the hosted UI only)").isEnabled()
    press("Continue")
    assert find(SecretField, "Password").accessibleDescription() == "There is no password."
    type_over(find(SecretField, "Password"), "hush")
    assert answered() == ChallengeAnswer(choice="PASSWORD_SRP", password="hush")
    find(QRadioButton, "Code by e-mail").click()
    absent(find, SecretField, "Password")
    assert answered() == ChallengeAnswer(choice="EMAIL_OTP")


def test_when_nothing_can_be_chosen_it_says_what_to_do(qtbot, form, press, words):
    """Nothing is sent."""
    form.show_challenge(challenge("SELECT_CHALLENGE", choices=("WEB_AUTHN",)))
    with qtbot.assertNotEmitted(form.challenge_answered):
        press("Continue")
    assert any("sign in with the hosted UI" in text for text in words())


def test_an_authenticator_app_is_set_up(form, find, answered, press, type_over):
    """With a QR code, and a secret that is masked until it is asked for."""
    form.show_challenge(challenge("MFA_SETUP", secret_code=SECRET, otpauth_url=URL))
    assert find(QrCode, "QR code").isVisible()
    assert SECRET not in find(SecretField, "Authenticator secret").displayText()
    press("Copy authenticator secret")
    assert QGuiApplication.clipboard().text() == SECRET
    type_over(find(QLineEdit, "Code"), "123456")
    assert answered() == ChallengeAnswer(code="123456", choice="SOFTWARE_TOKEN_MFA")


def test_a_kind_of_mfa_to_set_up_is_chosen(form, find, answered):
    """Where Cognito leaves the choice."""
    form.show_challenge(challenge("MFA_SETUP", choices=("SOFTWARE_TOKEN_MFA", "EMAIL_OTP")))
    find(QRadioButton, "Code by e-mail").click()
    assert answered() == ChallengeAnswer(choice="EMAIL_OTP")


def test_a_custom_challenge_shows_its_parameters(form, find, answered, press, type_over, words):
    """But not those about the user."""
    parameters = (("question", "What is <b>the ship</b>?"), ("USERNAME", "ada-internal"))
    form.show_challenge(challenge("CUSTOM_CHALLENGE", parameters=parameters))
    assert "What is <b>the ship</b>?" in words()
    assert "ada-internal" not in words()
    label = next(one for one in form.panels.findChildren(QLabel) if one.text() == "What is <b>the ship</b>?")
    assert label.textFormat() is Qt.TextFormat.PlainText
    press("Continue")
    assert find(SecretField, "Answer").accessibleDescription() == "There is no answer."
    type_over(find(SecretField, "Answer"), "Beagle")
    assert answered() == ChallengeAnswer(code="Beagle")


def test_every_kind_of_challenge_has_a_question(form, find, press):
    """And each can be given up."""
    for kind in (*QUESTIONS, "MFA_SETUP"):
        form.show_challenge(challenge(kind, choices=("SMS_MFA",)))
        assert find(QPushButton, "Continue").isVisible()
    form.show_challenge(None)
    absent(find, QPushButton, "Continue")
    assert find(QPushButton, "Get token").isVisible()
    assert find(QComboBox, "User pool").isEnabled()


def test_a_challenge_is_cancelled(qtbot, form, press):
    """By its own button."""
    form.show_challenge(challenge("SMS_MFA"))
    with qtbot.waitSignal(form.token_cancelled):
        press("Cancel sign-in")


def test_a_challenge_that_comes_before_the_tab_is_built_is_asked_in_it(editor, find):
    """The Auth tab is built when it is first shown."""
    editor.set_user_pools((POOL,))
    editor.set_draft(RequestDraft(auth=CognitoAuth("orders-users")))
    editor.show_challenge(challenge("SMS_MFA"))
    editor.set_current_panel("auth")
    assert find(QLineEdit, "Code").isVisible()


def test_attribute_names_become_labels():
    """Whatever prefix they come with."""
    assert attribute_words("userAttributes.given_name") == "Given name"
    assert attribute_words("custom:cost_centre") == "Cost centre"
    assert attribute_words("") == ""


class Browser(QObject):
    """Take the pages that the program opens."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.pages.append(url.toString())


@pytest.fixture
def browser():
    """Stand in for the system's browser."""
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    yield browser
    QDesktopServices.unsetUrlHandler("https")


def test_the_browser_is_awaited(qtbot, form, find, press, words, browser):
    """The page can be opened by hand, its address copied, and the wait given up."""
    notice = Failure("port", "Port 53681 is taken.", "53682 is used.")
    form.show_browser_wait(replace(WAIT, notice=notice))
    assert any(text.startswith("No browser could be opened.") for text in words())
    assert "Port 53681 is taken. 53682 is used." in words()
    assert "5:00 left" in words()
    press("Open the page")
    assert browser.pages == [WAIT.url]
    press("Copy address")
    assert QGuiApplication.clipboard().text() == WAIT.url
    with qtbot.waitSignal(form.token_cancelled):
        press("Cancel sign-in")
    form.show_browser_wait(None)
    assert find(QPushButton, "Get token").isVisible()


def test_the_countdown_goes_on_while_the_wait_is_the_same(qtbot, theme):
    """It ends at nothing; another wait begins anew."""
    clock = [1000.0]
    panel = BrowserWaitPanel(theme, monotonic=lambda: clock[0])
    qtbot.addWidget(panel)
    panel.show_wait(WAIT)
    panel.show()
    assert panel._tick.isActive()
    clock[0] += 61
    panel.show_wait(replace(WAIT, opened=True))
    assert panel.time_left() == "3:59 left"
    clock[0] += 1000
    panel._tick.timeout.emit()
    assert panel.time_left() == "time is up"
    panel.show_wait(None)
    panel.show_wait(WAIT)
    assert panel.time_left() == "5:00 left"
    panel.hide()
    assert not panel._tick.isActive()


def test_the_qr_code_is_dark_on_light_with_a_quiet_zone(qtbot, theme):
    """Every module is where the library puts it, whatever the theme."""
    theme.set_mode("dark")
    code = QrCode(URL)
    qtbot.addWidget(code)
    image = code.grab().toImage()
    matrix = segno.make(URL, error="m", micro=False).matrix
    modules = len(matrix) + 8
    size = code.width() // modules
    assert size * modules == code.width()
    for row in range(modules):
        for column in range(modules):
            inside = 4 <= row < modules - 4 and 4 <= column < modules - 4
            dark = bool(matrix[row - 4][column - 4] & 1) if inside else False
            middle = image.pixelColor(column * size + size // 2, row * size + size // 2)
            assert (middle.lightness() < 128) is dark


def test_an_inherited_pool_can_be_signed_in_to(qtbot, form, find, press, words):
    """From the request that inherits it."""
    form.set_draft(RequestDraft(auth=InheritAuth()))
    absent(find, QPushButton, "Get token")
    form.set_inherited_auth(CognitoAuth("staff"), "Statistics")
    assert "The access token of the user pool staff, as “Statistics” sets it." in words()
    assert find(SegmentedControl, "Sign-in method").current() == "srp"
    form.set_inherited_auth(CognitoAuth("orders-users"), "Statistics")
    with qtbot.waitSignal(form.token_requested) as asked:
        press("Get token")
    assert asked.args == [TokenRequest("orders-users", "client_credentials", scopes=POOL.scopes)]
    form.set_inherited_auth(None, "")
    absent(find, QPushButton, "Get token")
