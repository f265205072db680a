"""Laying out a body for reading without ever holding up the window.

Small bodies are laid out at once; larger ones in a child process, because a parser keeps every thread of its own
process waiting.
"""

from __future__ import annotations

import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

import countersign
from countersign.formats.pretty import NotFormatted, pretty
from countersign.model.body import StoredBody

AT_ONCE = {"json": 4_000_000, "xml": 100_000}


class PrettyLayout(QObject):
    """Lay out one body at a time. `laid_out` carries bytes or the path of a file; `refused` a NotFormatted.

    The file belongs to this object: it is deleted when the next body comes or the object goes.
    """

    laid_out = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._children: list[QProcess] = []
        self._folders: list[tempfile.TemporaryDirectory[str]] = []
        self.destroyed.connect(partial(_end, self._children, self._folders))

    @property
    def is_running(self) -> bool:
        """Tell whether a child process is at work."""
        return self._process is not None

    def start(self, body: StoredBody, language: str) -> None:
        """Lay out a body, at once when it is small; what was under way is dropped."""
        self.stop()
        if body.size <= AT_ONCE.get(language, 0):
            self._finish(pretty(body.read(), language))
        else:
            self._start_child(body, language)

    def stop(self) -> None:
        """Drop the work under way and its files."""
        process, self._process = self._process, None
        _end(self._children, self._folders)
        if process is not None:
            process.deleteLater()

    def _start_child(self, body: StoredBody, language: str) -> None:
        self._folders.append(tempfile.TemporaryDirectory(prefix="countersign-", ignore_cleanup_errors=True))
        folder = Path(self._folders[0].name)
        source = body.path or folder / "source"
        if body.path is None:
            source.write_bytes(body.data)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", str(Path(countersign.__file__).resolve().parents[1]))
        process = self._process = QProcess(self)
        self._children.append(process)
        process.setProcessEnvironment(environment)
        process.finished.connect(self._read_result)
        process.errorOccurred.connect(self._give_up)
        words = ["-m", "countersign.formats.pretty", language, str(source), str(folder / "target")]
        process.start(sys.executable, words)

    def _read_result(self) -> None:
        process, self._process = self._process, None
        if process is None or not self._folders:
            return
        self._children.clear()
        process.deleteLater()
        target = Path(self._folders[0].name) / "target"
        if process.exitCode() == 0 and target.exists():
            self.laid_out.emit(target)
            if os.name == "posix":  # an open file outlives its name there, so a kill leaves nothing behind
                self._folders.pop().cleanup()
            return
        offset, _, reason = process.readAllStandardOutput().toStdString().strip().partition(" ")
        self._finish(
            NotFormatted(int(offset) if offset.isdigit() else 0, reason or "The body could not be laid out.")
        )

    def _give_up(self) -> None:
        if self._process is not None:
            self._children.clear()
            self._process.deleteLater()
            self._process = None
        self._finish(NotFormatted(0, "The body could not be laid out."))

    def _finish(self, result: bytes | NotFormatted) -> None:
        if isinstance(result, bytes):
            self.laid_out.emit(result)
        else:
            self.refused.emit(result)


def _end(children: list[QProcess], folders: list[tempfile.TemporaryDirectory[str]]) -> None:
    """Kill what still runs (a QProcess that is destroyed before its child ends complains) and delete its files."""
    for child in children:
        child.blockSignals(True)
        child.kill()
        child.waitForFinished(1000)
    children.clear()
    for folder in folders:
        folder.cleanup()
    folders.clear()
