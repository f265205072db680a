"""One step of joining a channel, as a row to read and to open."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from countersign.model.channel import STEP_TITLES, Step
from countersign.ui.channel.step_words import spoken_time
from countersign.ui.icons import icon
from countersign.ui.theme import Theme

_HEIGHT = 28
_LEFT = 14
_ICON = 16
_NAME_LEFT = 41
_TIME_WIDTH = 64
_NAME_SHARE = 0.51


class _Look(NamedTuple):
    icon: str
    icon_token: str
    name_token: str
    answer_token: str


_LOOKS = {
    "waiting": _Look("ring", "faint", "muted", "muted"),
    "running": _Look("refresh", "accent", "text", "accent"),
    "done": _Look("check", "ok", "text", "muted"),
    "failed": _Look("error", "error", "text", "error"),
    "skipped": _Look("minus", "faint", "muted", "muted"),
}
_WORDS = {"waiting": "", "running": "running…", "done": "", "failed": "failed", "skipped": "not needed"}


class StepRow(QPushButton):
    """Show a step: an icon for its state, its name, its answer, its time. The whole is the accessible name."""

    def __init__(self, theme: Theme, step: Step) -> None:
        super().__init__()
        self._theme = theme
        self._step = step
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_step(step)

    @property
    def step(self) -> Step:
        """Return the step as it is shown."""
        return self._step

    def show_step(self, step: Step) -> None:
        """Show another state of the step."""
        self._step = step
        parts = (step.state, self.answer() if self.answer() not in ("running…", "failed") else "", self.time())
        self.setAccessibleName(f"{STEP_TITLES[step.name]}: {', '.join(part for part in parts if part)}")
        self.setToolTip(self.answer() if len(self.answer()) > 18 and "<" not in self.answer() else "")
        opens = step.state in ("done", "failed")
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.update()

    def answer(self) -> str:
        """Return the few words in the middle."""
        step = self._step
        return "running…" if step.state == "running" else step.answer or _WORDS[step.state]

    def time(self) -> str:
        """Return the time that the step took, "" while it is not over."""
        return spoken_time(self._step.milliseconds) if self._step.state in ("done", "failed") else ""

    def sizeHint(self) -> QSize:
        """Ask for a table row's height."""
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shrink to what still tells the steps apart."""
        return QSize(240, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter too, and go to the neighbours with the arrow keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row, a line below it, and the focus around it."""
        painter = QPainter(self)
        look, theme = _LOOKS[self._step.state], self._theme
        if self.underMouse() and self._step.state in ("done", "failed"):
            painter.fillRect(self.rect(), QColor(theme.colour("hover")))
        painter.setPen(QColor(theme.colour("border")))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        icon(theme, look.icon, look.icon_token).paint(
            painter, QRect(_LEFT - 3, (self.height() - _ICON) // 2, _ICON, _ICON)
        )
        answer_left = max(196, round(self.width() * _NAME_SHARE))
        time_left = self.width() - _LEFT - _TIME_WIDTH
        self._paint_text(painter, look.name_token, STEP_TITLES[self._step.name], _NAME_LEFT, answer_left)
        self._paint_text(painter, look.answer_token, self.answer(), answer_left, time_left)
        painter.setPen(QColor(theme.colour("text")))
        painter.drawText(
            QRect(time_left, 0, _TIME_WIDTH, self.height()),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            self.time(),
        )
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.colour("accent")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 1.5, -2.5, -2.5), 4, 4)

    def _paint_text(self, painter: QPainter, token: str, text: str, left: int, right: int) -> None:
        room = QRect(left, 0, right - left - 8, self.height())
        painter.setPen(QColor(self._theme.colour(token)))
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
