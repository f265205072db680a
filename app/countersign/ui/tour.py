"""`countersign tour`: the main flows in the real window, driven by keys and clicks, against the playground."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from countersign.ui.main_window import MainWindow
from countersign.ui.request_tab import RequestTab
from countersign.ui.theme import Mode
from countersign.ui.widgets.underline_tabs import UnderlineTabs
from countersign.ui.window import Stage, set_stage, start_after_paint
from countersign.workflows.application import PLAYGROUND_IDENTITY, PLAYGROUND_USER, Folders

W = TypeVar("W", bound=QWidget)
_PATIENCE_MS = 20_000
_URL = "{{base_url}}/Prod/users/a b?expand=orders&q=blue shoes"
_BROKEN = "broken-secret"


class TourError(Exception):
    """A step did not show what it should."""


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
        self._pictures = pictures
        self._step = 0
        self._arrived = False

    def note_arrival(self) -> None:
        """Remember that everything that comes up after the first paint is there."""
        self._arrived = True

    def walk(self) -> None:
        """Take every step: the SigV4 flow, then the flow of a Cognito JWT."""
        self._arrive()
        self._type_request()
        self._choose_signature()
        self._send_and_expect("200 OK", "the request signed with the right keys was accepted")
        self._break_the_secret()
        self._send_and_expect("403 Forbidden", "the same request signed with a wrong secret was refused")
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
        self._until("the playground runs", lambda: bool(self._window.surroundings.scope("").lookup("base_url")))
        self._until("the playground's keys are offered", lambda: bool(self._window.surroundings.identities))
        self._until("the named things are read", lambda: self._arrived)
        self._until("the sample workspace is shown", lambda: self._window.surroundings.workspace is not None)
        workspace = self._window.surroundings.workspace
        assert workspace is not None
        found = self._window.surroundings.scope("").lookup("base_url")
        assert found is not None
        self._tell(
            "start", f"the window is open, the playground listens on {found.value}, {workspace.name} is loaded"
        )

    def _type_request(self) -> None:
        self._new_request(_URL)
        url = self._find(QLineEdit, "Request URL")
        self._expect(url.text() == _URL, f"the URL field holds what was typed, and shows “{url.text()}”")
        self._tell("typed", f"a new request for {_URL} is typed")

    def _choose_signature(self) -> None:
        tabs = self._find(UnderlineTabs, "Request")
        tabs.set_current("auth")
        self._choose(self._find(QComboBox, "Auth type"), "AWS Signature V4")
        self._choose(self._find(QComboBox, "Keyring identity"), PLAYGROUND_IDENTITY)
        self._write("Region", "us-west-2")
        self._write("Service", "execute-api")
        inspector = self._request_tab().inspector
        self._until(
            "the inspector shows the canonical request", lambda: "/Prod/users/a%2520b" in inspector.text("canonical")
        )
        first = inspector.text("canonical").split("\n")[:3]
        self._tell("signed", f"signed before sending: {' | '.join(first)}")

    def _send_and_expect(self, status: str, meaning: str) -> None:
        url = self._find(QLineEdit, "Request URL")
        url.setFocus()
        QTest.keyClick(url, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        label = self._find_label("Response status")
        self._until("the answer is shown", lambda: label.isVisible() and label.text().partition(" ")[2] != "")
        self._expect(label.text() == status, f"the status is {status}, and the window shows {label.text()}")
        time = self._find_label("Response time").text()
        self._tell(status.partition(" ")[0], f"{label.text()} in {time}: {meaning}")

    def _break_the_secret(self) -> None:
        QTest.mouseClick(self._find(QPushButton, "New identity"), Qt.MouseButton.LeftButton)
        self._write("Identity name", _BROKEN)
        user = next(one for one in self._window.surroundings.identities if one.name == PLAYGROUND_USER)
        self._write("Access key ID", user.access_key_id)
        self._write("Secret access key", "not-the-secret-of-this-key")
        QTest.mouseClick(self._find(QPushButton, "Save to keyring"), Qt.MouseButton.LeftButton)
        names = self._find(QComboBox, "Keyring identity")
        self._until("the new identity is offered", lambda: names.findText(_BROKEN, Qt.MatchFlag.MatchStartsWith) >= 0)
        self._choose(names, _BROKEN)
        self._tell("broken", "an identity with a wrong secret is saved and chosen")

    def _get_token(self) -> None:
        QTest.keyClick(self._window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        query = self._find(QLineEdit, "Search or run a command")
        QTest.keyClicks(query, "get factorial")
        QTest.keyClick(query, Qt.Key.Key_Return)
        self._find(UnderlineTabs, "Request").set_current("auth")
        QTest.mouseClick(self._find(QPushButton, "Get token"), Qt.MouseButton.LeftButton)
        self._until("the token is valid", lambda: self._token_state().startswith("valid"))
        self._tell("token", f"client credentials gave a token, held against the pool's keys: {self._token_state()}")

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
        self._find(UnderlineTabs, "Request").set_current("auth")
        self._choose(self._find(QComboBox, "Auth type"), "Bearer")
        field = self._find(QLineEdit, "Token")
        field.setFocus()
        field.insert(token)
        self._tell("expired", "that token is sent to a route behind a JWT authorizer")

    def _see_reason(self) -> None:
        tab = self._request_tab()
        self._find(UnderlineTabs, "Response").set_current("headers")
        headers = {row[0]: row[1] for row in tab.response.view.headers.rows.rows}
        reason = headers.get("www-authenticate", "")
        self._expect("the token has expired" in reason, f"the answer names the reason, and says {reason}")
        self._tell("reason", f"the authorizer says why: {reason}")

    def _see(self, what: str, text: str) -> None:
        tab = self._request_tab()
        self._until(what, lambda: text in tab.response.view.body.visible_text())

    def _request_tab(self) -> RequestTab:
        tab = self._window.tabs.current
        assert isinstance(tab, RequestTab)
        return tab

    def _new_request(self, url: str) -> None:
        QTest.keyClick(self._window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self._find(QLineEdit, "Request URL"), url)

    def _choose(self, combo: QComboBox, text: str) -> None:
        place = combo.findText(text, Qt.MatchFlag.MatchStartsWith)
        self._expect(place >= 0, f"{combo.accessibleName()} offers {text}")
        combo.setFocus()
        combo.setCurrentIndex(place)

    def _write(self, name: str, text: str) -> None:
        field = self._find(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def _find(self, kind: type[W], name: str) -> W:
        """Return the visible control with this accessible name or label."""
        for widget in self._window.findChildren(kind):
            label = widget.text() if isinstance(widget, QPushButton | QRadioButton) else ""
            if widget.isVisible() and name in {widget.accessibleName(), label}:
                return widget
        raise TourError(f"the window shows no {name}")

    def _find_label(self, name: str) -> QLabel:
        tab = self._window.tabs.current
        assert tab is not None
        return next(label for label in tab.findChildren(QLabel) if label.accessibleName() == name)

    def _until(self, what: str, seen: Callable[[], bool]) -> None:
        """Let the window work until something is seen; fail after twenty seconds."""
        if not seen():
            loop = QEventLoop()
            watch = QTimer(interval=10)
            watch.timeout.connect(lambda: loop.quit() if seen() else None)
            watch.start()
            QTimer.singleShot(_PATIENCE_MS, loop, loop.quit)
            loop.exec()
            watch.stop()
        self._expect(seen(), what)

    def _expect(self, right: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        if not right:
            raise TourError(f"expected that {what}. Status line: {self._window.status.sentence}")

    def _tell(self, name: str, what: str) -> None:
        self._step += 1
        QApplication.processEvents()
        path = self._pictures / f"{self._step}-{name}.png"
        self._window.grab().save(str(path))
        print(f"{self._step}. {what} ({path})", flush=True)
