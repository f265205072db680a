"""The look of the program: one palette, one stylesheet, two fonts, applied to the whole application."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from countersign.bundled import resource, resources
from countersign.ui.palette import DARK, LIGHT, Palette, readable

__all__ = ["BORDER_ROLE", "DARK", "FAINT_ROLE", "LIGHT", "MUTED_ROLE", "Mode", "Palette", "Theme", "set_kind"]

Mode = Literal["system", "dark", "light"]

BORDER_ROLE = QPalette.ColorRole.Mid
MUTED_ROLE = QPalette.ColorRole.Shadow
FAINT_ROLE = QPalette.ColorRole.PlaceholderText

_UI_PIXELS = 13
_CODE_PIXELS = 12
_METHOD_TOKENS = {
    "GET": "get",
    "HEAD": "get",
    "OPTIONS": "patch",
    "POST": "post",
    "PUT": "put",
    "PATCH": "patch",
    "DELETE": "delete",
    "DEL": "delete",
    "WS": "ws",
    "KVS": "ws",
}
_SYNTAX_TOKENS = frozenset({"key", "string", "number", "keyword", "comment", "tag", "attribute"})


class Theme(QObject):
    """Hold the colours in use and dress the application in them; `changed` follows every new palette."""

    changed = Signal()

    def __init__(self, application: QApplication, mode: Mode = "system") -> None:
        super().__init__(application)
        self._application = application
        self._mode: Mode = mode
        self._ui_font: QFont | None = None
        self._code_font: QFont | None = None
        self.icon_cache: dict[tuple[str, str, int, float], QIcon] = {}
        self._palette = self._wanted_palette()
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def palette(self) -> Palette:
        """Return the colours in use."""
        return self._palette

    @property
    def mode(self) -> Mode:
        """Return what was chosen, not what the system made of it."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Choose dark, light or the system's scheme, and dress the application; dark where the system has none."""
        self._mode = mode
        self._dress()

    def ui_font(self) -> QFont:
        """Return the font of labels and controls: Inter at 13 px, or the platform's own."""
        if self._ui_font is None:
            general = QFontDatabase.SystemFont.GeneralFont
            self._ui_font = _font("Inter", general, _UI_PIXELS)
        return QFont(self._ui_font)

    def code_font(self) -> QFont:
        """Return the font of code: JetBrains Mono at 12 px, or the platform's fixed font; every advance is equal."""
        if self._code_font is None:
            font = _font("JetBrains Mono", QFontDatabase.SystemFont.FixedFont, _CODE_PIXELS)
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFixedPitch(True)
            for ligature in ("calt", "liga"):  # bytes are shown as they are
                font.setFeature(QFont.Tag(ligature), 0)
            self._code_font = font
        return QFont(self._code_font)

    def colour(self, token: str) -> str:
        """Return the colour of a palette token as `#rrggbb`."""
        return str(getattr(self._palette, token))

    def method_colour(self, method: str, *, selected: bool = False) -> str:
        """Return the colour of a method's name, muted for a custom one, deepened where the row is selected."""
        colour = self.colour(_METHOD_TOKENS.get(method.upper(), "muted"))
        if not selected:
            return colour
        return readable(colour, self._palette.selection, self._palette.text)

    def syntax_colour(self, kind: str) -> str:
        """Return the colour of a kind of span (formats/highlight.py)."""
        return self.colour(kind if kind in _SYNTAX_TOKENS else "text")

    def stylesheet(self) -> str:
        """Return the template with every `@token` replaced; raise KeyError for a token that does not exist."""
        values = {field.name: self.colour(field.name) for field in fields(Palette)}
        values["resources"] = resources().as_posix()
        values["code_family"] = self.code_font().family()
        values["accent_text"] = readable(self._palette.accent, self._palette.selection, self._palette.text)
        template = resource("themes", "countersign.qss").read_text("utf-8")
        return re.sub(r"@(\w+)", lambda found: values[found[1]], template)

    def _wanted_palette(self) -> Palette:
        if self._mode != "system":
            return LIGHT if self._mode == "light" else DARK
        scheme = self._application.styleHints().colorScheme()
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK

    def _follow_system(self) -> None:
        if self._mode == "system" and self._wanted_palette() is not self._palette:
            self._dress()

    def _dress(self) -> None:
        self._palette = self._wanted_palette()
        self.icon_cache.clear()
        application = self._application
        if not application.styleSheet():
            application.setStyle("Fusion")
        application.setFont(self.ui_font())
        application.setPalette(_qt_palette(self._palette))
        application.setStyleSheet(self.stylesheet())
        self.changed.emit()


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget another look of the stylesheet (`kind` selects it) and repaint it."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the first polish reads the property; asking for the style costs milliseconds at the start
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _font(family: str, fallback: QFontDatabase.SystemFont, pixels: int) -> QFont:
    font = QFont(family)
    if QFontInfo(font).family() != family:
        font = QFontDatabase.systemFont(fallback)
    font.setPixelSize(pixels)
    return font


def _qt_palette(palette: Palette) -> QPalette:
    roles = QPalette.ColorRole
    tokens = {
        roles.Window: palette.window,
        roles.WindowText: palette.text,
        roles.Base: palette.field,
        roles.AlternateBase: palette.surface,
        roles.Text: palette.text,
        roles.Button: palette.raised,
        roles.ButtonText: palette.text,
        roles.BrightText: palette.error,
        roles.Highlight: palette.selection,
        roles.HighlightedText: palette.text,
        roles.Link: palette.accent,
        roles.Accent: palette.accent,
        roles.ToolTipBase: palette.raised,
        roles.ToolTipText: palette.text,
        roles.Light: palette.hover,
        roles.Midlight: palette.raised,
        roles.Dark: palette.border,
        BORDER_ROLE: palette.control_border,
        MUTED_ROLE: palette.muted,
        FAINT_ROLE: palette.faint_text,
    }
    result = QPalette()
    for role, colour in tokens.items():
        result.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.faint))
    return result
