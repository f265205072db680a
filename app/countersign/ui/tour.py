"""`countersign tour`: the main flows in the real window, driven by keys and clicks, against the playground."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from countersign.ui.main_window import MainWindow
from countersign.ui.request_tab import RequestTab
from countersign.ui.theme import Mode
from countersign.ui.tour_channel import ChannelFlow
from countersign.ui.tour_hand import TourError, TourHand
from countersign.ui.widgets.underline_tabs import UnderlineTabs
from countersign.ui.window import Stage, set_stage, start_after_paint
from countersign.workflows.application import PLAYGROUND_IDENTITY, PLAYGROUND_USER, Folders

_URL = "{{base_url}}/Prod/users/a b?expand=orders&q=blue shoes"
_BROKEN = "broken-secret"


def run_tour(environ: Mapping[str, str], *, pictures: Path, theme: Mode) -> int:
    """Walk through the flows, print and picture each step; return 0 only if each showed what it should."""
    if not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        qInstallMessageHandler(_tell_but_not_of_a_missing_window_manager)
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="countersign-tour-") as home:
        folders = Folders(Path(home, "state"), Path(home, "data"), Path(home, "cache"))
        stage = set_stage(environ, folders, keyring=False)
        stage.theme.set_mode(theme)
        stage.window.resize(1440, 900)
        stage.window.show()
        tour = Tour(stage, pictures)
        start_after_paint(stage, playground=True, workspace=None, finished=tour.note_arrival)
        try:
            tour.walk()
        except TourError as error:
            print(f"failed: {error}", file=sys.stderr)
            stage.window.grab().save(str(pictures / "failed.png"))
            return 1
        finally:
            stage.close()
    return 0


def _tell_but_not_of_a_missing_window_manager(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


class Tour:
    """Drive one window as a person would, and look at what it shows."""

    def __init__(self, stage: Stage, pictures: Path) -> None:
        self._window: MainWindow = stage.window
        self._hand = TourHand(stage.window, pictures)
        self._arrived = False

    def note_arrival(self) -> None:
        """Remember that everything that comes up after the first paint is there."""
        self._arrived = True

    def walk(self) -> None:
        """Take every step: the SigV4 flow, a signaling channel, then the flow of a Cognito JWT."""
        self._arrive()
        self._type_request()
        self._choose_signature()
        self._send_and_expect("200 OK", "the request signed with the right keys was accepted")
        self._break_the_secret()
        self._send_and_expect("403 Forbidden", "the same request signed with a wrong secret was refused")
        ChannelFlow(self._hand).walk()
        if self._window.surroundings.definitions.user_pool("orders") is None:
            print("MiniStack is not installed, so there is no user pool: the flow of a Cognito JWT is left out.")
            return
        self._get_token()
        self._send_and_expect("200 OK", "the access token opened the route behind the JWT authorizer")
        self._see("720 is the answer", '"factorial": 720')
        self._use_expired_token(self._mint_expired_token())
        self._send_and_expect("401 Unauthorized", "an expired token was refused")
        self._see_reason()

    def _arrive(self) -> None:
        self._hand.until("the playground runs", lambda: bool(self._window.surroundings.scope("").lookup("base_url")))
        self._hand.until("the playground's keys are offered", lambda: bool(self._window.surroundings.identities))
        self._hand.until("the named things are read", lambda: self._arrived)
        self._hand.until("the sample workspace is shown", lambda: self._window.surroundings.workspace is not None)
        workspace = self._window.surroundings.workspace
        assert workspace is not None
        found = self._window.surroundings.scope("").lookup("base_url")
        assert found is not None
        self._hand.tell(
            "start", f"the window is open, the playground listens on {found.value}, {workspace.name} is loaded"
        )

    def _type_request(self) -> None:
        self._new_request(_URL)
        url = self._hand.find(QLineEdit, "Request URL")
        self._hand.expect(url.text() == _URL, f"the URL field holds what was typed, and shows “{url.text()}”")
        self._hand.tell("typed", f"a new request for {_URL} is typed")

    def _choose_signature(self) -> None:
        tabs = self._hand.find(UnderlineTabs, "Request")
        tabs.set_current("auth")
        self._hand.choose(self._hand.find(QComboBox, "Auth type"), "AWS Signature V4")
        self._hand.choose(self._hand.find(QComboBox, "Keyring identity"), PLAYGROUND_IDENTITY)
        self._hand.write("Region", "us-west-2")
        self._hand.write("Service", "execute-api")
        inspector = self._request_tab().inspector
        self._hand.until(
            "the inspector shows the canonical request", lambda: "/Prod/users/a%2520b" in inspector.text("canonical")
        )
        first = inspector.text("canonical").split("\n")[:3]
        self._hand.tell("signed", f"signed before sending: {' | '.join(first)}")

    def _send_and_expect(self, status: str, meaning: str) -> None:
        url = self._hand.find(QLineEdit, "Request URL")
        url.setFocus()
        QTest.keyClick(url, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        label = self._find_label("Response status")
        self._hand.until("the answer is shown", lambda: label.isVisible() and label.text().partition(" ")[2] != "")
        self._hand.expect(label.text() == status, f"the status is {status}, and the window shows {label.text()}")
        time = self._find_label("Response time").text()
        self._hand.tell(status.partition(" ")[0], f"{label.text()} in {time}: {meaning}")

    def _break_the_secret(self) -> None:
        QTest.mouseClick(self._hand.find(QPushButton, "New identity"), Qt.MouseButton.LeftButton)
        self._hand.write("Identity name", _BROKEN)
        user = next(one for one in self._window.surroundings.identities if one.name == PLAYGROUND_USER)
        self._hand.write("Access key ID", user.access_key_id)
        self._hand.write("Secret access key", "not-the-secret-of-this-key")
        QTest.mouseClick(self._hand.find(QPushButton, "Save to keyring"), Qt.MouseButton.LeftButton)
        names = self._hand.find(QComboBox, "Keyring identity")
        self._hand.until(
            "the new identity is offered", lambda: names.findText(_BROKEN, Qt.MatchFlag.MatchStartsWith) >= 0
        )
        self._hand.choose(names, _BROKEN)
        self._hand.tell("broken", "an identity with a wrong secret is saved and chosen")

    def _get_token(self) -> None:
        QTest.keyClick(self._window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        query = self._hand.find(QLineEdit, "Search or run a command")
        QTest.keyClicks(query, "get factorial")
        QTest.keyClick(query, Qt.Key.Key_Return)
        self._hand.find(UnderlineTabs, "Request").set_current("auth")
        QTest.mouseClick(self._hand.find(QPushButton, "Get token"), Qt.MouseButton.LeftButton)
        self._hand.until("the token is valid", lambda: self._token_state().startswith("valid"))
        self._hand.tell(
            "token", f"client credentials gave a token, checked with the pool's keys: {self._token_state()}"
        )

    def _token_state(self) -> str:
        labels = self._window.findChildren(QLabel)
        shown = (label.text() for label in labels if label.accessibleName() == "Token state" and label.isVisible())
        return next(shown, "")

    def _mint_expired_token(self) -> str:
        self._new_request("{{base_url}}/test-issuer/token?expires_in=-60")
        self._send_and_expect("200 OK", "the playground's test issuer gave a token that ended a minute ago")
        exchange = self._request_tab().exchange
        assert exchange is not None
        assert exchange.response is not None
        return str(json.loads(exchange.response.body.read())["access_token"])

    def _use_expired_token(self, token: str) -> None:
        self._new_request("{{base_url}}/test-issuer/factorial?n=6")
        self._hand.find(UnderlineTabs, "Request").set_current("auth")
        self._hand.choose(self._hand.find(QComboBox, "Auth type"), "Bearer")
        field = self._hand.find(QLineEdit, "Token")
        field.setFocus()
        field.insert(token)
        self._hand.tell("expired", "that token is sent to a route behind a JWT authorizer")

    def _see_reason(self) -> None:
        tab = self._request_tab()
        self._hand.find(UnderlineTabs, "Response").set_current("headers")
        headers = {row[0]: row[1] for row in tab.response.view.headers.rows.rows}
        reason = headers.get("www-authenticate", "")
        self._hand.expect("the token has expired" in reason, f"the answer names the reason, and says {reason}")
        self._hand.tell("reason", f"the authorizer says why: {reason}")

    def _see(self, what: str, text: str) -> None:
        tab = self._request_tab()
        self._hand.until(what, lambda: text in tab.response.view.body.visible_text())

    def _request_tab(self) -> RequestTab:
        tab = self._window.tabs.current
        assert isinstance(tab, RequestTab)
        return tab

    def _new_request(self, url: str) -> None:
        QTest.keyClick(self._window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self._hand.find(QLineEdit, "Request URL"), url)

    def _find_label(self, name: str) -> QLabel:
        tab = self._window.tabs.current
        assert tab is not None
        return next(label for label in tab.findChildren(QLabel) if label.accessibleName() == name)
