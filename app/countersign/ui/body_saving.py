"""Writes a response's body to a file that a person chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from countersign.model.body import StoredBody
from countersign.model.errors import Failure
from countersign.ui.engine_thread import EngineThread, Job
from countersign.workflows.application import Application


def save_body_as(
    body: StoredBody,
    parent: QWidget,
    engine: EngineThread,
    application: Application,
    failed: Callable[[Failure], None],
) -> Job | None:
    """Ask for a path and write the body there; return what runs, None where nobody chose a path."""
    path, _ = QFileDialog.getSaveFileName(parent, "Save response body")
    if not path:
        return None
    return engine.submit(lambda _report: application.save_body(body, Path(path)), failed=failed)
