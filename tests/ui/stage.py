"""The whole window on a stage, and how a test works on it: by accessible names, by keys, by what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QTreeView, QWidget
from shiboken6 import isValid

from countersign.ui.console.console_view import ConsoleView
from countersign.ui.window import Stage

W = TypeVar("W", bound=QWidget)
CONTROL = Qt.KeyboardModifier.ControlModifier


def wait_for(seen: Callable[[], object], timeout: int = 15_000) -> None:
    """Let the window work until something is seen; fail after so many milliseconds."""
    if seen():
        return
    loop = QEventLoop()
    watch = QTimer(interval=5)
    watch.timeout.connect(lambda: loop.quit() if seen() else None)
    watch.start()
    QTimer.singleShot(timeout, loop, loop.quit)
    loop.exec()
    watch.stop()
    assert seen()


def close(stage: Stage) -> None:
    """Close the window and wait until nothing of it is left."""
    stage.close()
    wait_for(lambda: not isValid(stage.window))


def shown(root: QWidget, kind: type[W], name: str) -> W:
    """Return the control on the screen that has an accessible name or a label."""
    for widget in root.findChildren(kind):
        label = widget.text() if isinstance(widget, QAbstractButton) else ""
        if widget.isVisible() and name in (widget.accessibleName(), label):
            return widget
    raise LookupError(name)


def is_shown(root: QWidget, kind: type[W], name: str) -> bool:
    """Tell whether there is such a control on the screen."""
    try:
        return bool(shown(root, kind, name))
    except LookupError:
        return False


def press(root: QWidget, name: str) -> None:
    """Click the button of this name."""
    QTest.mouseClick(shown(root, QAbstractButton, name), Qt.MouseButton.LeftButton)


def write(field: QWidget, text: str) -> None:
    """Replace what a field holds by typing."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def words(root: QWidget) -> str:
    """Return every text on the screen, of labels and of read-only text."""
    labels = [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
    texts = [text for text in root.findChildren(QPlainTextEdit) if text.isVisible() and text.isReadOnly()]
    return "\n".join((*labels, *(text.toPlainText() for text in texts)))


def rows(console: ConsoleView) -> list[str]:
    """Return what stands in each row of the message log, without the time."""
    model = console.table.model()
    return [
        " ".join(filter(None, (model.index(row, column).data() for column in range(1, model.columnCount()))))
        for row in range(model.rowCount())
    ]


def hears(console: ConsoleView, *parts: str) -> None:
    """Wait for a row that holds all of these."""
    wait_for(lambda: any(all(part in row for part in parts) for row in rows(console)))


def open_saved(stage: Stage, tree: QTreeView, *names: str) -> None:
    """Open folders and choose the last name with a click, as in the sidebar."""
    index = tree.rootIndex()
    model = tree.model()
    for name in names:
        places = [model.index(row, 0, index) for row in range(model.rowCount(index))]
        index = next(place for place in places if place.data() == name)
        tree.expand(index.parent())
    tree.scrollTo(index)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    wait_for(lambda: stage.window.tabs.current is not None)


def waits_in(stage: Stage, file: str) -> bool:
    """Tell whether a task of the engine thread waits in the code of a file."""
    assert stage.engine._running is not None
    loop, _thread = stage.engine._running

    async def look() -> bool:
        return any(file in name for task in asyncio.all_tasks() for name in _files(task.get_coro()))

    return asyncio.run_coroutine_threadsafe(look(), loop).result(5)  # on its own thread, where all others wait


def _files(waiting: object) -> Iterator[str]:
    while waiting is not None:
        yield getattr(getattr(waiting, "cr_code", None), "co_filename", "")
        waiting = getattr(waiting, "cr_await", None)
