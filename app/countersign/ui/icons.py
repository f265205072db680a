"""Icons drawn for this project, tinted by the theme and rendered for the sharpest screen at hand."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton

from countersign.bundled import resource
from countersign.ui.theme import Theme


def icon(theme: Theme, name: str, token: str = "muted", size: int = 16) -> QIcon:  # noqa: S107 - a palette token
    """Return an icon of `resources/icons` in a palette colour; `size` in device-independent pixels."""
    ratio = _ratio()
    key = (name, token, size, ratio)
    found = theme.icon_cache.get(key)
    if found is None:
        found = theme.icon_cache[key] = QIcon(_tinted(name, theme.colour(token), size, ratio))
    return found


def tinted_icon(name: str, colour: str, size: int = 16) -> QIcon:
    """Return an icon in a colour (`#rrggbb`), for a widget that follows its own palette."""
    return QIcon(_tinted(name, colour, size, _ratio()))


def app_icon(theme: Theme) -> QIcon:
    """Return the window's icon in the sizes that task bars ask for."""
    result = QIcon()
    for size in (16, 32, 48, 128):
        result.addPixmap(_tinted("app", theme.palette.accent, size, 1.0))
    return result


def keep_icon(button: QAbstractButton, theme: Theme, name: str, token: str = "muted") -> None:  # noqa: S107
    """Give a button an icon that follows the theme for as long as the button lives."""
    for former in button.findChildren(_IconKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly):
        former.deleteLater()
    _IconKeeper(button, theme, name, token)


class _IconKeeper(QObject):
    def __init__(self, button: QAbstractButton, theme: Theme, name: str, token: str) -> None:
        super().__init__(button)
        self._button, self._theme, self._name, self._token = button, theme, name, token
        theme.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._button.setIcon(icon(self._theme, self._name, self._token))


def _ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


def _tinted(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # the first icon pays, not the import of the window

    renderer = QSvgRenderer(QByteArray(_source(name).replace("#000", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
