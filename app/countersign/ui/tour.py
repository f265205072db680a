"""`countersign tour`: the main flows in the real window, driven by keys and clicks, against the playground."""

from __future__ import annotations

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
        start_after_paint(stage, playground=True, workspace=None)
        try:
            Tour(stage, pictures).walk()
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

    def walk(self) -> None:
        """Take every step of the SigV4 flow."""
        self._arrive()
        self._type_request()
        self._choose_signature()
        self._send_and_expect("200 OK", "the request signed with the right keys was accepted")
        self._break_the_secret()
        self._send_and_expect("403 Forbidden", "the same request signed with a wrong secret was refused")

    def _arrive(self) -> None:
        self._until("the playground runs", lambda: bool(self._window.surroundings.scope("").lookup("base_url")))
        self._until("the playground's keys are offered", lambda: bool(self._window.surroundings.identities))
        self._until("the sample workspace is shown", lambda: self._window.surroundings.workspace is not None)
        workspace = self._window.surroundings.workspace
        assert workspace is not None
        found = self._window.surroundings.scope("").lookup("base_url")
        assert found is not None
        self._tell(
            "start", f"the window is open, the playground listens on {found.value}, {workspace.name} is loaded"
        )

    def _type_request(self) -> None:
        QTest.keyClick(self._window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        url = self._find(QLineEdit, "Request URL")
        QTest.keyClicks(url, _URL)
        self._expect(url.text() == _URL, f"the URL field holds what was typed, and shows “{url.text()}”")
        self._tell("typed", f"a new request for {_URL} is typed")

    def _choose_signature(self) -> None:
        tabs = self._find(UnderlineTabs, "Request")
        tabs.set_current("auth")
        self._choose(self._find(QComboBox, "Auth type"), "AWS Signature V4")
        self._choose(self._find(QComboBox, "Keyring identity"), PLAYGROUND_IDENTITY)
        self._write("Region", "us-west-2")
        self._write("Service", "execute-api")
        assert self._window.tabs.current is not None
        inspector = self._window.tabs.current.inspector
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
