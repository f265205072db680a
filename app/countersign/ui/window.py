"""Start the window: Qt, the theme, the engine thread, the first paint, and then everything else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from countersign.model.session import SessionState
from countersign.ui.engine_thread import EngineThread
from countersign.ui.icons import app_icon
from countersign.ui.main_window import MainWindow
from countersign.ui.start_up import StartUp
from countersign.ui.theme import Mode, Theme
from countersign.ui.widgets.choice_box import install_choice_faces
from countersign.ui.window_prompts import WindowPrompts
from countersign.workflows.application import Application, Folders


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold what a running window consists of."""

    qt: QApplication
    theme: Theme
    engine: EngineThread
    application: Application
    window: MainWindow

    def close(self) -> None:
        """Save, close the window, stop the engine and the playground."""
        state = self.window.session()
        self.window.close()
        self.engine.close(lambda: self.application.farewell(state))
        self.window.deleteLater()
        self.theme.deleteLater()


def run_window(environ: Mapping[str, str], *, playground: bool, workspace: Path | None) -> int:
    """Open the window and return when it is closed."""
    stage = set_stage(environ)
    stage.window.show()
    start_after_paint(stage, playground=playground, workspace=workspace)
    status = stage.qt.exec()
    stage.close()
    return status


def set_stage(environ: Mapping[str, str], folders: Folders | None = None, *, keyring: bool = True) -> Stage:
    """Build everything that the first paint needs, and nothing more."""
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Countersign")
    engine = EngineThread()
    application = Application(folders or Folders.of_user(), environ, WindowPrompts(engine), keyring=keyring)
    loaded = application.load_session()
    install_choice_faces()
    theme = Theme(qt)
    theme.set_mode(_mode(loaded.state))
    qt.setWindowIcon(app_icon(theme))
    window = MainWindow(theme, engine, application, loaded.state)
    if loaded.notice is not None:
        window.complain(loaded.notice)
    return Stage(qt, theme, engine, application, window)


def start_after_paint(
    stage: Stage, *, playground: bool, workspace: Path | None, finished: Callable[[], None] = lambda: None
) -> None:
    """Bring up keyring, playground and workspace once the window has been painted."""
    remembered = stage.window.session()
    folder = workspace or (Path(remembered.workspace) if remembered.workspace and not playground else None)
    start_up = StartUp(stage.application, playground, folder, remembered.tabs)

    def begin() -> None:
        stage.engine.submit(
            start_up.run,
            progressed=stage.window.take_in,
            failed=stage.window.complain,
            done=lambda _nothing: finished(),
        )

    QTimer.singleShot(0, stage.window, begin)


def _mode(session: SessionState) -> Mode:
    return "dark" if session.theme == "dark" else "light" if session.theme == "light" else "system"
