"""The order in which Tab visits the controls of a pane: as they stand on the screen, whenever they were built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

_ROW = 16  # controls whose middles are closer than this stand in one row


def focus_chain(panes: Sequence[QWidget]) -> list[QWidget]:
    """Return the controls that Tab stops at, pane by pane, in each from top to bottom and left to right."""
    return [control for pane in panes if pane.isVisible() for control in _in_reading_order(pane)]


def takes_tab(widget: QWidget) -> bool:
    """Tell whether Tab stops at a control."""
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _in_reading_order(pane: QWidget) -> list[QWidget]:
    controls = [child for child in pane.findChildren(QWidget) if takes_tab(child)]
    middles = {control: control.mapTo(pane, QPoint(0, control.height() // 2)) for control in controls}
    by_height = sorted(controls, key=lambda control: middles[control].y())
    rows: list[list[QWidget]] = []
    for control in by_height:
        if rows and middles[control].y() - middles[rows[-1][0]].y() < _ROW:
            rows[-1].append(control)
        else:
            rows.append([control])
    return [control for row in rows for control in sorted(row, key=lambda one: middles[one].x())]
